import type { Network } from "../../network/network.ts";
import { keyOf, type Link } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import type { GatewayAttachment } from "../../network/internet-gateway.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";
import { isTableMisplaced } from "./misfits.ts";

/** Attachments of that gateway, whichever kind it is. */
export const attachmentsOfGateway = (network: Network, gateway: string): readonly GatewayAttachment[] =>
  [...network.gatewayAttachments.values()].filter(
    (one) => one.internetGateway?.logicalId === gateway || one.vpnGateway?.logicalId === gateway,
  );

export default defineRule({
  id: "route/gateway-other-vpc",
  consequence: "deploy-fail",
  summary: "A route's gateway is attached to the VPC of the route's table.",
  why: "A route table can send packets only to an internet gateway or virtual private gateway that is attached to its own VPC.",
  awsError: "route table rtb-… and network gateway igw-… belong to different networks",
  silentWhen: [
    "the gateway is attached in another stack",
    "the table's subnets are all in another VPC than the table: `route/association-other-vpc`",
    "the two VPCs may be the same",
    "the gateway is attached to a VPC that has an internet gateway already: `igw/multiple-per-vpc`",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: false,
  *check(network) {
    const seen = new Set<string>();
    for (const route of network.routes.values()) {
      const gateway = targetOf(route, "GatewayId");
      const table = network.routeTables.get(route.table?.logicalId ?? "");
      if (!gateway?.logicalId || !table?.vpc) continue;
      const attachments = attachmentsOfGateway(network, gateway.logicalId);
      const [attachment] = attachments;
      const own: Link = table.vpc;
      if (!attachment || !attachments.every((one) => one.vpc && compareTerms(one.vpc.term, own.term) === "different")) continue;
      // The table is in the wrong VPC, not the gateway: route/association-other-vpc.
      if (isTableMisplaced(network, table.resource.logicalId)) continue;
      // The attachment names a VPC that has an internet gateway already: igw/multiple-per-vpc.
      if (isSecondInternetGateway(network, attachment)) continue;
      // An IPv4 and an IPv6 route to the same gateway: the same fault, said once.
      const pair = `${gateway.identity} ${own.identity}`;
      if (seen.has(pair)) continue;
      seen.add(pair);
      const { logicalId } = route.resource;
      const other = attachment.vpc?.logicalId ?? "another VPC";
      yield {
        at: gateway.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} sends packets of ${own.logicalId} to ${gateway.logicalId}, which is attached to ${other}: CloudFormation will fail to create it.`,
        related: [
          { at: keyOf(attachment.resource), message: `${gateway.logicalId} is attached to ${other} here.` },
          { at: keyOf(table.resource), message: `${table.resource.logicalId} is in ${own.logicalId}.` },
        ],
      };
    }
  },
});

const isSecondInternetGateway = (network: Network, attachment: GatewayAttachment): boolean =>
  attachment.internetGateway !== undefined &&
  [...network.gatewayAttachments.values()].some(
    (other) => other !== attachment && other.internetGateway && other.vpc?.identity === attachment.vpc?.identity,
  );
