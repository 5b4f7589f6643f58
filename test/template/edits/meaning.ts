/** What a text means to an independent reader: `yaml` or `JSON.parse`, with functions in their long form and all scalars as text. */
import { type CollectionTag, parseDocument, type ScalarTag, visit } from "yaml";
import type { Source } from "../../../server/src/template/source.ts";
import { normalSource, sourceOf } from "../../../server/src/template/source.ts";
import { type IntrinsicName, intrinsicNames } from "../../../server/src/template/node.ts";

export type Meaning = string | readonly Meaning[] | { readonly [key: string]: Meaning };

const longName = (tag: string): string => (tag === "!Ref" || tag === "!Condition" ? tag.slice(1) : `Fn::${tag.slice(1)}`);

const tags: (ScalarTag | CollectionTag)[] = intrinsicNames.flatMap((name) => {
  const tag = `!${name.replace("Fn::", "")}`;
  return [
    { tag, resolve: (text: string) => text },
    { tag, collection: "map" },
    { tag, collection: "seq" },
  ];
});

/** Throws for a text that is not read without errors. */
export function meaning(text: string): Meaning {
  if (/^\s*\{/.test(text)) return normal(JSON.parse(text));
  const document = parseDocument(text.replace(/\r(?!\n)/g, "\n"), { merge: true, uniqueKeys: false, customTags: tags });
  if (document.errors.length > 0) throw new Error(document.errors.map((error) => error.message).join("\n"));
  visit(document, {
    Node(_, node) {
      if (!("tag" in node) || typeof node.tag !== "string" || !node.tag.startsWith("!")) return undefined;
      const { tag } = node;
      node.tag = "";
      const wrapped = document.createPair(longName(tag), node);
      return document.createNode(new Map([[wrapped.key, node]]));
    },
  });
  return normal(document.toJS());
}

function normal(value: unknown): Meaning {
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, call(key, normal(inner))]));
}

/** `Fn::GetAtt: A.B` means the same as `[A, B]`. */
const call = (key: string, argument: Meaning): Meaning =>
  key === "Fn::GetAtt" && typeof argument === "string" ? argument.split(".") : argument;

/** What a source means. */
export function sourceMeaning(source: Source): Meaning {
  const form = normalSource(source);
  switch (form.kind) {
    case "text":
      return form.text;
    case "copy":
      return sourceMeaning(sourceOf(form.node));
    case "list":
      return form.items.map(sourceMeaning);
    case "map":
      return Object.fromEntries(form.entries.map(([key, value]) => [key, sourceMeaning(value)]));
    case "call":
      return { [form.name satisfies IntrinsicName]: call(form.name, sourceMeaning(form.argument)) };
  }
}

export type Path = readonly (string | number)[];

/** `value` with what stands at `path` changed; `undefined` removes it. Beyond the end of a list it is appended. */
export function changed(value: Meaning, path: Path, change: (old: Meaning | undefined) => Meaning | undefined): Meaning {
  const [step, ...rest] = path;
  if (step === undefined) return change(value) ?? "";
  const inner = (old: Meaning | undefined): Meaning | undefined => (rest.length === 0 ? change(old) : changed(old ?? {}, rest, change));
  if (isList(value)) {
    const next = inner(value[Number(step)]);
    return next === undefined ? value.filter((_, index) => index !== step) : Object.assign([...value], { [step]: next });
  }
  if (typeof value === "string") throw new Error(`no ${step} in a text`);
  const { [step]: old, ...others } = value;
  const next = inner(old);
  return next === undefined ? others : { ...value, [step]: next };
}

export const isList = (value: Meaning): value is readonly Meaning[] => Array.isArray(value);
