/** Changes of planned networks: more that is allowed, pieces taken away, blockers of a trace put right by hand. */
import { formatCidr } from "../../server/src/cidr/cidr.ts";
import type { Blocker } from "../../server/src/reachability/passage.ts";
import type { DrawnQuestion } from "./draw-network.ts";
import type { PlannedNetwork, PlannedRoute, PlannedRule, PlannedTable } from "./planned-network.ts";

type Change = (network: PlannedNetwork) => void;

export function changed(network: PlannedNetwork, change: Change): PlannedNetwork {
  const copy = structuredClone(network);
  change(copy);
  return copy;
}

function byId<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not planned`);
  return found;
}

function drop<T>(all: T[], isGone: (one: T) => boolean): void {
  all.splice(0, all.length, ...all.filter((one) => !isGone(one)));
}

const everything = { protocol: "-1", from: 0, to: 0, peer: { cidr: "0.0.0.0/0" } } as const satisfies Omit<PlannedRule, "id">;

/** Every kind of addition that only allows. */
export function allowances(network: PlannedNetwork): readonly Change[] {
  const rules: Omit<PlannedRule, "id">[] = [everything, { protocol: "tcp", from: 80, to: 80, peer: { cidr: "10.0.0.0/8" } }];
  const entry = { number: 1, protocol: -1, from: 0, to: 0, cidr: "0.0.0.0/0", isAllow: true };
  return [
    ...network.groups.flatMap(({ id, egress }) =>
      rules.flatMap((rule): readonly Change[] => [
        (copy) => byId(copy.groups, id).ingress.push({ id: "NewRule", ...rule }),
        ...(egress ? [(copy: PlannedNetwork) => byId(copy.groups, id).egress?.push({ id: "NewRule", ...rule })] : []),
      ]),
    ),
    ...network.acls.flatMap(({ id }) =>
      [true, false].flatMap((isEgress): readonly Change[] => [
        (copy) => byId(copy.acls, id).entries.push({ id: "NewEntry", ...entry, isEgress }),
        (copy) =>
          byId(copy.acls, id).entries.push({ id: "NewEntry", ...entry, isEgress, protocol: 6, from: 80, to: 2000, cidr: "10.0.0.0/8" }),
      ]),
    ),
    ...network.tables.flatMap(({ id, routes }) =>
      routes.map(
        ({ property, target }): Change =>
          (copy) =>
            byId(copy.tables, id).routes.push({ id: "NewRoute", destination: "192.168.7.0/24", property, target }),
      ),
    ),
  ];
}

const rangeOf = (cidr: string): readonly [number, number] => {
  const [address = "", length = "32"] = cidr.split("/");
  const start = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [start, start + 2 ** (32 - Number(length))];
};

const lengthOf = (cidr: string): number => Number(cidr.split("/")[1]);

function overlap(a: string, b: string): boolean {
  const [one, other] = [rangeOf(a), rangeOf(b)];
  return one[0] < other[1] && other[0] < one[1];
}

/** Whether no other route of the list takes packets when this one is gone. */
const isAlone = (all: readonly { readonly destination: string }[], route: { readonly destination: string }): boolean =>
  all.every((other) => other === route || !overlap(other.destination, route.destination));

/** Every removal of a piece of a path. Not among them: what leaves packets to a wider route, and an ACL or an egress list as a whole. */
export function removals(network: PlannedNetwork): readonly Change[] {
  const aloneInTables = (isOf: (route: PlannedRoute) => boolean): boolean =>
    network.tables.every(({ routes }) => routes.every((route) => !isOf(route) || isAlone(routes, route)));
  const withoutRoutesTo = (target: string, remove: Change): readonly Change[] =>
    aloneInTables((route) => route.target === target)
      ? [
          (copy) => {
            for (const { routes } of copy.tables) drop(routes, (route) => route.target === target);
            remove(copy);
          },
        ]
      : [];
  return [
    ...network.tables.flatMap(({ id, routes }) =>
      routes
        .filter((route) => isAlone(routes, route))
        .map(
          (route): Change =>
            (copy) =>
              drop(byId(copy.tables, id).routes, (one) => one.id === route.id),
        ),
    ),
    ...network.groups.flatMap(({ id, ingress, egress }) =>
      [...ingress, ...(egress ?? [])].map(
        (rule): Change =>
          (copy) => {
            const group = byId(copy.groups, id);
            drop(group.ingress, (one) => one.id === rule.id);
            drop(group.egress ?? [], (one) => one.id === rule.id);
          },
      ),
    ),
    ...network.subnets.map(
      ({ id }): Change =>
        (copy) => {
          byId(copy.subnets, id).table = undefined;
        },
    ),
    ...network.internetGateways.flatMap(({ id }) => [
      (copy: PlannedNetwork) => {
        byId(copy.internetGateways, id).isAttached = false;
      },
      ...withoutRoutesTo(id, (copy) => drop(copy.internetGateways, (one) => one.id === id)),
    ]),
    ...network.nats.flatMap(({ id }) => withoutRoutesTo(id, (copy) => drop(copy.nats, (one) => one.id === id))),
    ...network.peerings.flatMap(({ id }) => withoutRoutesTo(id, (copy) => drop(copy.peerings, (one) => one.id === id))),
    ...transitRemovals(network),
  ];
}

function transitRemovals(network: PlannedNetwork): readonly Change[] {
  const blocks = (attachment: string): readonly string[] => byId(network.vpcs, byId(network.attachments, attachment).vpc).cidrs;
  return [
    ...network.attachments.map(
      ({ id }): Change =>
        (copy) => {
          byId(copy.attachments, id).table = undefined;
        },
    ),
    ...network.transitTables.flatMap(({ id, routes, propagations }) => {
      const learned = propagations.flatMap((attachment) => blocks(attachment).map((destination) => ({ attachment, destination })));
      const all = [...routes, ...learned];
      const isFree = (attachment: string): boolean => learned.every((route) => route.attachment !== attachment || isAlone(all, route));
      return [
        ...routes
          .filter((route) => isAlone(all, route) && route.attachment !== undefined)
          .map(
            (route): Change =>
              (copy) =>
                drop(byId(copy.transitTables, id).routes, (one) => one.id === route.id),
          ),
        ...propagations.filter(isFree).map(
          (attachment): Change =>
            (copy) =>
              drop(byId(copy.transitTables, id).propagations, (one) => one === attachment),
        ),
      ];
    }),
  ];
}

/** What keeps connections from being opened the other way: the source's groups let nothing in, the destination's nothing out. */
export function withoutWayBack(network: PlannedNetwork, { from, to }: DrawnQuestion): PlannedNetwork {
  const groupsOf = (end: string): readonly string[] =>
    network.instances.find(({ id, address }) => id === end || address === end)?.groups ?? [];
  const [sources, destinations] = [groupsOf(from), groupsOf(to)];
  return changed(network, (copy) => {
    for (const group of copy.groups) {
      if (sources.includes(group.id) && !destinations.includes(group.id)) group.ingress = [];
      if (destinations.includes(group.id) && !sources.includes(group.id)) group.egress = [];
    }
  });
}

/** What a blocker says is wrong, put right. Undefined where a whole hop is missing, or packets have taken a wrong turn. */
export function repaired(network: PlannedNetwork, blockers: readonly Blocker[]): PlannedNetwork | undefined {
  const changes = blockers.map((blocker) => repairOf(network, blocker));
  if (changes.includes(undefined)) return undefined;
  return changed(network, (copy) => {
    for (const change of changes) change?.(copy);
  });
}

function repairOf(network: PlannedNetwork, { code, resource: { logicalId }, opening }: Blocker): Change | undefined {
  switch (code) {
    case "NO_ROUTE_TO_DESTINATION":
      return opening?.kind === "route"
        ? (copy) => addRoute(byId(copy.tables, logicalId), formatCidr(opening.destination), opening.property, opening.target.logicalId)
        : undefined;
    case "ENI_SG_RULES_MISMATCH":
    case "SG_HAS_NO_RULES":
    case "SG_REFERENCES_NOT_PRESERVED":
      return (copy) => openGroup(copy, logicalId);
    case "SG_REFERENCING_SUPPORT":
      return (copy) => {
        for (const one of [...copy.transitGateways, ...copy.attachments]) one.referencesGroups = true;
      };
    case "SUBNET_ACL_RESTRICTION":
      return (copy) => {
        const entry = { isAllow: true, protocol: -1, from: 0, to: 0, cidr: "0.0.0.0/0" };
        const acl = byId(copy.acls, logicalId);
        for (const isEgress of [true, false])
          acl.entries.push({ id: `${logicalId}Open${isEgress}`, number: isEgress ? 1 : 2, isEgress, ...entry });
      };
    case "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS":
    case "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS":
      if (!network.instances.some(({ id }) => id === logicalId) && !network.nats.some(({ id }) => id === logicalId)) return undefined;
      return (copy) => {
        for (const instance of copy.instances) if (instance.id === logicalId) instance.publicBy = "elastic-ip";
        for (const nat of copy.nats) if (nat.id === logicalId) nat.isPublic = true;
      };
    case "BAD_STATE_ATTACHMENT":
      return (copy) => {
        byId(copy.internetGateways, logicalId).isAttached = true;
      };
    case "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT":
      if (opening?.kind === "transit-route")
        return (copy) => addTransitRoute(copy, logicalId, formatCidr(opening.destination), opening.attachment.logicalId);
      return undefined;
    default:
      return undefined;
  }
}

function addRoute(table: PlannedTable, destination: string, property: string, target: string): void {
  const known = (["GatewayId", "NatGatewayId", "VpcPeeringConnectionId", "TransitGatewayId"] as const).find((one) => one === property);
  if (!known) throw new Error(`${property} is not planned`);
  // A longer prefix would take the packets elsewhere.
  drop(table.routes, (route) => overlap(route.destination, destination) && lengthOf(route.destination) >= lengthOf(destination));
  table.routes.push({ id: `${table.id}To${destination.replaceAll(/\W/g, "x")}`, destination, property: known, target });
}

function addTransitRoute(network: PlannedNetwork, table: string, destination: string, attachment: string): void {
  const { routes } = byId(network.transitTables, table);
  drop(routes, (route) => overlap(route.destination, destination) && lengthOf(route.destination) >= lengthOf(destination));
  routes.push({ id: `${table}To${destination.replaceAll(/\W/g, "x")}`, destination, attachment });
}

/** Opens a group, or gives an instance that is in the default group an open one. */
function openGroup(network: PlannedNetwork, id: string): void {
  const group = network.groups.find((one) => one.id === id);
  if (group) {
    group.ingress.push({ id: `${id}Repair`, ...everything });
    group.egress = undefined;
    return;
  }
  const instance = byId(network.instances, id);
  const { vpc } = byId(network.subnets, instance.subnet);
  network.groups.push({ id: `${id}Group`, vpc, ingress: [{ id: `${id}Open`, ...everything }], egress: undefined });
  instance.groups = [`${id}Group`];
}

/** Main route tables that a blocker is about, replaced by empty tables, so that a route can be added. */
export function withOwnTables(network: PlannedNetwork, blockers: readonly Blocker[]): PlannedNetwork {
  const named = blockers.flatMap(({ code, resource }) => (code === "NO_ROUTE_TO_DESTINATION" ? [resource.logicalId] : []));
  return changed(network, (copy) => {
    for (const subnet of copy.subnets) {
      if (!named.includes(subnet.id)) continue;
      subnet.table = `${subnet.id}Own`;
      copy.tables.push({ id: `${subnet.id}Own`, vpc: subnet.vpc, routes: [] });
    }
  });
}
