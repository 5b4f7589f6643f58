import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { defineRule } from "../rule.ts";
import { aboutRule, rulesIn, subjectOf } from "./each-rule.ts";
import { isAssociated, isForeign, isOtherVpc } from "./membership.ts";

export default defineRule({
  id: "sg/reference-unconnected-vpc",
  consequence: "deploy-fail",
  summary: "A security group rule names a group of its own VPC, or of a VPC that is connected with it.",
  why: `A rule can name a group of the same VPC, of a peered VPC, or of one on the same transit gateway, if that and both attachments support it (\`SecurityGroupReferencingSupport\`,
which a transit gateway does not by default). For a group of a VPC without such
a connection EC2 answers that it does not exist. A rule for traffic that arrives some other way names the block of the other VPC.`,
  awsError: "InvalidGroup.NotFound: You have specified two resources that belong to different networks",
  silentWhen: [
    "a VPC is not made by the template, or is handed to another stack or an output: the connection may be made there",
    "both VPCs are attached to a transit gateway that supports references to security groups, or may",
    "one side of a peering connection of either VPC is not known",
    "a SecurityGroupVpcAssociation lends the group to other VPCs",
    "one of the groups is in another VPC than what uses it: `sg/vpc-mismatch`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html",
  isFixable: false,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const group = rule.isInline
        ? network.securityGroups.get(rule.resource.logicalId)
        : network.securityGroups.get(rule.group?.logicalId ?? "");
      const peer = network.securityGroups.get(rule.peerGroup?.logicalId ?? "");
      if (!group?.vpc || !peer?.vpc || !rule.peerGroup || !isOtherVpc(group.vpc, peer.vpc)) continue;
      if (isAssociated(network, group) || isAssociated(network, peer)) continue;
      const connection = connectionOf(network, group.vpc, peer.vpc);
      if (connection === "enough") continue;
      // The group is in the wrong VPC: sg/vpc-mismatch.
      if (isForeign(network, group) || isForeign(network, peer)) continue;
      yield {
        at: rule.peerGroup.node,
        logicalId: rule.resource.logicalId,
        about: [...aboutRule(rule), peer.resource.logicalId],
        ...(connection ? { consequence: "deploy-race" as const } : {}),
        message: messageOf(rule, peer.resource.logicalId, group.vpc, peer.vpc, connection),
        related: [
          { at: keyOf(peer.resource), message: `${peer.resource.logicalId} is in ${peer.vpc.logicalId}.` },
          ...(connection
            ? [{ at: keyOf(connection), message: `${connection.logicalId} does not support references to security groups.` }]
            : []),
        ],
      };
    }
  },
});

function messageOf(rule: SecurityGroupRule, peer: string, vpc: Link, peerVpc: Link, over: Resource | undefined): string {
  const names = `${subjectOf(rule)} names ${peer} of ${peerVpc.logicalId}, which is`;
  return over
    ? `${names} connected with ${vpc.logicalId} by ${over.logicalId} without SecurityGroupReferencingSupport: CloudFormation may fail to create the rule.`
    : `${names} not connected with ${vpc.logicalId}: CloudFormation will fail to create the rule.`;
}

/**
 * Whether rules of one VPC may name groups of the other: `enough` where they may, or nobody knows; the transit gateway or attachment
 * that is in the way where nothing else connects the two; undefined without a connection.
 */
function connectionOf(network: Network, a: Link, b: Link): "enough" | Resource | undefined {
  const [first, second] = [a.logicalId, b.logicalId];
  if (first === undefined || second === undefined || !network.vpcs.has(first) || !network.vpcs.has(second)) return "enough";
  const ids = [first, second];
  if (ids.some((id) => network.isHandedToStack(id) || isOutput(network, id))) return "enough";
  const isPeered = [...network.peerings.values()].some(({ vpc, peerVpc }) => {
    const sides = [vpc?.logicalId, peerVpc?.logicalId];
    return ids.every((id) => sides.includes(id)) || (sides.includes(undefined) && ids.some((id) => sides.includes(id)));
  });
  return isPeered ? "enough" : transitOf(network, first, second);
}

/** The same for transit gateways alone. */
function transitOf(network: Network, first: string, second: string): "enough" | Resource | undefined {
  const attachments = [...network.transitGatewayAttachments.values()];
  if (attachments.some(({ vpc }) => vpc?.logicalId === undefined)) return "enough";
  const [ours, theirs] = [first, second].map((id) => attachments.filter(({ vpc }) => vpc?.logicalId === id));
  const obstacles = (ours ?? []).flatMap((one) =>
    (theirs ?? []).map((other) => {
      const gateway = network.transitGateways.get(one.gateway?.logicalId ?? "");
      if (!gateway || other.gateway?.logicalId !== gateway.resource.logicalId) return undefined;
      // The attachment's own default is not agreed on by AWS's pages: only what the template says counts.
      return [gateway, one, other].find(({ referencesGroups }) => referencesGroups === false)?.resource;
    }),
  );
  return obstacles.includes(undefined) ? "enough" : obstacles[0];
}

/** Whether an output gives the VPC away, so that another stack may connect it. */
function isOutput(network: Network, logicalId: string): boolean {
  let found = false;
  for (const output of network.template.outputs) {
    visitIntrinsics(output.value, (intrinsic) => {
      found ||= namesIn(intrinsic).includes(logicalId);
    });
  }
  return found;
}
