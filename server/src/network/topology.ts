/**
 * How the parts of a network hang together: which VPC a thing is in, which table a subnet uses, what a VPC's blocks are. Answers
 * are indexes, made once for each network.
 */
import type { Cidr } from "../cidr/cidr.ts";
import { isAllowedSize } from "./block-size.ts";
import type { NetworkParts } from "./network.ts";
import { type CidrField, known, type Link, type Links } from "./resource.ts";
import type { GatewayAttachment } from "./internet-gateway.ts";
import type { Route, RouteTable } from "./route-table.ts";
import type { SecurityGroup, SecurityGroupRule } from "./security-group.ts";
import type { Subnet } from "./subnet.ts";
import { subnetIdsOf, type Workload } from "./workload.ts";

export interface VpcBlocks {
  /** Blocks with a known CIDR, the primary first. */
  readonly known: readonly CidrField[];
  /** False where IPAM, Amazon or an unknown value adds others of that family. */
  readonly isIpv4Complete: boolean;
  readonly isIpv6Complete: boolean;
}

export interface Topology {
  /** Subnets by the identity of their VPC. */
  readonly subnetsIn: (vpc: string) => readonly Subnet[];
  readonly tablesIn: (vpc: string) => readonly RouteTable[];
  /** Routes by the logical id of their table. */
  readonly routesOf: (table: string) => readonly Route[];
  /** Subnets that are explicitly associated with a table. */
  readonly subnetsOf: (table: string) => readonly Subnet[];
  /** The table that a subnet is explicitly associated with; undefined: the VPC's main table, or unknown. */
  readonly tableOf: (subnet: string) => RouteTable | undefined;
  /** Whether it is certain which table the subnet uses: no association names an unknown table or subnet. */
  readonly blocksOf: (vpc: string) => VpcBlocks;
  /** Attachments of gateways to that VPC. */
  readonly attachmentsOf: (vpc: string) => readonly GatewayAttachment[];
  /** All rules of a group, inline and standalone. `isComplete` is false where rules may be missing or unknown. */
  readonly rulesOf: (
    group: SecurityGroup,
    direction: "ingress" | "egress",
  ) => { readonly rules: readonly SecurityGroupRule[]; readonly isComplete: boolean };
  /** Workloads with an interface in the subnet. */
  readonly workloadsIn: (subnet: string) => readonly Workload[];
}

/** A multimap from items. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** Computed once for a network, from its parts. */
export function buildTopology(network: NetworkParts): Topology {
  const subnets = groupBy(network.subnets.values(), (subnet) => subnet.vpc?.identity);
  const tables = groupBy(network.routeTables.values(), (table) => table.vpc?.identity);
  const routes = groupBy(network.routes.values(), (route) => route.table?.logicalId);
  const associations = [...network.subnetRouteTableAssociations.values()];
  const tableBySubnet = new Map(
    associations.flatMap(({ subnet, table }) =>
      subnet?.logicalId && table?.logicalId ? [[subnet.logicalId, table.logicalId] as const] : [],
    ),
  );
  const subnetsByTable = groupBy(associations, (association) => association.table?.logicalId);
  const attachments = groupBy(network.gatewayAttachments.values(), (attachment) => attachment.vpc?.identity);
  const standalone = groupBy(network.standaloneRules.values(), (rule) => rule.group?.logicalId);
  const workloads = new Map<string, Workload[]>();
  for (const workload of network.workloads.values()) {
    if (!workload.holdsAddress) continue;
    for (const id of new Set(subnetIdsOf(workload, network.workloads))) workloads.set(id, [...(workloads.get(id) ?? []), workload]);
  }
  const blocks = new Map<string, VpcBlocks>();
  return {
    subnetsIn: (vpc) => subnets.get(vpc) ?? [],
    tablesIn: (vpc) => tables.get(vpc) ?? [],
    routesOf: (table) => routes.get(table) ?? [],
    subnetsOf: (table) => (subnetsByTable.get(table) ?? []).flatMap(({ subnet }) => network.subnets.get(subnet?.logicalId ?? "") ?? []),
    tableOf: (subnet) => network.routeTables.get(tableBySubnet.get(subnet) ?? ""),
    blocksOf: (vpc) => {
      const ready = blocks.get(vpc) ?? blocksOf(network, vpc);
      blocks.set(vpc, ready);
      return ready;
    },
    attachmentsOf: (vpc) => attachments.get(vpc) ?? [],
    rulesOf: (group, direction) => {
      const inline = direction === "ingress" ? group.ingress : group.egress;
      const others = (standalone.get(group.resource.logicalId) ?? []).filter((rule) => rule.direction === direction);
      const isComplete =
        (direction === "ingress" ? group.isIngressComplete : group.isEgressComplete) && !network.mayGainEntries(group.resource.logicalId);
      return { rules: [...inline, ...others], isComplete };
    },
    workloadsIn: (subnet) => workloads.get(subnet) ?? [],
  };
}

/** Blocks of a VPC; for one of another stack, only those that this template adds, and incomplete. */
function blocksOf(network: NetworkParts, identity: string): VpcBlocks {
  const vpc = [...network.vpcs.values()].find((one) => vpcIdentity(one.resource.logicalId) === identity);
  const added = [...network.vpcCidrBlocks.values()].filter((block) => block.vpc?.identity === identity);
  const unknownOwner = [...network.vpcCidrBlocks.values()].some((block) => block.vpc?.logicalId === undefined);
  const all = [...(vpc?.cidr ? [vpc.cidr] : []), ...added.flatMap((block) => block.cidr ?? [])];
  const complete = vpc !== undefined && !unknownOwner && !network.isOpen && !network.isHalfTypedAbout(vpc.resource.logicalId);
  // A block that AWS refuses for its size says nothing about the addresses that the VPC will have.
  const isUnknown = ({ cidr }: { readonly cidr: CidrField | undefined }): boolean =>
    cidr?.value.kind !== "known" || !isAllowedSize(cidr.value.value);
  return {
    known: all.filter((cidr) => !isUnknown({ cidr })),
    isIpv4Complete: complete && !isUnknown(vpc) && !added.some((block) => !block.isIpv6 && isUnknown(block)),
    isIpv6Complete: complete && !added.some((block) => block.isIpv6 && isUnknown(block)),
  };
}

/** The VPC that those of the subnets are in which the template declares; undefined where there are none, or they differ. */
export function vpcOfSubnets(network: NetworkParts, subnets: Links): Link | undefined {
  const vpcs = subnets.links.flatMap((link) => network.subnets.get(link.logicalId ?? "") ?? []).map((subnet) => subnet.vpc);
  return vpcs.every((vpc) => vpc?.identity === vpcs[0]?.identity) ? vpcs[0] : undefined;
}

/** The identity of a `Ref` of a resource of this template. */
export const vpcIdentity = (logicalId: string): string => `\${${logicalId}}`;

/** The known CIDRs of one family among `fields`. */
export const cidrsOf = (fields: readonly CidrField[], version: 4 | 6): readonly Cidr[] =>
  fields.flatMap((field) => {
    const cidr = known(field);
    return cidr?.version === version ? [cidr] : [];
  });

/** Whether two links name the same thing for certain. */
export const isSameLink = (a: Link | undefined, b: Link | undefined): boolean =>
  a !== undefined && b !== undefined && a.identity === b.identity;
