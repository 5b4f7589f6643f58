/**
 * Half-typed text: blocks that do not parse, and entries of `Resources` that are not yet resources. Knows which resources such text
 * names; does not guess what it will become.
 */
import type { Evaluator } from "../template/evaluate.ts";
import { type Block, child, type Place, type TemplateDocument } from "../template/node.ts";
import { entriesOf, isLoopKey, type ResourceDeclaration, type Template } from "../template/template.ts";

/** The blocks that do not parse: what is absent from them may be there in a moment. */
export const brokenBlocks = (document: TemplateDocument): ReadonlySet<Block> => new Set(document.problems.map((problem) => problem.block));

/**
 * Whether a resource hangs on a condition that half-typed text leaves undecided: one that is not declared (yet), that says nothing
 * (yet), or that is made of such. Whether the resource exists nobody knows; counted as existing it would collide with those of the
 * opposite condition.
 */
export function hasUnreadCondition(template: Template, evaluator: Evaluator, declaration: ResourceDeclaration): boolean {
  const name = declaration.condition;
  if (name === undefined) return false;
  // JSON is one block, so that a fault anywhere says nothing of its conditions.
  const declared = template.document.format === "yaml" ? template.conditions.get(name) : undefined;
  if (declared && template.document.problems.some((problem) => problem.block === declared.key.block)) return true;
  if (evaluator.condition(name) !== undefined) return false;
  return !template.conditions.has(name) || [...template.conditions.values()].some(({ value }) => value.kind === "scalar");
}

/** Logical ids, declared or not, that half-typed text names: a resource in it may lead to them, belong to them or wait for them. */
export function namesInUnreadText(template: Template, evaluator: Evaluator): ReadonlySet<string> {
  const { document } = template;
  const broken = brokenBlocks(document);
  const texts = [...broken].map((block) => block.text);
  for (const { key, value } of entriesOf(child(document.root, "Resources"))) {
    const declaration = template.resources.get(key.text);
    const isRead =
      (declaration && !hasUnreadCondition(template, evaluator, declaration)) || isLoopKey(key) || key.text.startsWith("Fn::Transform");
    if (!isRead && !broken.has(key.block)) texts.push(key.text, textAt(value));
  }
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z0-9]+/g) ?? []));
}

const textAt = ({ block, span }: Place): string => block.text.slice(span.start, span.end);
