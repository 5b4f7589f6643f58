/** How a text is written as a YAML or JSON scalar: which texts need quotes, and how they are escaped. Knows no nodes. */

/** How a scalar is written by edits: block scalars are never written anew. */
export type Quoting = "plain" | "single" | "double";

// YAML 1.1 and 1.2 read these as something else than text; CloudFormation reads 1.1.
const keywords = /^(?:~|null|true|false|yes|no|y|n|on|off|=|<<)$/i;
const numbers =
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|[\d_]+(?:\.[\d_]*)?(?:e[-+]?\d+)?|e[-+]?\d+|\.[\d_]*(?:e[-+]?\d+)?|\.inf|\.nan|\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?)$/i;
const dates = /^\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?$/;

/** Whether YAML reads the unquoted `text` as a number, a boolean, null or a date. */
export const looksTyped = (text: string): boolean => keywords.test(text) || numbers.test(text) || dates.test(text);

/** Whether `text` can stand unquoted in YAML and is read as this very text. `flow`: inside of brackets. */
export function isPlain(text: string, flow: boolean): boolean {
  if (text === "" || looksTyped(text)) return false;
  // Nothing but printable characters, and no blank at either end.
  if (
    !/^[\x21-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufdff](?:[\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufdff]*[\x21-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufdff])?$/.test(
      text,
    )
  )
    return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?: |$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  if (/:(?: |$)| #/.test(text)) return false;
  return !flow || !/[,[\]{}]|^[-?:]|:$/.test(text);
}

/** `text` between double quotes, valid in YAML and in JSON. */
export const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(/[\x7f-\xa0\u2028\u2029\ufeff]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `text` as a YAML scalar, in the wished quoting where YAML allows that; `fallback` is used where unquoted text is not allowed. */
export function yamlScalar(text: string, wished: Quoting, fallback: "single" | "double", flow: boolean): string {
  const quoting = wished === "plain" && !isPlain(text, flow) ? fallback : wished;
  if (quoting === "plain") return text;
  // Single quotes know no escapes: a line end or a control character cannot be written.
  if (quoting === "single" && /^[\x20-\x7e\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufdff]*$/.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  return doubleQuoted(text);
}
