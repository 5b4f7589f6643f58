import { targetOf } from "../../network/route-table.ts";
import { isSameLink } from "../../network/topology.ts";
import { isTableMisplaced } from "../route/misfits.ts";
import { defineRule } from "../rule.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/tgw-route",
  consequence: "deploy-fail",
  summary: "A route to a transit gateway must wait until the VPC is attached to the transit gateway.",
  why: `EC2 accepts a route to a transit gateway only in a VPC that is attached to it. The route refers to the transit gateway, not to
the attachment, so CloudFormation starts with both as soon as the gateway exists; an attachment takes a minute or more, and the route
fails before. AWS requires a \`DependsOn\` on the attachment.`,
  awsError: "InvalidTransitGatewayID.NotFound",
  silentWhen: [
    "the VPC is attached in another stack",
    "the VPC of the route table is not known",
    "a reference or DependsOn orders the two at any distance",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: true,
  *check(network) {
    for (const route of network.routes.values()) {
      const gateway = targetOf(route, "TransitGatewayId");
      const vpc = network.routeTables.get(route.table?.logicalId ?? "")?.vpc;
      const attachments = [...network.transitGatewayAttachments.values()].filter(
        (one) => isSameLink(one.gateway, gateway) && isSameLink(one.vpc, vpc),
      );
      const [attachment] = attachments;
      const { logicalId } = route.resource;
      // The table is in the wrong VPC: route/association-other-vpc.
      if (isTableMisplaced(network, route.table?.logicalId ?? "")) continue;
      if (!attachment || !vpc || attachments.some(({ resource }) => network.order.isAfter(logicalId, resource.logicalId))) continue;
      const message = `${logicalId} does not wait until ${attachment.resource.logicalId} attaches ${vpc.logicalId ?? "its VPC"} to the transit gateway: CloudFormation will fail to create it.`;
      const finding = missingOrder(
        network,
        route.resource,
        attachment.resource,
        message,
        `${vpc.logicalId ?? "The VPC"} is attached here.`,
      );
      if (finding) yield finding;
    }
  },
});
