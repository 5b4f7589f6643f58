/**
 * Tells a CloudFormation or SAM template from other YAML and JSON by its content. Reads lines and brackets only, so that it
 * works on half-typed text; knows nothing of file names and does not build a tree.
 */

/**
 * Whether `text` is a template: its top level has `AWSTemplateFormatVersion`, a `Transform` of AWS, or `Resources` with at
 * least one `Type: AWS::...`, `Custom::...` or `Alexa::...`. A template inside other text (a block scalar, a list, a script) is none.
 */
export function looksLikeTemplate(text: string): boolean {
  const start = skipMark(text);
  const head = new RegExp(beforeContent);
  head.lastIndex = start;
  const first = start + (head.exec(text)?.[0].length ?? 0);
  if (first === text.length) return false;
  return text[first] === "{" ? looksLikeJsonTemplate(text, first) : looksLikeYamlTemplate(text, start);
}

/** Blanks, YAML comments, and the line with which a YAML document starts. */
const beforeContent = /(?:\s*(?:#[^\r\n]*(?:[\r\n]|$)|---(?=\s)))*\s*/y;

const skipMark = (text: string): number => (text.charCodeAt(0) === 0xfeff ? 1 : 0);

/** A key that stands for itself at the start of a line. The second group is what follows its colon. */
const keyLine = /^(?:([A-Za-z_$<][\w$./<-]*(?:::?[\w$./-]+)*)|"([^"]*)"|'([^']*)')\s*:(?:\s+(.*))?$/;
/** What else may stand at the left edge of a YAML map: a list's item, the end of a flow collection, a half-typed word, a directive. */
const otherLine = /^(?:-(?:\s|$)|[\]}][\]},\s]*$|["']?[A-Za-z_]\w*\s*$|%[A-Z])/;
const resourceType = /(?:^|[\s{,-])["']?Type["']?\s*:\s*["']?(?:AWS|Custom|Alexa)::/;
const awsTransform = /(?:^|[\s["'{,:])AWS::/;

function looksLikeYamlTemplate(text: string, start: number): boolean {
  let edge = -1;
  let section = "";
  for (const line of lines(text, start)) {
    const indent = line.search(/\S/);
    if (indent < 0 || line[indent] === "#") continue;
    if (edge >= 0 && indent > edge) {
      if (isEvidence(section, line)) return true;
      continue;
    }
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) {
      if (edge >= 0) return false;
      continue;
    }
    const content = line.slice(indent).trimEnd();
    const key = keyLine.exec(content);
    if (key === null) {
      if (!otherLine.test(content) || (edge < 0 && content[0] === "-")) return false;
      if (isEvidence(section, line)) return true;
    } else {
      section = key[1] ?? key[2] ?? key[3] ?? "";
      if (section === "AWSTemplateFormatVersion" || isEvidence(section, ` ${key[4] ?? ""}`)) return true;
    }
    if (content[0] !== "%") edge = indent;
  }
  return false;
}

/** Whether a line of that top-level section says that the text is a template. */
function isEvidence(section: string, line: string): boolean {
  if (section !== "Resources" && section !== "Transform") return false;
  const comment = line.search(/\s#/);
  return (section === "Resources" ? resourceType : awsTransform).test(comment < 0 ? line : line.slice(0, comment));
}

function* lines(text: string, start: number): Generator<string> {
  const end = text.includes("\n") || !text.includes("\r") ? "\n" : "\r";
  for (let from = start; from < text.length; ) {
    const found = text.indexOf(end, from);
    const to = found < 0 ? text.length : found;
    yield text.slice(from, to);
    from = to + 1;
  }
}

/** The next string (it ends with its line at the latest), bare word, bracket or comment. */
const flowToken = /"(?:[^"\\\r\n]|\\.)*"?|[A-Za-z][\w:]*\w|[{}[\]]|\/\/[^\r\n]*|\/\*[^]*?(?:\*\/|$)/g;

function looksLikeJsonTemplate(text: string, start: number): boolean {
  const column = firstKeyColumn(text, start);
  const token = new RegExp(flowToken);
  token.lastIndex = start;
  let depth = 0;
  let section = "";
  let key = "";
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const found = match[0];
    if (found === "{" || found === "[") depth++;
    else if (found === "}" || found === "]") depth--;
    else if (found[0] !== "/") {
      const word = found.replaceAll('"', "");
      if (isKey(text, token.lastIndex)) {
        key = word;
        if (column > 0 && lineColumn(text, match.index) === column) depth = 1;
        if (depth === 1) section = word;
        if (section === "AWSTemplateFormatVersion") return true;
      } else if (section === "Transform" && word.startsWith("AWS::")) return true;
      else if (section === "Resources" && key === "Type" && /^(?:AWS|Custom|Alexa)::/.test(word)) return true;
    }
  }
  return false;
}

/** Whether a colon, or nothing yet, follows the string that ends at `offset`. */
function isKey(text: string, offset: number): boolean {
  const colon = /\s*(?::|$)/y;
  colon.lastIndex = offset;
  return colon.test(text);
}

/** Column of the outermost keys where each has a line of its own, else 0. It holds where half-typed brackets do not balance. */
function firstKeyColumn(text: string, start: number): number {
  const gap = /\{\s*[\r\n]([ \t]*)"/y;
  gap.lastIndex = start;
  return gap.exec(text)?.[1]?.length ?? 0;
}

/** Column of `offset` if only blanks stand before it in its line, else -1. */
function lineColumn(text: string, offset: number): number {
  let at = offset - 1;
  while (text[at] === " " || text[at] === "\t") at--;
  return at < 0 || text[at] === "\n" || text[at] === "\r" ? offset - 1 - at : -1;
}
