import { isListAttribute } from "../../network/attributes.ts";
import { cidrProperties } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { type Resource, textField } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import type { Node } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import type { Value } from "../../template/value.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "cfn/list-attribute-as-scalar",
  consequence: "deploy-fail",
  summary: "An attribute that is a list is not given where one value is wanted.",
  why: `\`Ipv6CidrBlocks\` of a VPC or a subnet, \`NetworkInterfaceIds\` and \`DnsEntries\` of an endpoint are lists, even when they have
one element. A property that takes one value refuses a list; \`Fn::Select\` picks an element.`,
  awsError: "Value of property … must be of type String",
  silentWhen: ["the property takes a list", "the value is known at deployment only"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-select.html",
  isFixable: true,
  *check(network) {
    for (const { resource, term, node, path } of singleValues(network)) {
      if (term.kind !== "reference") continue;
      const named = network.resources.get(term.logicalId);
      if (!named || !isListAttribute(named.type, term.attribute)) continue;
      const { logicalId } = resource;
      yield {
        at: node,
        logicalId,
        about: [logicalId, path],
        message: `${path.slice(path.lastIndexOf(".") + 1)} of ${logicalId} takes one value, but ${term.attribute} of ${term.logicalId} is a list: CloudFormation will fail to create it.`,
        fixes: fixesOf(network, resource, node, term.attribute),
      };
    }
  },
});

interface SingleValue {
  readonly resource: Resource;
  readonly term: Value<string>;
  readonly node: Node;
  readonly path: string;
}

/** Properties, next to blocks, that take one id which may well be picked from a list. */
const singleIds: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::Route": ["NetworkInterfaceId"],
  "AWS::EC2::EIPAssociation": ["NetworkInterfaceId"],
};

function singleValues(network: Network): readonly SingleValue[] {
  const blocks = cidrProperties(network).map(({ resource, field }) => ({ resource, term: field.text, node: field.node, path: field.path }));
  const others = [...network.resources.values()].flatMap((resource) =>
    (singleIds[resource.type] ?? []).flatMap((name) => {
      const field = textField(resource, name);
      return field ? [{ resource, term: field.value, node: field.node, path: field.path }] : [];
    }),
  );
  return [...blocks, ...others];
}

function fixesOf(network: Network, resource: Resource, node: Node, attribute: string): readonly Fix[] {
  // The ids of associations and the entries of DNS are no such values, whichever is picked.
  const isRight = attribute === "Ipv6CidrBlocks" || attribute === "NetworkInterfaceIds";
  if (!isRight || resource.declaration.bindings || isShared(node)) return [];
  const edits = (): ReturnType<Fix["edits"]> => replaceValue(network.template.document, node, { select: [0, { node }] });
  return [{ title: "Pick the first element with Fn::Select", preferred: true, safe: false, edits }];
}
