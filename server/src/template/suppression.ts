/**
 * Where the author of a template says that a finding is wanted: comments and Metadata. Knows how that is written; knows no rule.
 */
import type { LineIndex } from "../text/line-index.ts";
import { lineIndex } from "../text/line-index.ts";
import { absoluteSpan, child, type Node, scalarText, type TemplateDocument } from "./node.ts";
import { entriesOf } from "./template.ts";
import type { Span } from "../text/span.ts";

export interface Suppression {
  /** Rule ids; empty for all rules. */
  readonly rules: readonly string[];
  /** Where it is written: absolute UTF-16 offsets. */
  readonly span: Span;
  /** The lines it is for, both included, counted from 0; undefined where it is for a resource or the template. */
  readonly lines: { readonly from: number; readonly to: number } | undefined;
  /** The resource it is for; undefined for the template or for lines. */
  readonly logicalId: string | undefined;
}

/** `# cfn-network-lint-disable-next-line ID, ID -- reason`, in YAML (`#`) and in JSON with comments (`//`). */
const directive = /(?:^\uFEFF?|[ \t])(?:#|\/\/)[ \t]*cfn-network-lint-(disable-next-line|disable-line|disable|enable)(?![\w-])([^\r\n]*)/;

/** Every suppression of a template, in document order of its kind. */
export function findSuppressions(document: TemplateDocument): readonly Suppression[] {
  // Most templates have none: one search tells.
  if (!document.text.includes("cfn-network-lint")) return [];
  const lines = lineIndex(document.text);
  return [...fromComments(document.text, lines), ...fromMetadata(document)];
}

function fromComments(text: string, lines: LineIndex): readonly Suppression[] {
  const found: Suppression[] = [];
  /** Stretches that are open: since which line, and where that is written. */
  let open: { readonly from: number; readonly rules: readonly string[]; readonly span: Span }[] = [];
  const close = (to: number, rules: readonly string[]): void => {
    const isClosed = (one: { readonly rules: readonly string[] }): boolean =>
      rules.length === 0 || one.rules.some((rule) => rules.includes(rule));
    for (const one of open.filter(isClosed)) {
      const closed = rules.length === 0 ? one.rules : one.rules.filter((rule) => rules.includes(rule));
      found.push({ rules: closed, span: one.span, lines: { from: one.from, to }, logicalId: undefined });
    }
    open = open.flatMap((one) => {
      if (!isClosed(one)) return [one];
      const rest = rules.length === 0 ? [] : one.rules.filter((rule) => !rules.includes(rule));
      return rest.length > 0 ? [{ ...one, rules: rest }] : [];
    });
  };
  for (let line = 0; line < lines.lineCount; line++) {
    const start = lines.lineStart(line);
    const content = text.slice(start, line + 1 < lines.lineCount ? lines.lineStart(line + 1) : text.length);
    const match = directive.exec(content);
    if (!match) continue;
    const offset = start + match.index + (/^[ \t\uFEFF]/.test(match[0]) ? 1 : 0);
    const span = { start: offset, end: start + match.index + match[0].trimEnd().length };
    const rules = ruleIds(match[2] ?? "");
    if (match[1] === "disable-next-line") found.push({ rules, span, lines: { from: line + 1, to: line + 1 }, logicalId: undefined });
    else if (match[1] === "disable-line") found.push({ rules, span, lines: { from: line, to: line }, logicalId: undefined });
    else if (match[1] === "disable") open.push({ from: line, rules, span });
    else close(line, rules);
  }
  close(lines.lineCount, []);
  return found;
}

/** Ids before `--`, separated by commas or blanks. */
const ruleIds = (text: string): readonly string[] => (text.split("--", 1)[0] ?? "").split(/[\s,]+/).filter((id) => id !== "");

/** `Metadata: {cfn-network-lint: {disable: [ID]}}` of the template or of a resource. */
function fromMetadata(document: TemplateDocument): readonly Suppression[] {
  const of = (owner: Node | undefined, logicalId: string | undefined): readonly Suppression[] => {
    const disable = child(child(child(owner, "Metadata"), "cfn-network-lint"), "disable");
    const items = disable?.kind === "list" ? disable.items : disable?.kind === "scalar" ? [disable] : [];
    return items.flatMap((item) => {
      const rule = scalarText(item);
      return rule ? [{ rules: [rule], span: absoluteSpan(document, item), lines: undefined, logicalId }] : [];
    });
  };
  return [
    ...of(document.root, undefined),
    ...entriesOf(child(document.root, "Resources")).flatMap((item) => of(item.value, item.key.text)),
  ];
}

/** Whether a suppression is for a finding of `rule` that starts in `line` of the resource `logicalId`. */
export function isFor(suppression: Suppression, rule: string, line: number, logicalId: string): boolean {
  if (suppression.rules.length > 0 && !suppression.rules.includes(rule)) return false;
  if (suppression.lines) return suppression.lines.from <= line && line <= suppression.lines.to;
  return suppression.logicalId === undefined || suppression.logicalId === logicalId;
}
