/** VPCs on transit gateways: who is attached, and which routes lead there. Does not know attachments that another stack makes. */
import { compareTerms } from "../template/value.ts";
import type { Network } from "./network.ts";
import type { Link } from "./resource.ts";
import { type Route, targetOf } from "./route-table.ts";
import type { TransitGatewayAttachment } from "./transit-gateway.ts";

export const attachmentsTo = (network: Network, gateway: string): readonly TransitGatewayAttachment[] =>
  [...network.transitGatewayAttachments.values()].filter((attachment) => attachment.gateway?.identity === gateway);

/** Routes in tables of that VPC that lead to the transit gateway, or may lead to it. */
export function routesToGateway(network: Network, vpc: string, gateway: Link): readonly Route[] {
  return network.topology.tablesIn(vpc).flatMap((table) =>
    network.topology.routesOf(table.resource.logicalId).filter((route) => {
      const target = targetOf(route, "TransitGatewayId");
      return target !== undefined && compareTerms(target.term, gateway.term) !== "different";
    }),
  );
}
