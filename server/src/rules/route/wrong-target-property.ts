import type { Network } from "../../network/network.ts";
import type { RouteTarget } from "../../network/route-table.ts";
import { renameKey } from "../../template/edit-rename.ts";
import { entry } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";
import type { Resource } from "../../network/resource.ts";

/** The types that each property takes. A Network Firewall endpoint (`VpcEndpointId`) is known by its id only. */
const accepted: Partial<Readonly<Record<RouteTarget, readonly string[]>>> = {
  GatewayId: ["AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway"],
  NatGatewayId: ["AWS::EC2::NatGateway"],
  TransitGatewayId: ["AWS::EC2::TransitGateway"],
  VpcPeeringConnectionId: ["AWS::EC2::VPCPeeringConnection"],
  EgressOnlyInternetGatewayId: ["AWS::EC2::EgressOnlyInternetGateway"],
  InstanceId: ["AWS::EC2::Instance"],
  NetworkInterfaceId: ["AWS::EC2::NetworkInterface"],
  VpcEndpointId: ["AWS::EC2::VPCEndpoint"],
  CarrierGatewayId: ["AWS::EC2::CarrierGateway"],
};

export default defineRule({
  id: "route/wrong-target-property",
  consequence: "deploy-fail",
  summary: "A route names its target in the property for that kind of target.",
  why: `Each kind of target has a property of its own. \`GatewayId\` takes internet gateways and virtual private gateways only: with the id of a NAT
gateway there, the stack waits for minutes and then fails.`,
  awsError: "did not stabilize",
  silentWhen: ["the target is not a resource of this template", "the target is a custom resource or a nested stack"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: true,
  *check(network) {
    for (const { resource, targets } of network.routes.values()) {
      for (const { property, link } of targets) {
        const types = accepted[property];
        const target = network.resources.get(link.logicalId ?? "");
        if (!types || !target?.type.startsWith("AWS::EC2::") || types.includes(target.type)) continue;
        const right = (Object.keys(accepted) as RouteTarget[]).find((name) => accepted[name]?.includes(target.type));
        const kind = target.type.replace("AWS::EC2::", "");
        yield {
          at: link.node,
          logicalId: resource.logicalId,
          about: [resource.logicalId, property],
          message: `${resource.logicalId} names ${target.logicalId}, a ${kind}, in ${property}${right ? ` instead of ${right}` : ""}: CloudFormation will fail to create it.`,
          related: [{ at: target.entry.key, message: `${target.logicalId} is a ${kind}.` }],
          fixes: right && targets.length === 1 ? renameFix(network, resource, property, right) : [],
        };
      }
    }
  },
});

function renameFix(network: Network, resource: Resource, property: RouteTarget, right: RouteTarget): readonly Fix[] {
  const found = entry(resource.declaration.properties, property);
  // Behind an Fn::If the other branch may be right where it is.
  if (found?.value.kind !== "intrinsic" || found.value.name === "Fn::If" || resource.declaration.bindings) return [];
  return [
    {
      title: `Rename ${property} to ${right}`,
      preferred: true,
      safe: false,
      edits: () => renameKey(network.template.document, found, right),
    },
  ];
}
