import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { defineRule, type Fix } from "../rule.ts";
import { rulesIn } from "./each-rule.ts";
import { hasNoVpc, strangersIn } from "./membership.ts";

export default defineRule({
  id: "sg/ref-is-name",
  consequence: "deploy-race",
  summary: "Where the id of a security group without VpcId is wanted, it comes from GetAtt GroupId.",
  why: `\`Ref\` of a security group is its id only where the group states its \`VpcId\`; without one it is the group's name. Properties that
want an id refuse the name. \`!GetAtt Group.GroupId\` is the id in either case.`,
  awsError: "InvalidGroupId.Malformed; InvalidGroup.NotFound: The security group '…' does not exist",
  silentWhen: [
    "the property takes names, too",
    "the group is used in a VPC of the template: then it lacks the VpcId",
    "a macro may add properties",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html",
  isFixable: true,
  *check(network) {
    if (![...network.securityGroups.values()].some(hasNoVpc)) return;
    const strangers = new Set(strangersIn(network).map(({ group }) => group.resource.logicalId));
    const wrong = idsOfGroups(network).filter(({ named: { logicalId, node } }) => {
      const group = network.securityGroups.get(logicalId ?? "");
      const isRef = node.kind === "intrinsic" && node.name === "Ref" && node.argument.kind === "scalar" && node.argument.text === logicalId;
      return group && isRef && hasNoVpc(group) && !strangers.has(logicalId ?? "");
    });
    // One group without VpcId is one fault, however many resources refer to it.
    for (const [groupId, places] of groupBy(wrong, ({ named }) => named.logicalId)) {
      const [first, ...others] = places;
      const group = network.securityGroups.get(groupId);
      if (!first || !group) continue;
      const { by, named } = first;
      yield {
        at: named.node,
        logicalId: by.logicalId,
        about: [by.logicalId, groupId, named.path],
        message: `${groupId} has no VpcId, so its Ref is a name and not an id: CloudFormation may fail to create ${by.logicalId}.`,
        related: [
          { at: keyOf(group.resource), message: "VpcId is missing here." },
          ...others.map((other) => ({ at: other.named.node, message: `${other.by.logicalId} takes the name for an id, too.` })),
        ],
        fixes: fixesOf(network, places, groupId),
      };
    }
  },
});

/** Properties that take names of groups of the default VPC, too. */
const takesNames = new Set(["AWS::AutoScaling::LaunchConfiguration"]);

interface NamedId {
  readonly by: Resource;
  readonly named: Link;
}

/** Places that want the id of a security group. */
function idsOfGroups(network: Network): readonly NamedId[] {
  const workloads = [...network.workloads.values()].flatMap(({ resource, securityGroups }) =>
    takesNames.has(resource.type) ? [] : securityGroups.links.map((named) => ({ by: resource, named })),
  );
  const rules = rulesIn(network).flatMap(({ resource, group, peerGroup }) =>
    [group, peerGroup].flatMap((named) => (named && !named.path.endsWith("Name") ? [{ by: resource, named }] : [])),
  );
  return [...workloads, ...rules];
}

/** In all places at once: one of them alone would leave the others wrong. */
function fixesOf(network: Network, places: readonly NamedId[], groupId: string): readonly Fix[] {
  if (places.some(({ by, named }) => by.declaration.bindings || isShared(named.node))) return [];
  const nodes = [...new Set(places.map(({ named }) => named.node))];
  const edits = (): ReturnType<Fix["edits"]> => {
    const all = nodes.map((node) => replaceValue(network.template.document, node, { getAtt: [groupId, "GroupId"] }));
    return all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
  };
  return [{ title: `Use the attribute GroupId of ${groupId}`, preferred: true, safe: false, edits }];
}
