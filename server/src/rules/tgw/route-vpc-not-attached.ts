import { attachmentsTo } from "../../network/attached-vpcs.ts";
import { keyOf } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { compareTerms } from "../../template/value.ts";
import { isTableMisplaced } from "../route/misfits.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tgw/route-vpc-not-attached",
  consequence: "deploy-fail",
  summary: "A route to a transit gateway needs the VPC's attachment.",
  why: "A route can lead to a transit gateway only if the VPC of the route's table is attached to it. EC2 does not find the transit gateway otherwise.",
  awsError: "InvalidTransitGatewayID.NotFound",
  silentWhen: [
    "the transit gateway is not in the template, or is exported or handed to another stack",
    "an attachment names a VPC that may be this one",
    "another VPC is attached twice: `tgw/duplicate-attachment`",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: false,
  *check(network) {
    const seen = new Set<string>();
    for (const route of network.routes.values()) {
      const target = targetOf(route, "TransitGatewayId");
      const gateway = network.transitGateways.get(target?.logicalId ?? "");
      const vpc = network.routeTables.get(route.table?.logicalId ?? "")?.vpc;
      if (!target || !gateway || !vpc || !network.vpcs.has(vpc.logicalId ?? "")) continue;
      // The table is in the wrong VPC: route/association-other-vpc.
      if (isTableMisplaced(network, route.table?.logicalId ?? "")) continue;
      if (network.mayGainEntries(gateway.resource.logicalId) || network.isHandedToStack(vpc.logicalId ?? "")) continue;
      const isUnknown = [...network.transitGatewayAttachments.values()].some((one) => one.gateway?.logicalId === undefined);
      const attachments = attachmentsTo(network, target.identity);
      if (isUnknown || !attachments.every((one) => one.vpc && compareTerms(one.vpc.term, vpc.term) === "different")) continue;
      // Other routes of the VPC to the same transit gateway: the same lack, said once.
      const pair = `${vpc.identity} ${target.identity}`;
      if (seen.has(pair)) continue;
      seen.add(pair);
      // A VPC that is attached twice: the second attachment was most likely meant for this one (tgw/duplicate-attachment).
      if (new Set(attachments.map((one) => one.vpc?.identity)).size < attachments.length) continue;
      const { logicalId } = route.resource;
      yield {
        at: target.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} leads from ${vpc.logicalId} to ${target.logicalId}, to which ${vpc.logicalId} is not attached: CloudFormation will fail to create it.`,
        related: attachments.map((one) => ({
          at: keyOf(one.resource),
          message: `${one.resource.logicalId} attaches ${one.vpc?.logicalId}.`,
        })),
      };
    }
  },
});
