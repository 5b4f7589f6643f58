import { formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { attachmentsTo } from "../../network/attached-vpcs.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import type { TransitGateway, TransitGatewayAttachment } from "../../network/transit-gateway.ts";
import { isMixedUp } from "../route/misfits.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "tgw/overlapping-vpcs",
  consequence: "traffic",
  summary: "VPCs that propagate to one transit gateway route table have blocks that do not overlap.",
  why: `A transit gateway route table has one route for an address. The blocks of a VPC that overlap those of a VPC which propagates there already are not
propagated: its attachment is made, but nothing is routed to it. Private NAT gateways with a routable secondary block, or PrivateLink, connect such VPCs.`,
  silentWhen: [
    "no route table gets the blocks of both",
    "the transit gateway is in another stack",
    "the block of a VPC is not known",
    "only secondary blocks overlap",
    "a block is refused, or none of the VPC's subnets is inside it: `cidr/vpc-size`, `cidr/subnet-outside-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: false,
  *check(network) {
    for (const gateway of network.transitGateways.values()) {
      // A VPC whose block is a fault of its own counts for nothing: cidr/vpc-size, cidr/subnet-outside-vpc.
      const attachments = attachmentsTo(network, `\${${gateway.resource.logicalId}}`).filter(({ vpc }) => !vpc || !isMixedUp(network, vpc));
      for (const [index, attachment] of attachments.entries()) {
        const vpc = network.vpcs.get(attachment.vpc?.logicalId ?? "");
        const block = known(vpc?.cidr);
        if (!vpc || !block) continue;
        for (const earlier of attachments.slice(0, index)) {
          const other = network.vpcs.get(earlier.vpc?.logicalId ?? "");
          const otherBlock = known(other?.cidr);
          if (!other || !otherBlock || other === vpc || !overlaps(block, otherBlock) || !shareTable(network, gateway, earlier, attachment))
            continue;
          const { logicalId } = attachment.resource;
          const names = [vpc.resource.logicalId, other.resource.logicalId] as const;
          yield {
            at: keyOf(attachment.resource),
            logicalId,
            about: [logicalId, earlier.resource.logicalId],
            message: `${names[0]} (${formatCidr(block)}) overlaps ${names[1]} (${formatCidr(otherBlock)}), and both are attached to ${gateway.resource.logicalId}: nothing will be routed to the one attached second.`,
            related: [
              { at: vpc.cidr?.node ?? keyOf(vpc.resource), message: `${names[0]} has ${formatCidr(block)}.` },
              { at: other.cidr?.node ?? keyOf(other.resource), message: `${names[1]} has ${formatCidr(otherBlock)}.` },
            ],
            assumesDefaults: assumedDefaults(knownValue(vpc.cidr), knownValue(other.cidr)),
          };
          break;
        }
      }
    }
  },
});

/** Whether some route table certainly gets the blocks of both by propagation. */
function shareTable(network: Network, gateway: TransitGateway, a: TransitGatewayAttachment, b: TransitGatewayAttachment): boolean {
  if (gateway.propagatesByDefault) return true;
  const tables = (attachment: TransitGatewayAttachment): readonly string[] =>
    [...network.transitGatewayPropagations.values()].flatMap((one) =>
      one.attachment?.logicalId === attachment.resource.logicalId && one.table ? [one.table.identity] : [],
    );
  const own = tables(a);
  return tables(b).some((table) => own.includes(table));
}
