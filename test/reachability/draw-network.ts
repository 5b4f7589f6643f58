/** Draws small networks at random: mostly sound ones, with pieces missing, wrong or too many. Knows no question and no answer. */
import { hasPublicAddress } from "./planned-network.ts";
import type {
  PlannedAcl,
  PlannedEntry,
  PlannedGroup,
  PlannedInstance,
  PlannedNetwork,
  PlannedRoute,
  PlannedRule,
  PlannedSubnet,
  PlannedTable,
  PlannedVpc,
  TargetProperty,
} from "./planned-network.ts";

/** A source of random decisions. */
export interface Draw {
  /** A whole number from 0 to `below`, exclusive. */
  readonly below: (below: number) => number;
}

const chance = (draw: Draw, percent: number): boolean => draw.below(100) < percent;

function pick<T>(draw: Draw, from: readonly T[]): T {
  const picked = from[draw.below(from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

/** Some of the list, each with that chance. */
const some = <T>(draw: Draw, percent: number, from: readonly T[]): T[] => from.filter(() => chance(draw, percent));

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** A public block that rules and routes name beside everything. */
export const partnerBlock = "203.0.113.0/24";

export function drawNetwork(draw: Draw): PlannedNetwork {
  const network: PlannedNetwork = {
    vpcs: [],
    subnets: [],
    tables: [],
    internetGateways: [],
    nats: [],
    peerings: [],
    transitGateways: [],
    attachments: [],
    transitTables: [],
    groups: [],
    acls: [],
    instances: [],
  };
  for (const index of numbers(1 + draw.below(3))) drawVpc(draw, network, index);
  drawConnections(draw, network);
  for (const table of network.tables) drawRoutes(draw, network, table);
  for (const subnet of network.subnets) drawInstances(draw, network, subnet);
  for (const group of network.groups) drawRules(draw, network, group);
  for (const acl of network.acls) drawEntries(draw, network, acl);
  return network;
}

function drawVpc(draw: Draw, network: PlannedNetwork, index: number): void {
  const id = `Vpc${index}`;
  const cidrs = [`10.${index}.0.0/16`, ...(chance(draw, 15) ? [`100.${64 + index}.0.0/16`] : [])];
  network.vpcs.push({ id, cidrs });
  const tables = numbers(1 + draw.below(2)).map((number): PlannedTable => ({ id: `${id}Table${number}`, vpc: id, routes: [] }));
  network.tables.push(...tables);
  const acls = chance(draw, 40) ? [{ id: `${id}Acl`, vpc: id, entries: [] }] : [];
  network.acls.push(...acls);
  for (const number of numbers(1 + draw.below(3))) {
    const block = pick(draw, cidrs).split(".").slice(0, 2).join(".");
    network.subnets.push({
      id: `${id}Subnet${number}`,
      vpc: id,
      cidr: `${block}.${number}.0/24`,
      zone: chance(draw, 75) ? "us-east-1a" : "us-east-1b",
      table: chance(draw, 90) ? pick(draw, tables).id : undefined,
      acl: acls.length > 0 && chance(draw, 70) ? acls[0]?.id : undefined,
      mapsPublicIp: chance(draw, 50),
    });
  }
  network.groups.push(
    ...numbers(1 + draw.below(2)).map((number) => ({ id: `${id}Group${number}`, vpc: id, ingress: [], egress: undefined })),
  );
  if (chance(draw, 70)) network.internetGateways.push({ id: `${id}Gateway`, vpc: id, isAttached: chance(draw, 93) });
  for (const number of numbers(chance(draw, 40) ? 1 + draw.below(2) : 0)) {
    const { id: subnet, cidr } = pick(draw, subnetsIn(network, id));
    network.nats.push({ id: `${id}Nat${number}`, subnet, address: addressIn(cidr, 200 + number), isPublic: chance(draw, 75) });
  }
}

const subnetsIn = (network: PlannedNetwork, vpc: string): readonly PlannedSubnet[] =>
  network.subnets.filter((subnet) => subnet.vpc === vpc);

const addressIn = (cidr: string, host: number): string => cidr.replace(/\d+\/\d+$/, String(host));

function drawConnections(draw: Draw, network: PlannedNetwork): void {
  for (const [index, vpc] of network.vpcs.entries()) {
    for (const peer of network.vpcs.slice(index + 1))
      if (chance(draw, 45)) network.peerings.push({ id: `${vpc.id}Peers${peer.id}`, vpc: vpc.id, peer: peer.id });
  }
  if (!chance(draw, 55)) return;
  const isDefault = chance(draw, 45);
  const gateway = { id: "Hub", associates: isDefault, propagates: isDefault && chance(draw, 85), referencesGroups: chance(draw, 60) };
  network.transitGateways.push(gateway);
  const tables = isDefault ? [] : numbers(1 + draw.below(2)).map((number) => `HubTable${number}`);
  for (const { id } of network.vpcs.filter(() => chance(draw, 88))) {
    const subnets = new Map(some(draw, 85, subnetsIn(network, id)).map((subnet) => [subnet.zone, subnet.id]));
    network.attachments.push({
      id: `${id}Attached`,
      gateway: gateway.id,
      vpc: id,
      subnets: subnets.size > 0 ? [...subnets.values()] : [pick(draw, subnetsIn(network, id)).id],
      table: tables.length > 0 && chance(draw, 92) ? pick(draw, tables) : undefined,
      referencesGroups: chance(draw, 75),
    });
  }
  for (const id of tables) drawTransitTable(draw, network, id, gateway.id);
}

function drawTransitTable(draw: Draw, network: PlannedNetwork, id: string, gateway: string): void {
  const attachments = network.attachments.map((attachment) => attachment.id);
  const destinations = [
    "0.0.0.0/0",
    "10.0.0.0/8",
    ...network.subnets.map(({ cidr }) => cidr),
    ...network.vpcs.flatMap(({ cidrs }) => cidrs),
  ];
  const chosen = attachments.length === 0 ? [] : new Set(numbers(draw.below(3)).map(() => pick(draw, destinations)));
  const routes = [...chosen].map((destination, number) => ({
    id: `${id}Route${number}`,
    destination,
    attachment: chance(draw, 85) ? pick(draw, attachments) : undefined,
  }));
  network.transitTables.push({ id, gateway, routes, propagations: some(draw, 80, attachments) });
}

/** Where a route of a table in that VPC may lead. */
function targetsIn(network: PlannedNetwork, vpc: string): readonly { readonly property: TargetProperty; readonly target: string }[] {
  const to = (property: TargetProperty, ids: readonly { readonly id: string }[]) => ids.map(({ id }) => ({ property, target: id }));
  const own = new Set(subnetsIn(network, vpc).map(({ id }) => id));
  return [
    ...to(
      "GatewayId",
      network.internetGateways.filter((gateway) => gateway.vpc === vpc),
    ),
    ...to(
      "NatGatewayId",
      network.nats.filter(({ subnet }) => own.has(subnet)),
    ),
    ...to(
      "VpcPeeringConnectionId",
      network.peerings.filter((peering) => peering.vpc === vpc || peering.peer === vpc),
    ),
    ...to("TransitGatewayId", network.attachments.some((attachment) => attachment.vpc === vpc) ? network.transitGateways : []),
  ];
}

function drawRoutes(draw: Draw, network: PlannedNetwork, table: PlannedTable): void {
  const targets = targetsIn(network, table.vpc);
  const taken = new Set<string>();
  const add = (destination: string, target: Pick<PlannedRoute, "property" | "target"> | undefined): void => {
    if (!target || taken.has(destination)) return;
    taken.add(destination);
    table.routes.push({ id: `${table.id}Route${table.routes.length}`, destination, ...target });
  };
  if (targets.length === 0) return;
  if (chance(draw, 80)) {
    const preferred = targets.filter(({ property }) => property === "GatewayId" || property === "NatGatewayId");
    add("0.0.0.0/0", pick(draw, preferred.length > 0 && chance(draw, 85) ? preferred : targets));
  }
  for (const vpc of network.vpcs) {
    if (vpc.id === table.vpc) continue;
    const peering = network.peerings.find(({ vpc: one, peer }) => [one, peer].includes(table.vpc) && [one, peer].includes(vpc.id));
    const leads = targets.filter(({ property, target }) => property === "TransitGatewayId" || target === peering?.id);
    const viaNat = targets.filter(({ property }) => property === "NatGatewayId");
    if (leads.length > 0 && chance(draw, 85)) {
      const inside = subnetsIn(network, vpc.id).map(({ cidr }) => cidr);
      for (const cidr of chance(draw, 80) ? vpc.cidrs : some(draw, 60, inside))
        add(cidr, pick(draw, viaNat.length > 0 && chance(draw, 12) ? viaNat : leads));
    }
  }
  if (chance(draw, 20)) add(pick(draw, [partnerBlock, "10.0.0.0/8", "172.16.0.0/12", "100.64.0.0/10"]), pick(draw, targets));
}

function drawInstances(draw: Draw, network: PlannedNetwork, { id: subnet, vpc, cidr }: PlannedSubnet): void {
  const groups = network.groups.filter((group) => group.vpc === vpc).map(({ id }) => id);
  for (const number of numbers(chance(draw, 25) ? 2 : 1)) {
    const chosen = new Set(numbers(chance(draw, 92) ? 1 + draw.below(2) : 0).map(() => pick(draw, groups)));
    network.instances.push({
      id: `${subnet}Host${number}`,
      subnet,
      address: addressIn(cidr, 10 + number),
      groups: [...chosen],
      publicBy: pick(draw, ["subnet", "subnet", "elastic-ip", "interface", "none"] as const),
    });
  }
}

const portRanges: readonly (readonly [number, number])[] = [
  [22, 22],
  [80, 80],
  [443, 443],
  [0, 65_535],
  [0, 1023],
  [1024, 65_535],
];

/** Blocks that rules and entries name. */
function blocksIn(network: PlannedNetwork): readonly string[] {
  return [
    ...network.vpcs.flatMap(({ cidrs }: PlannedVpc) => cidrs),
    ...network.subnets.map(({ cidr }) => cidr),
    ...network.instances.map(({ address }: PlannedInstance) => `${address}/32`),
    partnerBlock,
    "10.0.0.0/8",
  ];
}

function drawRules(draw: Draw, network: PlannedNetwork, group: PlannedGroup): void {
  const rules = (direction: string, count: number): PlannedRule[] => {
    const drawn = numbers(count).map((number): PlannedRule => {
      const [from, to] = pick(draw, portRanges);
      const protocol = pick(draw, ["tcp", "tcp", "udp", "icmp", "-1"] as const);
      return { id: `${group.id}${direction}${number}`, protocol, from, to, peer: drawPeer(draw, network, group) };
    });
    const texts = drawn.map((rule) => JSON.stringify({ ...rule, id: "" }));
    return drawn.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
  };
  // Mostly open, so that other pieces decide.
  const open: PlannedRule = { id: `${group.id}Open`, protocol: "-1", from: 0, to: 0, peer: { cidr: "0.0.0.0/0" } };
  group.ingress = [...(chance(draw, 45) ? [open] : []), ...rules("In", draw.below(4))];
  group.egress = chance(draw, 75) ? undefined : rules("Out", draw.below(3));
}

function drawPeer(draw: Draw, network: PlannedNetwork, { vpc, id }: PlannedGroup): PlannedRule["peer"] {
  if (chance(draw, 45)) return { cidr: "0.0.0.0/0" };
  if (chance(draw, 60)) return { cidr: pick(draw, blocksIn(network)) };
  const known = network.groups.filter((other) => other.vpc === vpc || isConnectedOnce(network, vpc, other.vpc)).map((group) => group.id);
  return { group: pick(draw, [id, ...known]) };
}

/** Whether groups of the other VPC can be named, and one way only carries their packets. */
function isConnectedOnce(network: PlannedNetwork, vpc: string, other: string): boolean {
  const isPeered = network.peerings.some(({ vpc: one, peer }) => [one, peer].includes(vpc) && [one, peer].includes(other));
  const isAttached = [vpc, other].every((one) => network.attachments.some((attachment) => attachment.vpc === one));
  return isPeered !== isAttached;
}

function drawEntries(draw: Draw, network: PlannedNetwork, acl: PlannedAcl): void {
  const taken = new Set<number>();
  const add = (entry: Omit<PlannedEntry, "id">): void => {
    if (taken.has(entry.number)) return;
    taken.add(entry.number);
    acl.entries.push({ id: `${acl.id}Entry${entry.number}`, ...entry });
  };
  const everything = { isAllow: true, protocol: -1, from: 0, to: 0, cidr: "0.0.0.0/0" };
  if (chance(draw, 75)) add({ ...everything, number: 500, isEgress: false });
  if (chance(draw, 75)) add({ ...everything, number: 501, isEgress: true });
  for (const number of numbers(draw.below(5))) {
    const [from, to] = pick(draw, portRanges);
    add({
      number: 100 + draw.below(5) * 10 + number,
      isEgress: chance(draw, 50),
      isAllow: chance(draw, 55),
      protocol: pick(draw, [6, 6, 17, 1, -1]),
      from,
      to,
      cidr: chance(draw, 50) ? "0.0.0.0/0" : pick(draw, blocksIn(network)),
    });
  }
}

/** A question about a network, as the trace takes it. */
export interface DrawnQuestion {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly port: number | undefined;
}

export function drawQuestion(draw: Draw, network: PlannedNetwork): DrawnQuestion {
  const instances = network.instances.map(({ id, address }) => (chance(draw, 90) ? id : address));
  const internet = pick(draw, ["internet", "internet", "203.0.113.7", "192.0.2.1"]);
  const source = chance(draw, 25) ? internet : pick(draw, instances);
  const others = instances.filter((one) => one !== source);
  const to = source !== internet && (others.length === 0 || chance(draw, 25)) ? internet : pick(draw, others);
  const protocol = pick(draw, [6, 6, 6, 17, 1, -1]);
  const port = protocol === 6 || protocol === 17 ? (chance(draw, 90) ? pick(draw, [22, 80, 443, 5000]) : undefined) : undefined;
  return { from: source, to, protocol, port };
}

/** A question for the public address of an instance that has one; undefined where none has. */
export function drawPublicQuestion(draw: Draw, network: PlannedNetwork): DrawnQuestion | undefined {
  const open = network.instances.filter((instance) => hasPublicAddress(network, instance));
  const from = network.instances.filter(({ id }) => id !== open[0]?.id);
  if (open.length === 0 || from.length === 0) return undefined;
  const to = pick(draw, open);
  const source = pick(
    draw,
    network.instances.filter(({ id }) => id !== to.id),
  );
  return { from: source.id, to: `${to.id}:public`, protocol: 6, port: pick(draw, [22, 80, 443]) };
}
