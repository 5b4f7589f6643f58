/**
 * The positioned tree of a template's text, the same for YAML and JSON. Knows syntax and the names of
 * CloudFormation's functions; knows nothing of what they evaluate to and nothing of AWS resources.
 */
import type { Span } from "../text/span.ts";

/**
 * A stretch of the document that is read alone (in practice one entry of a section). Blocks are immutable and are
 * shared by successive versions of a document, therefore they do not know where they stand: see `TemplateDocument.offsetOf`.
 */
export interface Block {
  readonly text: string;
}

/** Where something stands: a span relative to the start of its block. Every node is a place. */
export interface Place {
  readonly block: Block;
  readonly span: Span;
}

export type Node = ScalarNode | MapNode | ListNode | IntrinsicNode;

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "empty" | "number" | "keyword";

interface NodeBase extends Place {
  /** Present where other places have this very value too (the node is anchored, or stands for an alias or a merged key). */
  readonly shared?: true;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  /** The text that CloudFormation gets: unescaped and unquoted, but never converted (`010` stays `010`, a date stays text). Empty for null. */
  readonly text: string;
  /** How it is written. `empty`: nothing stands there (`Key:`); `number` and `keyword` (true, false, null): unquoted JSON. */
  readonly style: ScalarStyle;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  /** In document order. Duplicate keys are kept. Keys merged by `<<` follow the own ones that they do not repeat. */
  readonly entries: readonly Entry[];
  /** `{a: b}` or JSON, as opposed to indented lines. */
  readonly flow: boolean;
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: readonly Node[];
  readonly flow: boolean;
}

/** A function, in its short form (`!Sub x`) or its long one (`Fn::Sub: x`, a map with this one key). */
export interface IntrinsicNode extends NodeBase {
  readonly kind: "intrinsic";
  readonly name: IntrinsicName;
  readonly form: "short" | "long";
  /** The argument as written; `!GetAtt A.B` has a scalar. An argument that is missing is an empty scalar. */
  readonly argument: Node;
}

/** Intrinsic functions that have a short form in YAML, a tag (`!Sub`), by their long names. The others have none. */
export const taggedIntrinsics = [
  "Ref",
  "Condition",
  "Fn::And",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::Equals",
  "Fn::FindInMap",
  "Fn::GetAtt",
  "Fn::GetAZs",
  "Fn::If",
  "Fn::ImportValue",
  "Fn::Join",
  "Fn::Not",
  "Fn::Or",
  "Fn::Select",
  "Fn::Split",
  "Fn::Sub",
  "Fn::Transform",
] as const;

/** Every intrinsic function by its long name, in CloudFormation's spelling. */
export const intrinsicNames = [
  ...taggedIntrinsics,
  "Fn::Length",
  "Fn::ToJsonString",
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::RefAll",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
] as const;
export type IntrinsicName = (typeof intrinsicNames)[number];

/**
 * The value of the last entry with that key (CloudFormation's own reader keeps the last of duplicates).
 * Undefined where `node` is no map or has no such key.
 */
export const child = (node: Node | undefined, key: string): Node | undefined => entry(node, key)?.value;

/** Like `child`, with the key's own node. */
export function entry(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== "map") return undefined;
  for (let index = node.entries.length - 1; index >= 0; index--) {
    const found = node.entries[index];
    if (found?.key.text === key) return found;
  }
  return undefined;
}

/** The node's text where it is a scalar. */
export const scalarText = (node: Node | undefined): string | undefined => (node?.kind === "scalar" ? node.text : undefined);

/** A fault of the text itself. One for each broken block at most. */
export interface SyntaxProblem extends Place {
  readonly message: string;
}

/**
 * A text, read. `root` is the document's map: its entries are the sections (`Parameters`, `Resources`, ...), whose values are
 * maps over all blocks of the section. The span of a map that was put together from several blocks is that of its key.
 */
export interface TemplateDocument {
  readonly text: string;
  readonly format: "yaml" | "json";
  /** Undefined where the text is not a map at all. */
  readonly root: MapNode | undefined;
  readonly blocks: readonly Block[];
  readonly problems: readonly SyntaxProblem[];
  /** Offset of the block's first character in `text`. Throws for a block of another document: that is our fault. */
  offsetOf(block: Block): number;
}

/** Span of a place in the text of `document`. */
export function absoluteSpan(document: TemplateDocument, place: Place): Span {
  const offset = document.offsetOf(place.block);
  return { start: place.span.start + offset, end: place.span.end + offset };
}

/** The blocks that do not parse: what is absent from them may be there in a moment. */
export const brokenBlocks = (document: TemplateDocument): ReadonlySet<Block> => new Set(document.problems.map((problem) => problem.block));

/** Whether nothing is typed yet (`CidrBlock:`), or `null`. */
export const isNull = (node: Node): boolean =>
  node.kind === "scalar" && node.text === "" && (node.style === "empty" || node.style === "keyword");
