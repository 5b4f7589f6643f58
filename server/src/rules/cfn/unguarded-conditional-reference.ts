import { networkReads } from "../../network/families.ts";
import type { Network } from "../../network/network.ts";
import { type Reference, referencesIn } from "../../network/references.ts";
import type { Resource } from "../../network/resource.ts";
import { setEntry } from "../../template/edits.ts";
import { brokenBlocks, child, type Entry, scalarText } from "../../template/node.ts";
import { namesIn, type ResourceDeclaration, visitIntrinsics } from "../../template/template.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "cfn/unguarded-conditional-reference",
  consequence: "deploy-fail",
  summary: "A resource or an output refers to a conditional resource only where that exists.",
  why: `A resource whose \`Condition\` is false is left out, and whatever still refers to it has nothing to refer to: CloudFormation
rejects the template for those parameter values. The resource or output that refers gets the same condition, or the reference stands
in an \`Fn::If\` with \`AWS::NoValue\` for the other case.`,
  awsError: "Template format error: Unresolved resource dependencies […] in the Resources block of the template",
  silentWhen: [
    "the reference stands in a branch that is not taken",
    "it is only a DependsOn: CloudFormation leaves such a name out",
    "the template has Rules, which may forbid the parameter values",
    "nothing decides the condition",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html",
  isFixable: true,
  *check(network) {
    const { template } = network;
    if (child(template.document.root, "Rules") || network.isOpen) return;
    for (const resource of network.resources.values()) {
      const { condition } = resource.declaration;
      if (condition !== undefined ? network.evaluator.condition(condition) !== true : network.isHalfTypedAbout(resource.logicalId))
        continue;
      for (const dangling of danglingIn(network, resource.references()))
        yield findingOf(resource.logicalId, resource.logicalId, dangling, fixesOf(network, resource, dangling.absent));
    }
    const broken = brokenBlocks(template.document);
    for (const output of template.outputs) {
      if (broken.has(output.key.block)) continue;
      const condition = scalarText(child(output.value, "Condition"));
      if (child(output.value, "Condition") && (condition === undefined || network.evaluator.condition(condition) !== true)) continue;
      for (const dangling of danglingIn(network, referencesIn(child(output.value, "Value"), network.evaluator)))
        yield findingOf(`Output ${output.key.text}`, dangling.absent.logicalId, dangling, outputFix(network, output, dangling.absent));
    }
  },
});

/** A reference to what does not exist in this scenario, and what else the same condition leaves out. */
interface Dangling {
  readonly reference: Reference;
  readonly absent: ResourceDeclaration;
  readonly others: readonly ResourceDeclaration[];
}

/** One for each condition: whoever forgot it in one place forgot it for all. */
function danglingIn(network: Network, references: readonly Reference[]): readonly Dangling[] {
  const found = new Map<string, Dangling>();
  for (const reference of references) {
    const absent = absentResource(network, reference.logicalId);
    if (!absent) continue;
    const { condition = "" } = absent;
    const earlier = found.get(condition);
    if (!earlier) found.set(condition, { reference, absent, others: [] });
    else if (![earlier.absent, ...earlier.others].includes(absent))
      found.set(condition, { ...earlier, others: [...earlier.others, absent] });
  }
  return [...found.values()];
}

function findingOf(user: string, logicalId: string, { reference, absent, others }: Dangling, fixes: readonly Fix[]): Finding {
  const all = [absent, ...others];
  const names = listed(all.map((one) => one.logicalId));
  return {
    at: reference.node,
    logicalId,
    about: [user, absent.logicalId],
    message: `${user} refers to ${names}, which ${others.length === 0 ? "its" : "their"} condition ${absent.condition} leaves out: CloudFormation will reject the template.`,
    related: all.map((one) => ({ at: one.entry.key, message: `${one.logicalId} exists only if ${one.condition}.` })),
    fixes,
  };
}

/** The declaration of a network resource that does not exist in this scenario for certain. */
function absentResource(network: Network, logicalId: string): ResourceDeclaration | undefined {
  const declaration = network.template.resources.get(logicalId);
  if (!declaration || declaration.condition === undefined || network.resources.has(logicalId) || !networkReads.has(declaration.type))
    return undefined;
  return network.evaluator.condition(declaration.condition) === false ? declaration : undefined;
}

/** The same condition, where nothing else needs the resource in the other case. */
function fixesOf(network: Network, resource: Resource, absent: ResourceDeclaration): readonly Fix[] {
  const { declaration, entry } = resource;
  const { condition } = absent;
  if (declaration.condition !== undefined || declaration.bindings || absent.bindings || condition === undefined) return [];
  const namesIt = (node: ResourceDeclaration["properties"]): boolean => {
    let found = false;
    visitIntrinsics(node, (intrinsic) => {
      found ||= namesIn(intrinsic).includes(resource.logicalId);
    });
    return found;
  };
  const isNeeded =
    network.template.outputs.some((output) => namesIt(output.value)) ||
    network.template.loops.some((loop) => namesIt(loop.body)) ||
    [...network.template.resources.values()].some((other) => other.condition !== condition && namesIt(other.properties));
  if (isNeeded) return [];
  const edits = (): ReturnType<Fix["edits"]> => setEntry(network.template.document, entry.value, "Condition", condition, { after: "Type" });
  return [{ title: `Add Condition: ${condition}`, preferred: true, safe: false, edits }];
}

/** The output exists where the resource does; not where another stack imports it. */
function outputFix(network: Network, output: Entry, absent: ResourceDeclaration): readonly Fix[] {
  const { condition } = absent;
  if (child(output.value, "Condition") || child(output.value, "Export") || absent.bindings || condition === undefined) return [];
  const edits = (): ReturnType<Fix["edits"]> => setEntry(network.template.document, output.value, "Condition", condition);
  return [{ title: `Add Condition: ${condition} to output ${output.key.text}`, preferred: true, safe: false, edits }];
}
