/**
 * VPC peering connections: from one VPC into the other, and no farther. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
import { intersect, isEmpty } from "../cidr/address-set.ts";
import { attachmentsTo } from "../network/attached-vpcs.ts";
import type { Network } from "../network/network.ts";
import { known, type Link, type Resource } from "../network/resource.ts";
import type { Subnet } from "../network/subnet.ts";
import { blocksOfVersion } from "./blocks.ts";
import { blocked, type Blocker, called, chain, deadEnd, hop, linkName, parameterIn, type Passage, unknown } from "./passage.ts";
import { deliver } from "./border.ts";
import { declaredId, describeTarget, type Journey, type Position, type End } from "./journey.ts";

export function throughPeering(journey: Journey, position: Position, link: Link): Passage {
  const { network, target } = journey;
  const peering = network.peerings.get(link.logicalId ?? "");
  if (!peering) return unknown(linkName(link), `What VPC peering connection ${called(link)} leads to is not in the template.`);
  const { resource, vpc, peerVpc } = peering;
  const own = position.subnet.vpc?.identity;
  const other = vpc?.identity === own ? peerVpc : peerVpc?.identity === own ? vpc : undefined;
  if (!other) {
    const message = `${resource.logicalId} does not connect ${position.subnet.vpc?.logicalId ?? "this VPC"}.`;
    return deadEnd(blocked({ code: "BAD_STATE_ROUTE", resource, message }));
  }
  const entered = hop(resource, "VPC peering connection", `passes the packets to ${other.logicalId ?? "the peer VPC"}`);
  if (target.kind === "station" && target.station.vpc === other.identity && position.entry === "inside") {
    const overlap = overlapOf(network, own, other.identity);
    if (overlap)
      return deadEnd(blocked({ code: "BAD_STATE", resource, message: `${resource.logicalId} cannot be created: its two VPCs overlap.` }));
    return chain(
      crossRegion(peering.peerRegion !== undefined && known(peering.peerRegion) !== undefined, entered, resource),
      deliver(journey, target.station, undefined),
    );
  }
  if (!network.vpcs.has(other.logicalId ?? ""))
    return chain(
      entered,
      unknown(parameterIn(other.identity) ?? other.logicalId, `The peer VPC of ${resource.logicalId} is not in the template.`),
    );
  const message = `${resource.logicalId} takes only packets for ${other.logicalId ?? "the peer VPC"} itself, from the VPC on its other side: not for ${describeTarget(journey)}.`;
  return deadEnd(blocked({ code: "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", resource, message }));
}

/** Groups of a VPC in another Region have no meaning here. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html */
const crossRegion = (isFar: boolean, passage: Passage, at: Parameters<typeof hop>[0]): Passage =>
  isFar && at ? { ...passage, keepsGroups: { kind: "lost", at } } : passage;

function overlapOf(network: Network, a: string | undefined, b: string | undefined): boolean {
  const [one, other] = [blocksOfVersion(network, a, 4), blocksOfVersion(network, b, 4)];
  return one !== undefined && other !== undefined && !isEmpty(intersect(one, other));
}

/** The local route swallows packets for another VPC with the same addresses: what that means for the way that connects the two. */
export function overlapBlocker(network: Network, subnet: Subnet, target: End, isReply: boolean): Blocker | undefined {
  const vpc = network.vpcs.get(subnet.vpc?.logicalId ?? "")?.resource;
  if (!vpc) return undefined;
  if (target.kind !== "station") {
    return {
      code: "HIGHER_PRIORITY_ROUTE",
      resource: vpc,
      message: `The local route of ${vpc.logicalId} takes the packets: the addresses are its own.`,
    };
  }
  const other = target.station.vpc;
  const peering = [...network.peerings.values()].find((one) => {
    const pair = [one.vpc?.identity, one.peerVpc?.identity];
    return pair.includes(subnet.vpc?.identity) && pair.includes(other);
  });
  const name = declaredId(other);
  if (peering)
    return {
      code: "BAD_STATE",
      resource: peering.resource,
      message: `${peering.resource.logicalId} cannot be created: ${vpc.logicalId} and ${name} overlap.`,
    };
  for (const gateway of network.transitGateways.values()) {
    const attachments = attachmentsTo(network, `\${${gateway.resource.logicalId}}`);
    const [far, near] = [other, subnet.vpc?.identity].map((vpc) => attachments.find((one) => one.vpc?.identity === vpc)?.resource);
    if (far && near)
      return {
        code: "x-tgw-overlapping-cidr",
        // The one that is attached later is not learned; without an order, the one that the question asks for.
        resource: later(network, near, far) ?? (isReply ? near : far),
        message: `${vpc.logicalId} and ${name} have the same addresses: packets stay in ${vpc.logicalId}, and ${gateway.resource.logicalId} learns only one of the two.`,
      };
  }
  return {
    code: "DISCONNECTED_VPCS",
    resource: vpc,
    message: `Nothing in the template connects ${vpc.logicalId} to ${name}, and the two have the same addresses.`,
  };
}

const later = (network: Network, a: Resource, b: Resource): Resource | undefined =>
  network.order.isAfter(a.logicalId, b.logicalId) ? a : network.order.isAfter(b.logicalId, a.logicalId) ? b : undefined;
