import type { Network } from "../../network/network.ts";
import { keyOf, type Link } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { namesIn, visitIntrinsics } from "../../template/template.ts";
import { defineRule } from "../rule.ts";
import { aboutRule, rulesIn, subjectOf } from "./each-rule.ts";
import { isAssociated, isOtherVpc } from "./membership.ts";

export default defineRule({
  id: "sg/reference-unconnected-vpc",
  consequence: "deploy-fail",
  summary: "A security group rule names a group of its own VPC, or of a VPC that is connected with it.",
  why: `A rule can name a group of the same VPC, of a peered VPC, or of one on the same transit gateway. For a group of a VPC without such
a connection EC2 answers that it does not exist. A rule for traffic that arrives some other way names the block of the other VPC.`,
  awsError: "InvalidGroup.NotFound: You have specified two resources that belong to different networks",
  silentWhen: [
    "a VPC is not made by the template, or is handed to another stack or an output: the connection may be made there",
    "both VPCs are attached to a transit gateway",
    "one side of a peering connection of either VPC is not known",
    "a SecurityGroupVpcAssociation lends the group to other VPCs",
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
      if (isAssociated(network, group) || isAssociated(network, peer) || mayBeConnected(network, group.vpc, peer.vpc)) continue;
      yield {
        at: rule.peerGroup.node,
        logicalId: rule.resource.logicalId,
        about: [...aboutRule(rule), peer.resource.logicalId],
        message: messageOf(rule, peer.resource.logicalId, group.vpc, peer.vpc),
        related: [{ at: keyOf(peer.resource), message: `${peer.resource.logicalId} is in ${peer.vpc.logicalId}.` }],
      };
    }
  },
});

const messageOf = (rule: SecurityGroupRule, peer: string, vpc: Link, peerVpc: Link): string =>
  `${subjectOf(rule)} names ${peer} of ${peerVpc.logicalId}, which is not connected with ${vpc.logicalId}: CloudFormation will fail to create the rule.`;

function mayBeConnected(network: Network, a: Link, b: Link): boolean {
  const [first, second] = [a.logicalId, b.logicalId];
  if (first === undefined || second === undefined || !network.vpcs.has(first) || !network.vpcs.has(second)) return true;
  const ids = [first, second];
  if (ids.some((id) => network.isHandedToStack(id) || isOutput(network, id))) return true;
  const isPeered = [...network.peerings.values()].some(({ vpc, peerVpc }) => {
    const sides = [vpc?.logicalId, peerVpc?.logicalId];
    return ids.every((id) => sides.includes(id)) || (sides.includes(undefined) && ids.some((id) => sides.includes(id)));
  });
  const attached = [...network.transitGatewayAttachments.values()].map((attachment) => attachment.vpc?.logicalId);
  return isPeered || ids.every((id) => attached.includes(id)) || attached.includes(undefined);
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
