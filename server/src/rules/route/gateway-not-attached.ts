import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { addDependsOn, freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";
import { attachmentsOfGateway } from "./gateway-other-vpc.ts";

export default defineRule({
  id: "route/gateway-not-attached",
  consequence: "deploy-fail",
  summary: "A gateway that a route leads to must be attached to the VPC.",
  why: "An internet gateway or virtual private gateway does nothing until it is attached to a VPC, and EC2 refuses a route to one that is not attached to the VPC of the route's table.",
  awsError: "route table rtb-… and network gateway igw-… belong to different networks",
  silentWhen: [
    "the gateway is exported or handed to another stack, which may attach it",
    "an attachment names a gateway that is not known",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html",
  isFixable: true,
  *check(network) {
    const isUnknown = [...network.gatewayAttachments.values()].some((one) =>
      [one.internetGateway, one.vpnGateway].some((link) => link && !link.logicalId),
    );
    if (isUnknown) return;
    for (const route of network.routes.values()) {
      const id = targetOf(route, "GatewayId")?.logicalId ?? "";
      const gateway = network.internetGateways.get(id) ?? network.vpnGateways.get(id);
      if (!gateway || network.mayGainEntries(id) || attachmentsOfGateway(network, id).length > 0) continue;
      const { logicalId } = route.resource;
      yield {
        at: keyOf(route.resource),
        logicalId,
        about: [logicalId, id],
        message: `${logicalId} leads to ${id}, which is attached to no VPC: CloudFormation will fail to create it.`,
        related: [{ at: keyOf(gateway.resource), message: `${id} is attached nowhere in this template.` }],
        fixes: attachFix(network, route, id),
      };
    }
  },
});

/** Attaches the gateway and makes the route wait for it. None where the parts have different conditions. */
function attachFix(network: Network, route: Route, gateway: string): readonly Fix[] {
  const table = network.routeTables.get(route.table?.logicalId ?? "");
  const made = network.internetGateways.get(gateway) ?? network.vpnGateways.get(gateway);
  const vpc = table?.vpc?.logicalId;
  if (!vpc || !made || made.resource.declaration.bindings || route.resource.declaration.bindings) return [];
  const conditions = new Set(
    [route.resource, made.resource, network.resources.get(vpc)].flatMap((part) => part?.declaration.condition ?? []),
  );
  if (conditions.size > 1 || isDeclared(network, "AWS::EC2::VPCGatewayAttachment", gateway)) return [];
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${gateway}Attachment`);
  const property = network.internetGateways.has(gateway) ? "InternetGatewayId" : "VpnGatewayId";
  const properties = {
    map: [
      ["VpcId", { ref: vpc }],
      [property, { ref: gateway }],
    ] as const,
  };
  return [
    {
      title: `Attach ${gateway} to ${vpc}`,
      preferred: true,
      safe: false,
      edits: () => {
        const { document } = network.template;
        const attachment = insertResource(document, made.resource.entry, logicalId, "AWS::EC2::VPCGatewayAttachment", properties, {
          condition: [...conditions][0],
        });
        const order = addDependsOn(document, route.resource.entry, logicalId);
        return attachment && order && [...attachment, ...order];
      },
    },
  ];
}
