import { networkReads } from "../../network/families.ts";
import { type Network } from "../../network/network.ts";
import type { Resource } from "../../network/resource.ts";
import { setEntry } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { namesIn, type ResourceDeclaration, visitIntrinsics } from "../../template/template.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "cfn/unguarded-conditional-reference",
  consequence: "deploy-fail",
  summary: "A resource refers to a conditional resource only where that exists.",
  why: `A resource whose \`Condition\` is false is left out, and whatever still refers to it has nothing to refer to: CloudFormation
rejects the template for those parameter values. The one that refers gets the same condition, or the reference stands in an
\`Fn::If\` with \`AWS::NoValue\` for the other case.`,
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
      if (!networkReads.has(resource.type)) continue;
      const { logicalId } = resource;
      const seen = new Set<string>();
      for (const reference of resource.references()) {
        const absent = absentResource(network, reference.logicalId);
        if (!absent || seen.has(absent.logicalId)) continue;
        seen.add(absent.logicalId);
        yield {
          at: reference.node,
          logicalId,
          about: [logicalId, absent.logicalId],
          message: `${logicalId} refers to ${absent.logicalId}, which its condition ${absent.condition} leaves out: CloudFormation will reject the template.`,
          related: [{ at: absent.entry.key, message: `${absent.logicalId} exists only if ${absent.condition}.` }],
          fixes: fixesOf(network, resource, absent),
        };
      }
    }
  },
});

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
