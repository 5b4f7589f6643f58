import type { RoutePropagation } from "../../network/internet-gateway.ts";
import type { Network } from "../../network/network.ts";
import type { Link } from "../../network/resource.ts";
import { isSameLink } from "../../network/topology.ts";
import { defineRule } from "../rule.ts";
import { unawaited } from "./attachment.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/vgw-propagation",
  consequence: "deploy-race",
  summary: "Route propagation must wait until its virtual private gateway is attached to the VPC.",
  why: `A virtual private gateway can propagate routes only into tables of the VPC that it is attached to.
\`AWS::EC2::VPNGatewayRoutePropagation\` refers to the gateway and to the tables, not to the attachment, so CloudFormation may create
it first, and EC2 refuses it. AWS lists this dependency among those that a template must state itself.`,
  silentWhen: ["the gateway is attached in another stack", "a reference or DependsOn orders the two at any distance"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  isFixable: true,
  *check(network) {
    for (const propagation of network.routePropagations.values()) {
      const gateway = propagation.vpnGateway;
      const attachments = [...network.gatewayAttachments.values()].filter(
        (attachment) =>
          isSameLink(attachment.vpnGateway, gateway) && !tableVpcs(network, propagation).some((vpc) => isOther(vpc, attachment.vpc)),
      );
      const attachment = unawaited(network, propagation.resource, attachments);
      if (!gateway || !attachment) continue;
      const { logicalId } = propagation.resource;
      const name = gateway.logicalId ?? "the virtual private gateway";
      const message = `${logicalId} may be created before ${name} is attached to its VPC: CloudFormation may fail to create it.`;
      const related = `${gateway.logicalId ?? "The virtual private gateway"} is attached here.`;
      const finding = missingOrder(network, propagation.resource, attachment.resource, message, related);
      if (finding) yield finding;
    }
  },
});

const tableVpcs = (network: Network, propagation: RoutePropagation): readonly Link[] =>
  propagation.tables.links.flatMap((table) => network.routeTables.get(table.logicalId ?? "")?.vpc ?? []);

const isOther = (vpc: Link, attached: Link | undefined): boolean => attached !== undefined && !isSameLink(vpc, attached);
