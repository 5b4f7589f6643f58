import { isListAttribute } from "../../network/attributes.ts";
import { cidrProperties } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { type Reference, referencesIn } from "../../network/references.ts";
import { type Resource, textField } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { child, type Node, scalarText } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { visitIntrinsics } from "../../template/template.ts";
import type { Value } from "../../template/value.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";

export default defineRule({
  id: "cfn/list-attribute-as-scalar",
  consequence: "deploy-fail",
  summary: "An attribute that is a list is not given where one value is wanted.",
  why: `\`Ipv6CidrBlocks\` of a VPC or a subnet, \`NetworkInterfaceIds\` and \`DnsEntries\` of an endpoint are lists, even when they have
one element. A property that takes one value refuses a list, and so do an output, \`Fn::Sub\`, \`Fn::Split\` and the block of \`Fn::Cidr\`;
\`Fn::Select\` picks an element.`,
  awsError: "Value of property … must be of type String",
  silentWhen: ["the property takes a list", "the value is known at deployment only"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-select.html",
  isFixable: true,
  *check(network) {
    const reported = new Set<Node>();
    const users = [...network.resources.values()].filter((resource) =>
      resource.references().some((reference) => isList(network, reference)),
    );
    for (const { resource, term, node, path } of users.length > 0 ? singleValues(network) : []) {
      if (term.kind !== "reference") continue;
      const named = network.resources.get(term.logicalId);
      // What a loop writes several times stands in one place.
      if (!named || !isListAttribute(named.type, term.attribute) || reported.has(node)) continue;
      const { logicalId } = resource;
      reported.add(node);
      yield {
        at: node,
        logicalId,
        about: [logicalId, path],
        message: `${path.slice(path.lastIndexOf(".") + 1)} of ${logicalId} takes one value, but ${term.attribute} of ${term.logicalId} is a list: CloudFormation will fail to create it.`,
        fixes: fixesOf(network, resource, node, term.attribute),
      };
    }
    for (const resource of users) {
      const { properties, bindings } = resource.declaration;
      const lists = resource.references().filter((reference) => !reported.has(reference.node) && isList(network, reference));
      for (const { node } of lists) reported.add(node);
      yield* insideFunctions(network, lists, properties, resource.logicalId, bindings !== undefined);
    }
    yield* inOutputs(network);
  },
});

const isList = (network: Network, { logicalId, attribute }: Reference): boolean =>
  attribute !== "Ref" && isListAttribute(network.resources.get(logicalId)?.type ?? "", attribute);

/** Where a function takes one value. */
const takesOne: Readonly<Record<string, number>> = { "Fn::Split": 1, "Fn::Cidr": 0 };

function* insideFunctions(
  network: Network,
  lists: readonly Reference[],
  within: Node | undefined,
  user: string,
  isLooped: boolean,
): Generator<Finding> {
  if (lists.length === 0 || !within) return;
  const byNode = new Map<Node, Reference>(lists.map((reference) => [reference.node, reference]));
  const found: Finding[] = [];
  const report = (name: string, at: Node, { logicalId, attribute }: Reference, fixes: readonly Fix[]): void => {
    found.push({
      at,
      logicalId: network.resources.has(user) ? user : logicalId,
      about: [user, name, logicalId, attribute],
      message: `${name} in ${user} takes one value, but ${attribute} of ${logicalId} is a list: CloudFormation will reject the template.`,
      fixes,
    });
  };
  visitIntrinsics(within, (intrinsic) => {
    const { name, argument } = intrinsic;
    const substituted = name === "Fn::Sub" ? byNode.get(intrinsic) : undefined;
    if (substituted) report(name, intrinsic, substituted, []);
    const item = argument.kind === "list" ? argument.items[takesOne[name] ?? -1] : undefined;
    const reference = item && byNode.get(item);
    if (!item || !reference || item.kind !== "intrinsic" || item.name === "Fn::Sub") return;
    report(
      name,
      item,
      reference,
      isLooped || (name === "Fn::Cidr" && reference.attribute !== "Ipv6CidrBlocks") ? [] : pickFirst(network, item),
    );
  });
  yield* found;
}

/** The value of an output is one string. */
function* inOutputs(network: Network): Generator<Finding> {
  const { template, evaluator } = network;
  for (const { key, value: output } of template.outputs) {
    const value = child(output, "Value");
    const condition = child(output, "Condition");
    if (!value || (condition && evaluator.condition(scalarText(condition) ?? "") !== true)) continue;
    const lists = referencesIn(value, evaluator).filter((reference) => isList(network, reference));
    const whole = lists.find((reference) => reference.node === value && reference.node.name !== "Fn::Sub");
    if (whole) {
      yield {
        at: value,
        logicalId: whole.logicalId,
        about: [`Output ${key.text}`, whole.logicalId, whole.attribute],
        message: `Output ${key.text} takes one value, but ${whole.attribute} of ${whole.logicalId} is a list: CloudFormation will reject the template.`,
        fixes: whole.attribute === "Ipv6CidrBlocks" ? pickFirst(network, value) : [],
      };
    } else yield* insideFunctions(network, lists, value, `Output ${key.text}`, false);
  }
}

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
  return isRight && !resource.declaration.bindings ? pickFirst(network, node) : [];
}

function pickFirst(network: Network, node: Node): readonly Fix[] {
  if (isShared(node) || node.kind !== "intrinsic" || node.name === "Fn::Sub") return [];
  const edits = (): ReturnType<Fix["edits"]> => replaceValue(network.template.document, node, { select: [0, { node }] });
  return [{ title: "Pick the first element with Fn::Select", preferred: true, safe: false, edits }];
}
