/**
 * Sends single packets with concrete addresses through a planned network, step by step, and their answers back: an independent and
 * simple account of what AWS does with them. Knows nothing of the linter.
 */
import { hasPublicAddress } from "./planned-network.ts";
import type { PlannedAttachment, PlannedInstance, PlannedNat, PlannedNetwork, PlannedRule, PlannedSubnet } from "./planned-network.ts";

/** ICMP: both ports are the identifier of the echo, `isAnswer` says which of the two messages it is. */
export interface WalkedPacket {
  readonly protocol: number;
  readonly source: number;
  readonly sourcePort: number;
  readonly destination: number;
  readonly destinationPort: number;
}

/** Where a packet ended, and with which source it came there. */
export type Outcome = { readonly kind: "delivered"; readonly packet: WalkedPacket } | { readonly kind: "dropped"; readonly why: string };

const dropped = (why: string): Outcome => ({ kind: "dropped", why });

export function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isIn(address: number, cidr: string): boolean {
  const [base = "", length = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(address / size) === Math.floor(numberOf(base) / size);
}

const lengthOf = (cidr: string): number => Number(cidr.split("/")[1]);

const privateBlocks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** An interface with an address. */
interface Interface {
  readonly id: string;
  readonly subnet: PlannedSubnet;
  readonly address: number;
  readonly publicAddress: number | undefined;
  /** Undefined for a NAT gateway. */
  readonly instance: PlannedInstance | undefined;
  readonly nat: PlannedNat | undefined;
}

/** A packet inside a VPC: how it came in, and over which attachments. */
interface Passing {
  readonly packet: WalkedPacket;
  readonly entry: "inside" | "peering" | "transit" | "internet";
  readonly attachments: readonly PlannedAttachment[];
  readonly steps: number;
}

/** One walk: connections that security groups, NAT gateways and peering connections remember last as long as it. */
export interface Walk {
  /** From an interface of that id, or from the internet where it is undefined. */
  readonly send: (from: string | undefined, packet: WalkedPacket) => Outcome;
}

export interface Walker {
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly start: () => Walk;
}

const flow = ({ protocol, source, sourcePort, destination, destinationPort }: WalkedPacket): string =>
  `${protocol} ${source} ${sourcePort} ${destination} ${destinationPort}`;

export const answerTo = (packet: WalkedPacket): WalkedPacket => ({
  protocol: packet.protocol,
  source: packet.destination,
  sourcePort: packet.destinationPort,
  destination: packet.source,
  destinationPort: packet.sourcePort,
});

/** Public addresses of what has one; nobody names them. */
const firstPublicAddress = numberOf("198.51.100.1");

export function walkerOf(network: PlannedNetwork): Walker {
  const subnets = new Map(network.subnets.map((subnet) => [subnet.id, subnet]));
  const interfaces = new Map<string, Interface>();
  const add = (id: string, subnetId: string, address: string, isPublic: boolean, rest: Pick<Interface, "instance" | "nat">): void => {
    const subnet = subnets.get(subnetId);
    if (subnet)
      interfaces.set(id, {
        id,
        subnet,
        address: numberOf(address),
        publicAddress: isPublic ? firstPublicAddress + interfaces.size : undefined,
        ...rest,
      });
  };
  for (const instance of network.instances)
    add(instance.id, instance.subnet, instance.address, hasPublicAddress(network, instance), { instance, nat: undefined });
  for (const nat of network.nats) add(nat.id, nat.subnet, nat.address, nat.isPublic, { instance: undefined, nat });
  return { interfaces, start: () => startWalk(network, interfaces, subnets) };
}

function startWalk(network: PlannedNetwork, interfaces: ReadonlyMap<string, Interface>, subnets: ReadonlyMap<string, PlannedSubnet>): Walk {
  const tracked = new Set<string>();
  const translations = new Map<string, WalkedPacket>();
  const sentByNat = new Map<string, string>();
  const all = [...interfaces.values()];
  const ownerOf = (vpc: string, address: number): Interface | undefined =>
    all.find((one) => one.subnet.vpc === vpc && one.address === address);
  const blocksOf = (vpc: string): readonly string[] => network.vpcs.find(({ id }) => id === vpc)?.cidrs ?? [];
  const isOf = (address: number, vpc: string): boolean => blocksOf(vpc).some((cidr) => isIn(address, cidr));

  function passesGroups(own: Interface, direction: "ingress" | "egress", passing: Passing): boolean {
    const { packet } = passing;
    const { instance } = own;
    if (!instance) return true;
    if (tracked.has(`${own.id} ${flow(packet)}`)) return true;
    const isAllowed =
      instance.groups.length === 0
        ? direction === "egress" || isDefaultMember(own, packet.source)
        : network.groups.some((group) => {
            if (!instance.groups.includes(group.id)) return false;
            const rules = group[direction];
            return rules === undefined || rules.some((rule) => matches(rule, own, direction, passing));
          });
    if (isAllowed) tracked.add(`${own.id} ${flow(answerTo(packet))}`);
    return isAllowed;
  }

  const isDefaultMember = (own: Interface, address: number): boolean => ownerOf(own.subnet.vpc, address)?.instance?.groups.length === 0;

  function matches({ protocol, from, to, peer }: PlannedRule, own: Interface, direction: "ingress" | "egress", passing: Passing): boolean {
    const { packet } = passing;
    const number = { tcp: 6, udp: 17, icmp: 1, "-1": -1 }[protocol];
    if (number !== -1 && number !== packet.protocol) return false;
    if ((number === 6 || number === 17) && (packet.destinationPort < from || packet.destinationPort > to)) return false;
    const other = direction === "ingress" ? packet.source : packet.destination;
    if ("cidr" in peer) return isIn(other, peer.cidr);
    const member = all.find((one) => one.address === other && one.instance?.groups.includes(peer.group));
    if (!member) return false;
    if (member.subnet.vpc === own.subnet.vpc || isPeered(member.subnet.vpc, own.subnet.vpc)) return true;
    const gateways = network.transitGateways.filter(({ id }) => passing.attachments.some(({ gateway }) => gateway === id));
    return direction === "ingress" && [...gateways, ...passing.attachments].every(({ referencesGroups }) => referencesGroups);
  }

  const isPeered = (a: string, b: string): boolean =>
    network.peerings.some(({ vpc, peer }) => (vpc === a && peer === b) || (vpc === b && peer === a));

  function passesAcl(subnet: PlannedSubnet, direction: "ingress" | "egress", packet: WalkedPacket): boolean {
    const acl = network.acls.find(({ id }) => id === subnet.acl);
    if (!acl) return true;
    const other = direction === "ingress" ? packet.source : packet.destination;
    const own = acl.entries.filter(({ isEgress }) => isEgress === (direction === "egress"));
    for (const entry of [...own].sort((a, b) => a.number - b.number)) {
      if (entry.protocol !== -1 && entry.protocol !== packet.protocol) continue;
      const hasPorts = entry.protocol === 6 || entry.protocol === 17;
      if (hasPorts && (packet.destinationPort < entry.from || packet.destinationPort > entry.to)) continue;
      if (isIn(other, entry.cidr)) return entry.isAllow;
    }
    return false;
  }

  /** From an interface into its subnet. */
  function emit(passing: Passing, own: Interface): Outcome {
    const { packet } = passing;
    const neighbour = ownerOf(own.subnet.vpc, packet.destination);
    if (neighbour?.subnet === own.subnet) return arrive(passing, neighbour);
    if (!passesAcl(own.subnet, "egress", packet)) return dropped(`ACL out of ${own.subnet.id}`);
    return route(passing, own.subnet);
  }

  /** By the route table of the subnet. */
  function route(passing: Passing, subnet: PlannedSubnet): Outcome {
    const { packet, steps } = passing;
    if (steps > 20) return dropped("in circles");
    const next = { ...passing, steps: steps + 1 };
    if (isOf(packet.destination, subnet.vpc)) return intoSubnet(next, subnet.vpc, subnet);
    const back = sentByNat.get(flow(packet));
    if (back !== undefined) return throughPeering(next, subnet, back);
    const routes = network.tables.find(({ id }) => id === subnet.table)?.routes ?? [];
    const [best] = routes
      .filter(({ destination }) => isIn(packet.destination, destination))
      .sort((a, b) => lengthOf(b.destination) - lengthOf(a.destination));
    if (!best) return dropped(`no route from ${subnet.id}`);
    switch (best.property) {
      case "GatewayId":
        return throughInternetGateway(next, subnet, best.target);
      case "NatGatewayId":
        return throughNat(next, subnet, best.target);
      case "VpcPeeringConnectionId":
        return throughPeering(next, subnet, best.target);
      case "TransitGatewayId":
        return throughTransitGateway(next, subnet, best.target);
    }
  }

  /** To whoever has the address in the VPC. */
  function intoSubnet(passing: Passing, vpc: string, from: PlannedSubnet | undefined): Outcome {
    const { packet } = passing;
    const found = ownerOf(vpc, packet.destination);
    if (!found) return dropped(`nobody in ${vpc}`);
    if (found.subnet !== from && !passesAcl(found.subnet, "ingress", packet)) return dropped(`ACL into ${found.subnet.id}`);
    return arrive(passing, found);
  }

  function arrive(passing: Passing, own: Interface): Outcome {
    const { packet } = passing;
    if (own.nat) {
      const original = translations.get(`${own.id} ${flow(packet)}`);
      if (!original) return dropped(`${own.id} knows no such connection`);
      const handed = { ...packet, destination: original.source, destinationPort: original.sourcePort };
      return emit({ ...passing, packet: handed, entry: "inside", attachments: [] }, own);
    }
    if (!passesGroups(own, "ingress", passing)) return dropped(`groups of ${own.id}`);
    return { kind: "delivered", packet };
  }

  function throughInternetGateway({ packet, entry }: Passing, subnet: PlannedSubnet, id: string): Outcome {
    const gateway = network.internetGateways.find((one) => one.id === id);
    if (!gateway?.isAttached || gateway.vpc !== subnet.vpc) return dropped(`${id} is not attached`);
    if (privateBlocks.some((block) => isIn(packet.destination, block))) return dropped(`${id} takes no private address`);
    const address = entry === "inside" ? ownerOf(subnet.vpc, packet.source)?.publicAddress : undefined;
    if (address === undefined) return dropped(`no public address for ${id}`);
    return onInternet({ ...packet, source: address });
  }

  /** To a host of the internet, or to the public address of an interface. */
  function onInternet(packet: WalkedPacket): Outcome {
    const owner = all.find(({ publicAddress }) => publicAddress === packet.destination);
    if (!owner) return { kind: "delivered", packet };
    const { vpc } = owner.subnet;
    if (!network.internetGateways.some((gateway) => gateway.vpc === vpc && gateway.isAttached)) return dropped(`no way into ${vpc}`);
    const inside = { ...packet, destination: owner.address };
    return intoSubnet({ packet: inside, entry: "internet", attachments: [], steps: 0 }, vpc, undefined);
  }

  function throughNat(passing: Passing, subnet: PlannedSubnet, id: string): Outcome {
    const nat = interfaces.get(id);
    const { packet, entry } = passing;
    if (!nat || nat.subnet.vpc !== subnet.vpc) return dropped(`${id} is elsewhere`);
    if (entry === "peering" || entry === "internet") return dropped(`${id} takes packets of its VPC`);
    if (nat.subnet !== subnet && !passesAcl(nat.subnet, "ingress", packet)) return dropped(`ACL into ${nat.subnet.id}`);
    const outgoing = { ...packet, source: nat.address };
    translations.set(`${id} ${flow(answerTo(outgoing))}`, packet);
    return emit({ ...passing, packet: outgoing, entry: "inside", attachments: [] }, nat);
  }

  function throughPeering(passing: Passing, subnet: PlannedSubnet, id: string): Outcome {
    const peering = network.peerings.find((one) => one.id === id);
    const { packet, entry } = passing;
    const other = peering?.vpc === subnet.vpc ? peering.peer : peering?.peer === subnet.vpc ? peering.vpc : undefined;
    if (other === undefined) return dropped(`${id} is elsewhere`);
    if (entry !== "inside" || !isOf(packet.source, subnet.vpc) || !isOf(packet.destination, other))
      return dropped(`${id} connects two VPCs only`);
    if (ownerOf(subnet.vpc, packet.source)?.nat) sentByNat.set(flow(answerTo(packet)), id);
    return intoSubnet({ ...passing, entry: "peering" }, other, undefined);
  }

  function throughTransitGateway(passing: Passing, subnet: PlannedSubnet, id: string): Outcome {
    const { packet } = passing;
    const attachment = network.attachments.find(({ gateway, vpc }) => gateway === id && vpc === subnet.vpc);
    const gateway = network.transitGateways.find((one) => one.id === id);
    if (!attachment || !gateway) return dropped(`${subnet.vpc} is not attached`);
    const entry = attachment.subnets.map((one) => subnets.get(one)).find((one) => one?.zone === subnet.zone);
    if (!entry) return dropped(`${attachment.id} is in another zone`);
    // Into the subnet of the attachment, even where that is the subnet that the packet comes from.
    if (!passesAcl(entry, "ingress", packet)) return dropped(`ACL into ${entry.id}`);
    const leads = attachment.table === undefined ? byDefault(gateway, packet) : byTable(attachment.table, packet);
    const next = network.attachments.find((one) => one.id === leads);
    if (!next) return dropped(`no route of ${id}`);
    return outOf(passing, [attachment, next], subnet.zone);
  }

  function byDefault(gateway: { readonly associates: boolean; readonly propagates: boolean }, packet: WalkedPacket): string | undefined {
    if (!gateway.associates || !gateway.propagates) return undefined;
    return network.attachments.find(({ vpc, table }) => table === undefined && isOf(packet.destination, vpc))?.id;
  }

  function byTable(id: string, packet: WalkedPacket): string | undefined {
    const table = network.transitTables.find((one) => one.id === id);
    const routes = (table?.routes ?? []).map((route) => ({ ...route, isStatic: true }));
    const learned = (table?.propagations ?? []).flatMap((attachment) => {
      const vpc = network.attachments.find((one) => one.id === attachment)?.vpc ?? "";
      return blocksOf(vpc).map((destination) => ({ destination, attachment, isStatic: false }));
    });
    const [best] = [...routes, ...learned]
      .filter(({ destination }) => isIn(packet.destination, destination))
      .sort((a, b) => lengthOf(b.destination) - lengthOf(a.destination) || Number(b.isStatic) - Number(a.isStatic));
    return best?.attachment;
  }

  /** Out of an attachment into its VPC: in the zone that the packet comes from, where it has a subnet there. */
  function outOf(passing: Passing, [from, to]: readonly [PlannedAttachment, PlannedAttachment], zone: string): Outcome {
    const { packet } = passing;
    const all = to.subnets.flatMap((one) => subnets.get(one) ?? []);
    const subnet = all.find((one) => one.zone === zone) ?? all[0];
    if (!subnet) return dropped(`${to.id} has no subnet`);
    const next: Passing = { ...passing, entry: "transit", attachments: [...passing.attachments, from, to], steps: passing.steps + 1 };
    const neighbour = ownerOf(to.vpc, packet.destination);
    if (neighbour?.subnet === subnet) return arrive(next, neighbour);
    if (!passesAcl(subnet, "egress", packet)) return dropped(`ACL out of ${subnet.id}`);
    return route(next, subnet);
  }

  return {
    send(from, packet) {
      if (from === undefined) return onInternet(packet);
      const own = interfaces.get(from);
      if (!own) return dropped(`${from} is nobody`);
      const passing: Passing = { packet, entry: "inside", attachments: [], steps: 0 };
      return passesGroups(own, "egress", passing) ? emit(passing, own) : dropped(`groups of ${from}`);
    },
  };
}
