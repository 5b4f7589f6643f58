import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
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
    const strangers = new Set(strangersIn(network).map(({ group }) => group.resource.logicalId));
    for (const { by, named } of idsOfGroups(network)) {
      const { logicalId: groupId, node } = named;
      const group = network.securityGroups.get(groupId ?? "");
      const isRef = node.kind === "intrinsic" && node.name === "Ref" && node.argument.kind === "scalar" && node.argument.text === groupId;
      if (groupId === undefined || !group || !isRef || !hasNoVpc(group) || strangers.has(groupId)) continue;
      yield {
        at: node,
        logicalId: by.logicalId,
        about: [by.logicalId, groupId, named.path],
        message: `${groupId} has no VpcId, so that its Ref is a name and no id: CloudFormation may fail to create ${by.logicalId}.`,
        related: [{ at: keyOf(group.resource), message: "VpcId is missing here." }],
        fixes: fixesOf(network, by, named, groupId),
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

function fixesOf(network: Network, by: Resource, { node }: Link, groupId: string): readonly Fix[] {
  if (by.declaration.bindings || isShared(node)) return [];
  const edits = (): ReturnType<Fix["edits"]> => replaceValue(network.template.document, node, { getAtt: [groupId, "GroupId"] });
  return [{ title: `Use the attribute GroupId of ${groupId}`, preferred: true, safe: false, edits }];
}
