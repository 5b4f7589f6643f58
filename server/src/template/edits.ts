/**
 * Edits of a template's text that keep comments, order, quotes, indentation and form. Knows YAML and JSON and the parts of a
 * resource; knows nothing of resource types. Each function gives undefined where the text around is broken, or shared with
 * another place (an anchor, an alias, a merged key), so that an edit could not be right. Offsets are those of `document.text`.
 */
import type { TextEdit } from "../text/span.ts";
import { blockMembers, usualGap } from "./edit-block.ts";
import { addMember, isBlank, removeAt } from "./edit-members.ts";
import { absoluteStart, childKey, isEmpty, isFlow, keyAt, ownEntries, routeTo, sectionEntry } from "./edit-place.ts";
import { replaceAt } from "./edit-replace.ts";
import { entryWriter, itemWriter, styleAt } from "./edit-write.ts";
import type { Entry, MapNode, Node, TemplateDocument } from "./node.ts";
import { child, scalarText } from "./node.ts";
import type { Source } from "./source.ts";

/** Replaces the value `node`. A scalar that stays one keeps its quotes. */
export function replaceValue(document: TemplateDocument, node: Node, value: Source): readonly TextEdit[] | undefined {
  const route = routeTo(document, node);
  return route && replaceAt(document, route, node, value);
}

/**
 * Gives `map` the entry `key: value`: replaces the value where the map writes the key itself, else adds the entry after the one
 * called `after`, or after the last. `map` may also be a value that is missing altogether (`Properties:`).
 */
export function setEntry(
  document: TemplateDocument,
  map: Node,
  key: string,
  value: Source,
  options: { readonly after?: string | undefined } = {},
): readonly TextEdit[] | undefined {
  const route = routeTo(document, map);
  if (!route) return undefined;
  if (isEmpty(map)) return replaceAt(document, route, map, { map: [[key, value]] });
  if (map.kind !== "map") return undefined;
  const own = ownEntries(document, map);
  const existing = own.findLast((entry) => entry.key.text === key);
  if (existing) return replaceValue(document, existing.value, value);
  if (map.entries.length === 0) return isBlank(document, map) ? replaceAt(document, route, map, { map: [[key, value]] }) : undefined;
  const wished = own.findLastIndex((entry) => entry.key.text === options.after);
  const index = wished < 0 ? own.length - 1 : wished;
  const neighbour = own[index];
  if (!neighbour) return undefined;
  const habit = keyAt(route);
  const style = styleAt(document, absoluteStart(document, neighbour.key), map, habit);
  return addMember(style, route, map, index, entryWriter(style, [key, value], childKey(habit, key)));
}

/** Adds `value` to the end of `list`, which may also be a value that is missing altogether. */
export function appendItem(document: TemplateDocument, list: Node, value: Source): readonly TextEdit[] | undefined {
  const route = routeTo(document, list);
  if (!route) return undefined;
  if (isEmpty(list)) return replaceAt(document, route, list, [value]);
  if (list.kind !== "list") return undefined;
  const last = list.items.at(-1);
  if (!last) return isBlank(document, list) ? replaceAt(document, route, list, [value]) : undefined;
  const key = keyAt(route);
  const style = styleAt(document, absoluteStart(document, last), list, key);
  return addMember(style, route, list, list.items.length - 1, itemWriter(style, value, key));
}

/** What becomes of the parent of a removed last entry or item: it is left empty (`{}`, `[]`), or removed as well. */
export interface RemoveOptions {
  readonly removeEmptyParent?: boolean | undefined;
}

/**
 * Removes the entry `key` with its lines and the comments on and in them; comments above stay.
 * Undefined also where the map has the key twice, or only by `<<`.
 */
export function removeEntry(
  document: TemplateDocument,
  map: Node,
  key: string,
  options: RemoveOptions = {},
): readonly TextEdit[] | undefined {
  if (map.kind !== "map" || map.entries.filter((entry) => entry.key.text === key).length !== 1) return undefined;
  if (!routeTo(document, map)) return undefined;
  const index = ownEntries(document, map).findIndex((entry) => entry.key.text === key);
  return index < 0 ? undefined : removeAt(document, map, index, options.removeEmptyParent === true);
}

/** Removes the item at `index` of `list`, as `removeEntry` does. */
export function removeItem(
  document: TemplateDocument,
  list: Node,
  index: number,
  options: RemoveOptions = {},
): readonly TextEdit[] | undefined {
  return list.kind === "list" && list.items[index] ? removeAt(document, list, index, options.removeEmptyParent === true) : undefined;
}

/** Attributes that are usually written between the type and what it depends on. */
const beforeDependsOn: readonly string[] = ["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

/**
 * Makes `resource` depend on `logicalId`: adds the attribute after the type, turns its one name into a list, or adds to the list.
 * No edits where it depends on it already.
 */
export function addDependsOn(document: TemplateDocument, resource: Entry, logicalId: string): readonly TextEdit[] | undefined {
  const body = resource.value;
  if (body.kind !== "map") return undefined;
  const existing = child(body, "DependsOn");
  if (!existing) return setEntry(document, body, "DependsOn", logicalId, { after: lastBeforeDependsOn(body) });
  if (isEmpty(existing)) return replaceValue(document, existing, logicalId);
  if (existing.kind === "scalar")
    return existing.text === logicalId ? [] : replaceValue(document, existing, [{ node: existing }, logicalId]);
  if (existing.kind !== "list") return undefined;
  return existing.items.some((item) => scalarText(item) === logicalId) ? [] : appendItem(document, existing, logicalId);
}

function lastBeforeDependsOn(body: MapNode): string | undefined {
  const type = body.entries.findIndex((entry) => entry.key.text === "Type");
  let last = type;
  while (beforeDependsOn.includes(body.entries[last + 1]?.key.text ?? "")) last++;
  return type < 0 ? undefined : body.entries[last]?.key.text;
}

/** Sets the property `key` of `resource`, which gets `Properties` where it has none. */
export function insertProperty(document: TemplateDocument, resource: Entry, key: string, value: Source): readonly TextEdit[] | undefined {
  const properties = child(resource.value, "Properties");
  return properties
    ? setEntry(document, properties, key, value)
    : setEntry(document, resource.value, "Properties", { map: [[key, value]] });
}

/** Attributes of a new resource. */
export interface ResourceOptions {
  readonly condition?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly deletionPolicy?: string | undefined;
}

/**
 * Inserts a resource after its sibling `after`, written as this one is. `properties` is a map; an empty one is left out.
 * Comments above the next resource stay with that.
 */
export function insertResource(
  document: TemplateDocument,
  after: Entry,
  logicalId: string,
  type: string,
  properties: Source,
  options: ResourceOptions = {},
): readonly TextEdit[] | undefined {
  const route = routeTo(document, after.value);
  const owner = route?.at(-1);
  if (!route || owner?.kind !== "entry") return undefined;
  const style = styleAt(document, absoluteStart(document, after.key), after.value, sectionEntry);
  const write = entryWriter(style, [logicalId, resourceBody(type, properties, options)], sectionEntry);
  return addMember(style, route.slice(0, -1), owner.of, ownEntries(document, owner.of).indexOf(owner.entry), write, gapElsewhere(document));
}

function resourceBody(type: string, properties: Source, { condition, dependsOn = [], deletionPolicy }: ResourceOptions): Source {
  const [only] = dependsOn;
  const entries: (readonly [string, Source])[] = [["Type", type]];
  if (condition !== undefined) entries.push(["Condition", condition]);
  if (only !== undefined) entries.push(["DependsOn", dependsOn.length === 1 ? only : dependsOn]);
  if (deletionPolicy !== undefined) entries.push(["DeletionPolicy", deletionPolicy]);
  const isEmptyMap = typeof properties === "object" && "map" in properties && properties.map.length === 0;
  if (!isEmptyMap) entries.push(["Properties", properties]);
  return { map: entries };
}

/** Empty lines between the entries of other sections: what a section with one entry goes by. */
function gapElsewhere(document: TemplateDocument): number {
  const sections = (document.root?.entries ?? []).map(({ value }) => value);
  const blocks = sections.map((value) => (value.kind === "map" && !isFlow(document, value) ? blockMembers(document, value, 0) : undefined));
  return blocks.map((block) => block && usualGap(document, block)).find((gap) => gap !== undefined) ?? 0;
}

/** `wished` without characters that a logical id cannot have, and with the first number from 2 on that makes it new. */
export function freshLogicalId(taken: ReadonlySet<string>, wished: string): string {
  // At most 255 characters: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
  const base = wished.replace(/[^A-Za-z0-9]/g, "").slice(0, 240) || "Resource";
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number++;
  return `${base}${number}`;
}
