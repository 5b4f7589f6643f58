import { attributesOf } from "../../network/attributes.ts";
import type { Network } from "../../network/network.ts";
import { outputValues, type Reference, referencesIn } from "../../network/references.ts";
import { keyOf } from "../../network/resource.ts";
import type { Node } from "../../template/node.ts";
import { defineRule, type Finding } from "../rule.ts";

export default defineRule({
  id: "cfn/unknown-attribute",
  consequence: "deploy-fail",
  summary: "Fn::GetAtt names an attribute that the resource type has.",
  why: `Every resource type returns a fixed list of attributes, and each of them has names of its own: a peering connection has \`Id\`, a
VPN gateway \`VPNGatewayId\`, a VPC no main route table at all. CloudFormation rejects a template that asks for anything else.`,
  awsError: "Template error: resource … does not support attribute type … in Fn::GetAtt",
  silentWhen: [
    "the resource type is none of those whose list of attributes is certain",
    "an unknown macro may rewrite the template",
    "the reference stands in a branch that is not taken",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html",
  isFixable: false,
  *check(network) {
    if (network.isOpen) return;
    const { evaluator, resources, template } = network;
    const outputs = outputValues(
      template.outputs.map((output) => output.value),
      evaluator,
    );
    const seen = new Set<string>();
    // What a loop writes several times stands in one place.
    const places = new Set<Node>();
    for (const [user, references] of [
      ...[...resources.values()].map((resource) => [resource.logicalId, resource.references()] as const),
      ...outputs.map((value) => [undefined, referencesIn(value, evaluator)] as const),
    ]) {
      for (const reference of references) {
        const finding = checkReference(network, reference, user);
        const key = finding?.about.join(" ");
        if (!finding || key === undefined || seen.has(key) || places.has(reference.node)) continue;
        seen.add(key);
        places.add(reference.node);
        yield finding;
      }
    }
  },
});

/** `user` is the resource that refers; undefined for an output. */
function checkReference(network: Network, { logicalId, attribute, node }: Reference, user: string | undefined): Finding | undefined {
  if (attribute === "Ref") return undefined;
  const resource = network.resources.get(logicalId);
  const known = resource && attributesOf(resource.type);
  const [name = attribute] = attribute.split(".", 1);
  if (!resource || !known || /[$&{}]/.test(attribute) || known.includes(name)) return undefined;
  return {
    at: node,
    logicalId: user ?? logicalId,
    about: [user ?? "", logicalId, attribute],
    message: `${name === "" ? `An attribute of ${logicalId} is asked for, but which one is not said` : `${logicalId} has no attribute ${attribute}`}: CloudFormation will reject the template.`,
    related: [{ at: keyOf(resource), message: `${resource.type} has ${known.length === 1 ? "only " : ""}${known.join(", ")}.` }],
  };
}
