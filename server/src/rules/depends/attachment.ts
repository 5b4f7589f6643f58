/** What the rules about gateways that are not attached yet share: which attachment matters to a thing, and routes that precede it. */
import type { GatewayAttachment } from "../../network/internet-gateway.ts";
import type { Network } from "../../network/network.ts";
import type { Link, Resource } from "../../network/resource.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { isSameLink } from "../../network/topology.ts";
import type { Finding } from "../rule.ts";
import { missingOrder } from "./order.ts";

/** The attachments of internet gateways to the VPC, in document order. */
export const internetAttachmentsOf = (network: Network, vpc: Link | undefined): readonly GatewayAttachment[] =>
  vpc ? network.topology.attachmentsOf(vpc.identity).filter((attachment) => attachment.internetGateway !== undefined) : [];

/** The VPC of a subnet that the template declares. */
export const vpcOfSubnet = (network: Network, subnet: Link | undefined): Link | undefined =>
  network.subnets.get(subnet?.logicalId ?? "")?.vpc;

/**
 * The first of `attachments`, where `dependent` waits for none of them. One of several is enough: they cannot all succeed, and
 * which one does is not a matter of order.
 */
export function unawaited(network: Network, dependent: Resource, attachments: readonly GatewayAttachment[]): GatewayAttachment | undefined {
  const { logicalId } = dependent;
  if (attachments.some(({ resource }) => network.order.isAfter(logicalId, resource.logicalId))) return undefined;
  // What waits for a route to the gateway waits for the attachment as soon as the route does, and that has a finding of its own.
  const waitsForRoute = network.once(gatewayRoutes).some(({ route, gateway }) => {
    const isToGateway = attachments.some((one) => isSameLink(one.internetGateway ?? one.vpnGateway, gateway));
    return isToGateway && network.order.isAfter(logicalId, route.resource.logicalId);
  });
  return waitsForRoute ? undefined : attachments[0];
}

/** Routes to internet gateways and virtual private gateways. */
const gatewayRoutes = (network: Network): readonly { readonly route: Route; readonly gateway: Link }[] =>
  [...network.routes.values()].flatMap((route) => {
    const gateway = targetOf(route, "GatewayId");
    return gateway ? [{ route, gateway }] : [];
  });

/** Findings on routes to a gateway that do not wait for its attachment; `gatewayOf` gives the kind of gateway that is looked at. */
export function* routesBeforeAttachment(
  network: Network,
  gatewayOf: (attachment: GatewayAttachment) => Link | undefined,
  noun: string,
): Iterable<Finding> {
  for (const route of network.routes.values()) {
    const gateway = targetOf(route, "GatewayId");
    if (!gateway) continue;
    const vpc = network.routeTables.get(route.table?.logicalId ?? "")?.vpc;
    const attachments = [...network.gatewayAttachments.values()].filter(
      // Attached to another VPC: that is not a matter of order.
      (attachment) => isSameLink(gatewayOf(attachment), gateway) && !(vpc && attachment.vpc && !isSameLink(vpc, attachment.vpc)),
    );
    const attachment = unawaited(network, route.resource, attachments);
    if (!attachment) continue;
    const name = gateway.logicalId ?? `the ${noun}`;
    const { logicalId } = route.resource;
    const message = `${logicalId} may be created before ${name} is attached to its VPC: CloudFormation may fail to create it.`;
    const finding = missingOrder(
      network,
      route.resource,
      attachment.resource,
      message,
      `${gateway.logicalId ?? `The ${noun}`} is attached here.`,
    );
    if (finding) yield finding;
  }
}
