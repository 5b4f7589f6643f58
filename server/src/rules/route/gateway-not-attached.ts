import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import { groupBy, isSameLink } from "../../network/topology.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { addDependsOn, freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { addressAssociations } from "../depends/eip.ts";
import { internetFacing } from "../lb/internet-facing.ts";
import { isZonalPublic, vpcOf } from "../nat/zonal.ts";
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
    "an attachment names a gateway that is not known, or names none",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcgatewayattachment.html",
  isFixable: true,
  *check(network) {
    const isUnknown = [...network.gatewayAttachments.values()].some((one) =>
      [one.internetGateway, one.vpnGateway].some((link) => link && !link.logicalId),
    );
    if (isUnknown) return;
    const routesByGateway = groupBy(network.routes.values(), (route) => targetOf(route, "GatewayId")?.logicalId);
    for (const [id, [route, ...others]] of routesByGateway) {
      const gateway = network.internetGateways.get(id) ?? network.vpnGateways.get(id);
      if (!route || !gateway || network.mayGainEntries(id) || attachmentsOfGateway(network, id).length > 0) continue;
      if (isAttachedInVain(network, route)) continue;
      const { logicalId } = route.resource;
      yield {
        at: keyOf(route.resource),
        logicalId,
        about: [logicalId, id],
        message: `${logicalId} leads to ${id}, which is attached to no VPC: CloudFormation will fail to create it.`,
        // The same lack, said once.
        related: [
          { at: keyOf(gateway.resource), message: `${id} is attached nowhere in this template.` },
          ...others.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} leads there too.` })),
        ],
        fixes: attachFix(network, [route, ...others], id),
      };
    }
  },
});

/** An attachment to the VPC of the route's table names no gateway: igw/attachment-gateway-count. */
function isAttachedInVain(network: Network, route: Route): boolean {
  const vpc = network.routeTables.get(route.table?.logicalId ?? "")?.vpc?.identity;
  return network.topology.attachmentsOf(vpc ?? "").some((one) => !one.internetGateway && !one.vpnGateway);
}

/** What else needs the attachment, and waits for none of the routes. */
function otherDependents(network: Network, routes: readonly Route[], vpc: Link, gateway: string): readonly Resource[] {
  const inVpc = (link: Link | undefined): boolean => isSameLink(link, vpc);
  const dependents = network.vpnGateways.has(gateway)
    ? [...network.routePropagations.values()].filter((one) => one.vpnGateway?.logicalId === gateway)
    : [
        ...[...network.natGateways.values()].filter((nat) => isZonalPublic(nat) && inVpc(vpcOf(network, nat))),
        ...[...addressAssociations(network)].filter((one) => inVpc(one.vpc)),
        ...internetFacing(network).filter((one) => inVpc(one.vpc)),
      ];
  return [...new Set(dependents.map(({ resource }) => resource))].filter(
    ({ logicalId }) => !routes.some((route) => network.order.isAfter(logicalId, route.resource.logicalId)),
  );
}

/** Attaches the gateway and makes what needs that wait for it. None where the parts have different conditions. */
function attachFix(network: Network, routes: readonly [Route, ...Route[]], gateway: string): readonly Fix[] {
  const [route] = routes;
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
  const waiting = [...routes.map(({ resource }) => resource), ...otherDependents(network, routes, table.vpc, gateway)];
  if (waiting.some((dependent) => dependent.declaration.bindings)) return [];
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
        const orders = waiting.map((dependent) => addDependsOn(document, dependent.entry, logicalId));
        return attachment && !orders.includes(undefined) ? [...attachment, ...orders.flatMap((order) => order ?? [])] : undefined;
      },
    },
  ];
}
