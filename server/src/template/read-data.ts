/** Reads YAML or JSON that is no template (settings, parameter files) with the same readers. Knows syntax only. */
import type { Node, SyntaxProblem } from "./node.ts";
import { readJson } from "./read-json.ts";
import { readYaml } from "./read-yaml.ts";

export interface DataReading {
  /** Undefined where nothing stands there. */
  readonly root: Node | undefined;
  readonly problem: SyntaxProblem | undefined;
}

/** Reads `text` as one block: spans are offsets of the text. In braces or brackets it may be JSON with comments, or YAML. */
export function readData(text: string): DataReading {
  const block = { text };
  const readable = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  if (!/^\uFEFF?\s*[[{]/.test(text)) return readYaml(block, readable, 0);
  const json = readJson(block);
  if (json.problem === undefined) return json;
  const yaml = readYaml(block, readable, 0);
  return yaml.problem === undefined ? yaml : json;
}
