/**
 * Transit gateways: from one attached VPC into another, by the transit gateway's own route tables. Does not know attachments and
 * routes that another stack makes. https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
 */
import { attachmentsTo } from "../network/attached-vpcs.ts";
import type { Network } from "../network/network.ts";
import type { Link } from "../network/resource.ts";
import type { Subnet } from "../network/subnet.ts";
import type { TransitGatewayAttachment } from "../network/transit-gateway.ts";
import { compareZones } from "../network/zone.ts";
import { blocked, chain, deadEnd, hop, type Identity, kept, nothing, outcomeOf, parameterIn, type Passage, unknown } from "./passage.ts";
import type { Station } from "./station.ts";
import { directConnectTo, findTransitRoute, tableFromOutside, type TransitTable, transitTableOf } from "./transit-route.ts";
import { destinationOf, hasInternetGateway } from "./candidates.ts";
import { crossBorder } from "./border.ts";
import { inCircle } from "./circle.ts";
import { declaredId, describeTarget, type Journey, type Position } from "./journey.ts";

/** Out of a VPC through the attachment of its transit gateway. */
export function throughTransitGateway(journey: Journey, position: Position, link: Link): Passage {
  const { network, packet } = journey;
  const gateway = network.transitGateways.get(link.logicalId ?? "");
  const own = attachmentsTo(network, link.identity).find((attachment) => attachment.vpc?.identity === position.subnet.vpc?.identity);
  if (!own) {
    const isOpen =
      !gateway || network.mayGainEntries(gateway.resource.logicalId) || !network.vpcs.has(position.subnet.vpc?.logicalId ?? "");
    if (isOpen) return unknown(idOf(link), `How the VPC is attached to transit gateway ${nameOf(link)} is not in the template.`);
    const { resource } = gateway;
    const separate = separateVpcs(journey, position.subnet.vpc?.identity);
    if (separate) return separate;
    return deadEnd(
      blocked({
        code: "BAD_STATE_ROUTE",
        resource,
        message: `${position.subnet.vpc?.logicalId ?? "The VPC"} is not attached to ${resource.logicalId}.`,
      }),
    );
  }
  if (journey.target.kind === "internet" && journey.needsInternetGateway) {
    const message = `Answers to the internet leave through the internet gateway that the packets came in by, not through ${link.logicalId ?? link.identity}.`;
    return deadEnd(blocked({ code: "NO_POSSIBLE_DESTINATION", resource: gateway?.resource ?? own.resource, message }));
  }
  if (journey.trail.includes(own.resource.logicalId)) return inCircle(journey, position);
  const next: Journey = { ...journey, trail: [...journey.trail, own.resource.logicalId] };
  const table = transitTableOf(network, own);
  const entered = hop(own.resource, "transit gateway attachment", "takes the packets to the transit gateway");
  // The ACL of the attachment's subnet sees packets from the VPC by their source: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
  const border = zoneSubnets(network, own, position.subnet);
  const crossed = border.subnet ? crossBorder(network, border.subnet, "ingress", packet) : border.passage;
  return chain(crossed, entered, byTable(next, own, table, position.subnet));
}

interface ZoneSubnet {
  readonly subnet: Subnet | undefined;
  /** What it means where there is none for certain. */
  readonly passage: Passage;
}

/** The attachment's subnet in the zone of a subnet: packets from a zone without one do not get to the gateway. */
function zoneSubnets(network: Network, attachment: TransitGatewayAttachment, from: Subnet): ZoneSubnet {
  const { resource } = attachment;
  const declared = attachment.subnets.links.flatMap((one) => network.subnets.get(one.logicalId ?? "") ?? []);
  const compared = declared.map((subnet) => ({ subnet, zone: compareZones(subnet, from) }));
  const same = compared.find(({ zone }) => zone === "same")?.subnet;
  if (same) return { subnet: same, passage: nothing };
  const isComplete = attachment.subnets.isComplete && declared.length === attachment.subnets.links.length;
  if (!isComplete || compared.some(({ zone }) => zone === "unknown"))
    return {
      subnet: undefined,
      passage: unknown(
        resource.logicalId,
        `Whether ${resource.logicalId} has a subnet in the zone of ${from.resource.logicalId} is not known.`,
      ),
    };
  const message = `${resource.logicalId} has no subnet in the Availability Zone of ${from.resource.logicalId}: packets from there do not get to the transit gateway.`;
  return { subnet: undefined, passage: blocked({ code: "TGW_ROUTE_AZ_RESTRICTION", resource, message }) };
}

/** Two VPCs of the template that no transit gateway joins: the routes between them lead nowhere, whatever the tables say. */
function separateVpcs({ network, target, isReply }: Journey, here: string | undefined): Passage | undefined {
  if (target.kind !== "station" || target.station.vpc === here) return undefined;
  const [own, other] = [network.vpcs.get(declaredId(here))?.resource, network.vpcs.get(declaredId(target.station.vpc))?.resource];
  if (!own || !other) return undefined;
  const [from, to] = isReply ? [other, own] : [own, other];
  const message = `${from.logicalId} and ${to.logicalId} are not attached to one transit gateway: nothing connects the two.`;
  return deadEnd(blocked({ code: "DISCONNECTED_VPCS", resource: from, message }));
}

/** The attachment that the packets have to leave by: the target's, or, for the internet, that of the only other VPC with an internet gateway. */
function goalOf({ network, target }: Journey, gateway: Link, from: TransitGatewayAttachment | undefined) {
  const all = attachmentsTo(network, gateway.identity);
  if (target.kind === "station") return all.find(({ vpc }) => vpc?.identity === target.station.vpc);
  if (target.kind === "outside") return undefined;
  const [only, second] = all.filter((one) => one.vpc?.identity !== from?.vpc?.identity && hasInternetGateway(network, one.vpc?.identity));
  return second ? undefined : only;
}

/** By a table of the gateway to the attachment that it names. `source`: the subnet that the packets come from, where it is one. */
function byTable(journey: Journey, from: TransitGatewayAttachment | undefined, table: TransitTable, source: Subnet | undefined): Passage {
  const { network } = journey;
  if (table.kind === "unknown") return { ...nothing, unknowns: [table.unknown] };
  const goal = goalOf(journey, table.gateway, from);
  const isOpen = network.mayGainEntries(table.gateway.logicalId ?? "");
  const separate = goal || isOpen ? undefined : separateVpcs(journey, from?.vpc?.identity);
  if (separate) return separate;
  if (table.kind === "none") {
    const { resource } = table.attachment;
    const message = `${resource.logicalId} is associated with no route table of the transit gateway.`;
    const missing = blocked({ code: "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION", resource, message });
    return goal ? chain(missing, enter(journey, goal, from, source)) : deadEnd(missing);
  }
  const found = findTransitRoute(journey, table);
  const name = table.table ? table.component.logicalId : `the default route table of ${table.component.logicalId}`;
  const passed = hop(
    table.component,
    table.table ? "transit gateway route table" : "default transit gateway route table",
    `sends the packets to ${found.kind === "attachment" ? found.attachment.resource.logicalId : "nothing"}`,
  );
  switch (found.kind) {
    case "attachment":
      return chain(passed, enter(journey, found.attachment, from, source));
    case "unknown":
      return { ...nothing, unknowns: found.unknowns };
    case "blackhole": {
      const message = `${found.route.logicalId} makes ${name} drop packets for ${describeTarget(journey)}.`;
      const dropped = blocked({ code: "TGW_RTB_BAD_STATE_ROUTE", resource: table.component, message });
      return goal ? chain(dropped, enter(journey, goal, from, source)) : deadEnd(dropped);
    }
    case "overlap": {
      const message = `${found.attachment.resource.logicalId} and ${found.other.resource.logicalId} attach VPCs with overlapping addresses: ${name} learns the routes of only one of them.`;
      return chain(
        blocked({ code: "x-tgw-overlapping-cidr", resource: found.attachment.resource, message }),
        enter(journey, found.attachment, from, source),
      );
    }
    case "none": {
      // A route that is added to a table takes the packets there at once: they do not come to it a second time.
      const missed = `missing in ${table.component.logicalId}`;
      if (source && journey.trail.includes(missed)) return inCircle(journey, { subnet: source });
      const next = { ...journey, trail: [...journey.trail, missed] };
      const destination = destinationOf(journey);
      const opening =
        goal && table.table && destination
          ? { kind: "transit-route" as const, table: table.component, destination, attachment: goal.resource }
          : undefined;
      const message = `${name} has no route to ${describeTarget(journey)}${goal ? ` through ${goal.resource.logicalId}` : ""}.`;
      const missing = blocked({ code: "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT", resource: table.component, message, opening });
      return goal ? chain(missing, enter(next, goal, from, source)) : deadEnd(missing);
    }
  }
}

/**
 * Into the VPC of an attachment. Packets stay in the zone that they come from where the attachment has a subnet there, unless it is in
 * appliance mode. https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html
 */
function enter(
  journey: Journey,
  attachment: TransitGatewayAttachment,
  from: TransitGatewayAttachment | undefined,
  source: Subnet | undefined,
): Passage {
  const { network } = journey;
  const { resource } = attachment;
  const subnets = attachment.subnets.links.map((one) => network.subnets.get(one.logicalId ?? ""));
  const declared = subnets.flatMap((subnet) => subnet ?? []);
  if (declared.length < subnets.length || declared.length === 0)
    return unknown(resource.logicalId, `The subnets of ${resource.logicalId} are not in the template.`);
  const entered = {
    ...hop(resource, "transit gateway attachment", `takes the packets into ${attachment.vpc?.logicalId ?? "the VPC"}`),
    keepsGroups: identityThrough(network, attachment, from),
  };
  const staysInZone = source !== undefined && attachment.isApplianceMode === false && from?.isApplianceMode === false;
  const own = staysInZone ? declared.find((subnet) => compareZones(subnet, source) === "same") : undefined;
  if (own) return chain(entered, inside(journey, own));
  const ways = declared.map((subnet) => inside(journey, subnet));
  const [first] = ways;
  const same = ways.every((way) => first && outcomeOf(way) === outcomeOf(first) && way.arrives === first.arrives);
  return first && same
    ? chain(entered, first)
    : chain(
        entered,
        unknown(resource.logicalId, `Which subnet of ${resource.logicalId} the packets come through is not known, and the subnets differ.`),
      );
}

/**
 * From the attachment's interface in one subnet. Its ACL sees packets into the VPC by their destination; of an interface in the same
 * subnet none is asked. https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
 */
function inside(journey: Journey, subnet: Subnet): Passage {
  const { network, target, packet } = journey;
  if (target.kind === "station" && target.station.subnet === subnet)
    return hop(subnet.resource, "subnet", `delivers the packets to ${target.station.owner.logicalId}`);
  return chain(
    crossBorder(network, subnet, "egress", packet),
    journey.walk.follow(journey, { subnet, origin: undefined, entry: "transit" }),
  );
}

/** Groups are seen on the other side only where the gateway and both attachments say so. */
function identityThrough(network: Network, to: TransitGatewayAttachment, from: TransitGatewayAttachment | undefined): Identity {
  const gateway = network.transitGateways.get(to.gateway?.logicalId ?? "");
  if (!from || from.referencesGroups !== true) return { kind: "unsupported", at: from?.resource ?? to.resource };
  return gateway?.referencesGroups === true && to.referencesGroups === true ? kept : { kind: "unsupported", at: to.resource };
}

/** The logical id of a resource or a parameter. */
const idOf = ({ logicalId, identity }: Link): string | undefined => logicalId ?? parameterIn(identity);
const nameOf = (link: Link): string => idOf(link) ?? link.identity;

/** From the network outside over the VPN connections of transit gateways that the VPC of an interface is attached to. */
export function fromTransitGateway(journey: Journey, station: Station): readonly Passage[] {
  const { network } = journey;
  const attached = [...network.transitGatewayAttachments.values()].filter(({ vpc }) => vpc?.identity === station.vpc);
  return attached.flatMap(({ gateway }) => {
    if (!gateway) return [];
    const connection = [...network.vpnConnections.values()].find(({ transitGateway }) => transitGateway?.identity === gateway.identity);
    const direct = directConnectTo(network, gateway);
    const entry = connection?.resource ?? direct;
    const isElsewhere = !network.transitGateways.has(gateway.logicalId ?? "") || network.mayGainEntries(gateway.logicalId ?? "");
    if (!entry && isElsewhere)
      return [unknown(idOf(gateway), `What else is attached to transit gateway ${nameOf(gateway)} is not in the template.`)];
    if (!entry) return [];
    const entered = hop(entry, connection ? "VPN connection" : "Direct Connect gateway", "takes the packets to the transit gateway");
    const up = connection
      ? "The VPN tunnels are up, and the network outside routes back."
      : "Direct Connect is up, and the network outside routes back.";
    return [{ ...chain(entered, byTable(journey, undefined, tableFromOutside(network, gateway, entry), undefined)), assumptions: [up] }];
  });
}
