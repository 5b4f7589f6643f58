/** What the rules about VPN connections on virtual private gateways share. */
import type { GatewayAttachment } from "../../network/internet-gateway.ts";
import type { Network } from "../../network/network.ts";

/** Whether Direct Connect uses the gateway: then a VPN connection need not. */
export const servesDirectConnect = (network: Network, gateway: string): boolean =>
  [...network.directConnectAssociations.values()].some(
    (association) => association.gateway?.logicalId === gateway || association.gateway?.logicalId === undefined,
  );

/** Attachments of a virtual private gateway; undefined where one may be made elsewhere. */
export function vpnAttachments(network: Network, gateway: string): readonly GatewayAttachment[] | undefined {
  const all = [...network.gatewayAttachments.values()].filter((attachment) => attachment.vpnGateway);
  // An attachment without a gateway may be meant for this one: igw/attachment-gateway-count.
  if ([...network.gatewayAttachments.values()].some((one) => !one.internetGateway && !one.vpnGateway)) return undefined;
  if (network.mayGainEntries(gateway) || all.some((attachment) => attachment.vpnGateway?.logicalId === undefined)) return undefined;
  return all.filter((attachment) => attachment.vpnGateway?.logicalId === gateway);
}
