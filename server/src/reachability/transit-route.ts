/**
 * Route tables of transit gateways: which one an attachment uses, and which attachment its routes lead to. Static routes beat
 * propagated ones of the same length. https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html#tgw-route-evaluation-overview
 */
import { addressSet, type AddressSet, intersect, isEmpty } from "../cidr/address-set.ts";
import { attachmentsTo } from "../network/attached-vpcs.ts";
import type { Network } from "../network/network.ts";
import { known, type Link, type Resource } from "../network/resource.ts";
import type { TransitGatewayAttachment, TransitGatewayRoute } from "../network/transit-gateway.ts";
import { vpcIdentity } from "../network/topology.ts";
import { knownBlocks } from "./blocks.ts";
import { isWithin, isWithinField } from "./flow.ts";
import { parameterIn, type Unknown } from "./passage.ts";
import type { Journey } from "./journey.ts";

/** The table that decides for packets from an attachment. */
export type TransitTable =
  | {
      readonly kind: "table";
      readonly gateway: Link;
      /** Undefined for the gateway's default table. */
      readonly table: Resource | undefined;
      /** The table, or the gateway for its default one. */
      readonly component: Resource;
    }
  | { readonly kind: "none"; readonly gateway: Link; readonly attachment: TransitGatewayAttachment }
  | { readonly kind: "unknown"; readonly unknown: Unknown };

const open = (logicalId: string | undefined, message: string): TransitTable => ({ kind: "unknown", unknown: { logicalId, message } });

/** The table that an attachment is associated with. */
export function transitTableOf(network: Network, attachment: TransitGatewayAttachment): TransitTable {
  const { logicalId } = attachment.resource;
  const { gateway } = attachment;
  if (!gateway) return open(logicalId, `The transit gateway of ${logicalId} is not known.`);
  const association = [...network.transitGatewayAssociations.values()].find((one) => one.attachment?.logicalId === logicalId);
  if (association) {
    const table = network.transitGatewayRouteTables.get(association.table?.logicalId ?? "")?.resource;
    return table
      ? { kind: "table", gateway, table, component: table }
      : open(logicalId, `The route table that ${logicalId} is associated with is not in the template.`);
  }
  const declared = network.transitGateways.get(gateway.logicalId ?? "");
  if (!declared) {
    const name = gateway.logicalId ?? parameterIn(gateway.identity);
    return open(name, `The route tables of transit gateway ${name ?? gateway.identity} are not in the template.`);
  }
  if (declared.associatesByDefault === undefined || network.mayGainEntries(logicalId))
    return open(logicalId, `Which route table ${logicalId} is associated with is not in the template.`);
  return declared.associatesByDefault
    ? { kind: "table", gateway, table: undefined, component: declared.resource }
    : { kind: "none", gateway, attachment };
}

/** The table for packets from a VPN connection or over Direct Connect: the default one, because a template cannot name the attachment. */
export function tableFromOutside(network: Network, gateway: Link, { logicalId }: Resource): TransitTable {
  const declared = network.transitGateways.get(gateway.logicalId ?? "");
  if (declared?.associatesByDefault === true) return { kind: "table", gateway, table: undefined, component: declared.resource };
  return open(logicalId, `Which route table of the transit gateway ${logicalId} is associated with is not in the template.`);
}

export type TransitRoute =
  | { readonly kind: "attachment"; readonly attachment: TransitGatewayAttachment }
  | { readonly kind: "blackhole"; readonly route: Resource }
  /** Two attached VPCs have the destination's addresses; the routes of `attachment` are not learned. */
  | { readonly kind: "overlap"; readonly attachment: TransitGatewayAttachment; readonly other: TransitGatewayAttachment }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly unknowns: readonly Unknown[] };

interface Entry {
  readonly prefixLength: number;
  readonly isStatic: boolean;
  readonly leads: TransitRoute;
}

/** Where a table sends packets. */
export function findTransitRoute(journey: Journey, table: TransitTable & { readonly kind: "table" }): TransitRoute {
  const { network } = journey;
  const unknowns: Unknown[] = [];
  const entries = [...staticEntries(journey, table, unknowns), ...propagatedEntries(journey, table, unknowns)];
  entries.sort((a, b) => b.prefixLength - a.prefixLength || Number(b.isStatic) - Number(a.isStatic));
  const [first] = entries;
  if (first && (unknowns.length === 0 || first.leads.kind === "attachment" || first.leads.kind === "overlap")) return first.leads;
  if (unknowns.length > 0)
    return { kind: "unknown", unknowns: [...(first?.leads.kind === "unknown" ? first.leads.unknowns : []), ...unknowns] };
  const { logicalId } = table.component;
  if (network.mayGainEntries(logicalId))
    return { kind: "unknown", unknowns: [{ logicalId, message: `${logicalId} may have routes that are not in the template.` }] };
  return { kind: "none" };
}

function staticEntries(
  { network, packet }: Journey,
  table: TransitTable & { readonly kind: "table" },
  unknowns: Unknown[],
): readonly Entry[] {
  if (!table.table) return [];
  const own = [...network.transitGatewayRoutes.values()].filter((route) => route.table?.logicalId === table.table?.logicalId);
  return own.flatMap((route): readonly Entry[] => {
    const { logicalId } = route.resource;
    const match = route.destination ? isWithinField(packet.destination, route.destination) : "unknown";
    if (match === "no") return [];
    if (match === "unknown") {
      unknowns.push({ logicalId, message: `Whether ${logicalId} takes the packets hangs on a destination that is not known.` });
      return [];
    }
    return [{ prefixLength: known(route.destination)?.prefixLength ?? 16, isStatic: true, leads: leadsOf(network, route) }];
  });
}

function leadsOf(network: Network, route: TransitGatewayRoute): TransitRoute {
  const { resource } = route;
  if (known(route.blackhole) === true) return { kind: "blackhole", route: resource };
  const attachment = network.transitGatewayAttachments.get(route.attachment?.logicalId ?? "");
  return attachment
    ? { kind: "attachment", attachment }
    : {
        kind: "unknown",
        unknowns: [{ logicalId: resource.logicalId, message: `What ${resource.logicalId} leads to is not in the template.` }],
      };
}

/** The blocks of the VPCs that propagate to a table. */
function propagatedEntries(journey: Journey, table: TransitTable & { readonly kind: "table" }, unknowns: Unknown[]): readonly Entry[] {
  const { network, packet, target } = journey;
  const { attachments, hasVpn } = propagating(network, table, unknowns);
  const entries = attachments.flatMap((attachment): readonly Entry[] => {
    const vpc = attachment.vpc?.identity;
    if (vpc === undefined) return [];
    const blocks = network.topology.blocksOf(vpc).known.flatMap((field) => known(field) ?? []);
    const isHome = target.kind === "station" && target.station.vpc === vpc;
    const hit = blocks.find((block) => isWithin(packet.destination, addressSet([block])) === "yes");
    if (!hit && !isHome) return [];
    const other = attachments.find((one) => one !== attachment && overlap(network, one, attachment, packet.version));
    const leads: TransitRoute = other ? leadsToOneOf(network, attachment, other) : { kind: "attachment", attachment };
    return [{ prefixLength: hit?.prefixLength ?? 16, isStatic: false, leads }];
  });
  const goal = entries.filter(
    ({ leads }) => target.kind === "station" && "attachment" in leads && leads.attachment.vpc?.identity === target.station.vpc,
  );
  if (hasVpn && target.kind === "outside")
    unknowns.push({
      logicalId: table.component.logicalId,
      message: "Which prefixes the network outside announces is not in the template.",
    });
  return target.kind === "station" && goal.length > 0 ? goal : entries;
}

function propagating(
  network: Network,
  table: TransitTable & { readonly kind: "table" },
  unknowns: Unknown[],
): { readonly attachments: readonly TransitGatewayAttachment[]; readonly hasVpn: boolean } {
  const hasVpn =
    directConnectTo(network, table.gateway) !== undefined ||
    [...network.vpnConnections.values()].some(
      ({ transitGateway, staticRoutesOnly }) => transitGateway?.identity === table.gateway.identity && known(staticRoutesOnly) !== true,
    );
  if (table.table) {
    const own = [...network.transitGatewayPropagations.values()].filter((one) => one.table?.logicalId === table.table?.logicalId);
    for (const { resource, attachment } of own) {
      if (network.transitGatewayAttachments.has(attachment?.logicalId ?? "")) continue;
      const { logicalId } = resource;
      unknowns.push({
        logicalId,
        message: `Which prefixes ${logicalId} propagates is not in the template: its attachment is not a VPC's.`,
      });
    }
    return {
      attachments: own.flatMap((one) => network.transitGatewayAttachments.get(one.attachment?.logicalId ?? "") ?? []),
      hasVpn: false,
    };
  }
  const byDefault = network.transitGateways.get(table.component.logicalId)?.propagatesByDefault;
  if (byDefault === undefined)
    unknowns.push({
      logicalId: table.component.logicalId,
      message: `Whether attachments propagate to the default route table of ${table.component.logicalId} is not known.`,
    });
  return byDefault
    ? { attachments: attachmentsTo(network, vpcIdentity(table.component.logicalId)), hasVpn }
    : { attachments: [], hasVpn: false };
}

/** A Direct Connect gateway that is associated with a transit gateway: what it announces comes by BGP. */
export const directConnectTo = (network: Network, gateway: Link): Resource | undefined =>
  [...network.directConnectAssociations.values()].find((one) => one.gateway?.identity === gateway.identity)?.resource;

function overlap(network: Network, a: TransitGatewayAttachment, b: TransitGatewayAttachment, version: 4 | 6): boolean {
  const blocks = (one: TransitGatewayAttachment): AddressSet => knownBlocks(network, one.vpc?.identity ?? "", version);
  return !isEmpty(intersect(blocks(a), blocks(b)));
}

/** Of two VPCs that overlap the one that is attached first is learned; which one that is, only the order of creation says. */
function leadsToOneOf(network: Network, attachment: TransitGatewayAttachment, other: TransitGatewayAttachment): TransitRoute {
  const [own, their] = [attachment.resource.logicalId, other.resource.logicalId];
  if (network.order.isAfter(own, their)) return { kind: "overlap", attachment, other };
  if (network.order.isAfter(their, own)) return { kind: "attachment", attachment };
  const message = `${own} and ${their} attach VPCs with overlapping addresses, and which of the two is attached first is not known.`;
  return { kind: "unknown", unknowns: [{ logicalId: own, message }] };
}
