import type { NetworkInterface } from "../../network/instance.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Link, type Resource } from "../../network/resource.ts";
import { type NoInternetRoute, withoutInternetRoute } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { groupBy } from "../../network/topology.ts";
import type { Place } from "../../template/node.ts";
import { isGivenOut } from "../declared.ts";
import { internetAttachments, isZonalPublic, vpcOf } from "../nat/zonal.ts";
import { publicReason, tablesToUse } from "../route/subnet-implicit-main.ts";
import { defineRule } from "../rule.ts";
import { publicInterfaces } from "./public-interface.ts";

export default defineRule({
  id: "public/no-igw-route",
  consequence: "traffic",
  summary: "What has a public address stands in a subnet with a route to an internet gateway.",
  why: `A public or Elastic IP address works only through an internet gateway. In a subnet whose route table has no route to one, packets from the internet get no
answer, and without a NAT gateway nothing that the host sends gets out either.`,
  silentWhen: [
    "the subnet, its table or a route in it is made elsewhere",
    "the default route leads to a transit gateway, a firewall or another middlebox",
    "a NAT gateway needs the same route: that is `nat/in-private-subnet`",
    "the subnet uses the main route table while others have tables of their own: that is `route/subnet-implicit-main`",
    "the subnet gives addresses by itself, and its default route leads to a NAT gateway, or its table is an output of the template",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
  isFixable: false,
  *check(network) {
    const seen = new Set<string>();
    const closed = addressed(network).flatMap((one) => {
      const { host, subnet, isImplicit, isByOwnWish } = one;
      const way = withoutInternetRoute(network, subnet);
      const { logicalId } = host.resource;
      if (!way || seen.has(logicalId) || (way.exit && !isByOwnWish) || (!way.table && isSaid(network, subnet, isImplicit))) return [];
      if (way.table && !isByOwnWish && isGivenOut(network, way.table.resource.logicalId)) return [];
      seen.add(logicalId);
      return isCauseOfNat(network, way) ? [] : [{ ...one, way }];
    });
    // A table without a default route is one fault, whoever stands behind it.
    const causes = groupBy(closed, ({ host, way }) => (way.table && !way.exit ? way.table : host).resource.logicalId);
    for (const [first, ...others] of causes.values()) {
      if (!first) continue;
      const { host, owner, subnet, at, address, assumesDefaults, way } = first;
      const { logicalId } = host.resource;
      const target = way.exit?.targets[0]?.link.logicalId;
      const table = way.table?.resource.logicalId ?? "the main route table";
      const leads = target ? `, whose default route leads to ${target}` : "";
      yield {
        at,
        logicalId: owner.logicalId,
        about: [logicalId],
        message: `${logicalId} has ${address} in ${subnet.resource.logicalId}, which has no route to an internet gateway: it will not be reachable from the internet.`,
        related: [
          { at: keyOf(way.table?.resource ?? subnet.resource), message: `${subnet.resource.logicalId} uses ${table}${leads}.` },
          ...others.map((other) => ({ at: other.at, message: `${other.host.resource.logicalId} has ${other.address} behind it, too.` })),
        ],
        assumesDefaults,
      };
    }
  },
});

interface Addressed {
  readonly host: NetworkInterface;
  /** The resource in which `at` stands. */
  readonly owner: Resource;
  readonly subnet: Subnet;
  readonly at: Place;
  /** "a public address", "the Elastic IP address Address". */
  readonly address: string;
  /** That a subnet without a table of its own is meant to be public is said by `route/subnet-implicit-main` already. */
  readonly isImplicit: boolean;
  readonly isByOwnWish: boolean;
  readonly assumesDefaults: readonly string[];
}

function addressed(network: Network): readonly Addressed[] {
  const started = publicInterfaces(network).map(
    ({ networkInterface, subnet, isOwnWish, assumesDefaults }): Addressed => ({
      host: networkInterface,
      owner: networkInterface.resource,
      subnet,
      at: (isOwnWish ? networkInterface.associatePublicIp?.node : networkInterface.subnet?.node) ?? keyOf(networkInterface.resource),
      address: "a public address",
      isImplicit: true,
      isByOwnWish: isOwnWish,
      assumesDefaults,
    }),
  );
  const given = (
    resource: Resource,
    instance: Link | undefined,
    networkInterface: Link | undefined,
    address: string,
  ): readonly Addressed[] => {
    const found = hostOf(network, instance, networkInterface);
    return found
      ? [{ ...found, owner: resource, at: keyOf(resource), address, isImplicit: false, isByOwnWish: true, assumesDefaults: [] }]
      : [];
  };
  const own = [...network.elasticIps.values()].flatMap(({ resource, instance }) =>
    given(resource, instance, undefined, `the Elastic IP address ${resource.logicalId}`),
  );
  const associated = [...network.elasticIpAssociations.values()].flatMap(({ resource, instance, networkInterface, allocation }) => {
    const name = allocationId(allocation);
    return given(resource, instance, networkInterface, name === undefined ? "an Elastic IP address" : `the Elastic IP address ${name}`);
  });
  return [...started, ...own, ...associated];
}

const allocationId = (allocation: Link | undefined): string | undefined =>
  allocation?.term.kind === "reference" ? allocation.term.logicalId : undefined;

/** The interface that the address goes to: an instance's only one, or the one that is named. */
function hostOf(network: Network, instance: Link | undefined, networkInterface: Link | undefined) {
  const named = network.networkInterfaces.get(networkInterface?.logicalId ?? "");
  const own = network.instances.get(instance?.logicalId ?? "")?.interfaces ?? [];
  const [only] = own.length === 1 ? own : [];
  const host = named ?? (only?.networkInterface ? network.networkInterfaces.get(only.networkInterface.logicalId ?? "") : only);
  const subnet = network.subnets.get(host?.subnet?.logicalId ?? "");
  return host && subnet ? { host, subnet } : undefined;
}

/** Whether a NAT gateway needs the same route in the table: that is nat/in-private-subnet's. */
const isCauseOfNat = (network: Network, { table, exit }: NoInternetRoute): boolean =>
  table !== undefined &&
  exit === undefined &&
  [...network.natGateways.values()].some((nat) => {
    const vpc = isZonalPublic(nat) ? vpcOf(network, nat) : undefined;
    const uses = network.topology.tableOf(nat.subnet?.logicalId ?? "") === table;
    return uses && vpc !== undefined && (internetAttachments(network, vpc)?.length ?? 0) > 0;
  });

/** By route/subnet-implicit-main, for a subnet that is meant to be public. */
const isSaid = (network: Network, subnet: Subnet, isImplicit: boolean): boolean =>
  (isImplicit || publicReason(network, subnet) !== undefined) && hasTables(network, subnet);

const hasTables = (network: Network, { vpc }: Subnet): boolean => vpc !== undefined && tablesToUse(network, vpc).length > 0;
