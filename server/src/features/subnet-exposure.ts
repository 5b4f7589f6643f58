/**
 * The refactorings that make a subnet public or private: its association, and where no table of the VPC leads there, a table with its
 * default route. Knows no finding; builds no gateway.
 */
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import { known, type Resource } from "../network/resource.ts";
import { type Route, type RouteTable, targetOf } from "../network/route-table.ts";
import { exposureOf } from "../network/routing.ts";
import type { Subnet } from "../network/subnet.ts";
import { declaredNaming } from "../rules/declared.ts";
import { freshLogicalId, insertProperty, insertResource, replaceValue } from "../template/edits.ts";
import { child } from "../template/node.ts";
import type { Source } from "../template/source.ts";
import { compareTerms } from "../template/value.ts";
import type { Span, TextEdit } from "../text/span.ts";
import type { Refactoring } from "./refactorings.ts";
import { selected } from "./selection.ts";

/** What the default route of the subnet is to lead to. */
interface Way {
  readonly kind: "public" | "private";
  readonly property: "GatewayId" | "NatGatewayId";
  readonly gateway: Resource;
  /** The attachment that the route has to wait for. */
  readonly after: Resource | undefined;
}

/** For the subnet around the selection. */
export function changeExposure(analysis: Analysis, span: Span): readonly Refactoring[] {
  const { network, found: subnet } = selected(analysis, span, (one) => one.subnets) ?? {};
  if (!network || !subnet?.vpc || !subnet.cidr) return [];
  const { kind } = exposureOf(network, subnet);
  if (kind === "unknown") return [];
  return waysOut(network, subnet)
    .filter((way) => way.kind !== kind && !(way.kind === "private" && holdsNat(network, subnet)))
    .flatMap((way) => refactoring(network, subnet, way));
}

/** A public NAT gateway needs the internet gateway. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const holdsNat = (network: Network, { resource }: Subnet): boolean =>
  [...network.natGateways.values()].some(
    (nat) => nat.subnet?.logicalId === resource.logicalId && (nat.connectivity === undefined || known(nat.connectivity) !== "private"),
  );

/** Through the internet gateway of the VPC, and through a NAT gateway in another subnet of it, of the same zone if there is one. */
function waysOut(network: Network, subnet: Subnet): readonly Way[] {
  const identity = subnet.vpc?.identity ?? "";
  const attachment = network.topology
    .attachmentsOf(identity)
    .find((one) => network.internetGateways.has(one.internetGateway?.logicalId ?? ""));
  const internet = network.internetGateways.get(attachment?.internetGateway?.logicalId ?? "");
  const gateways = [...network.natGateways.values()].filter((nat) => {
    const place = network.subnets.get(nat.subnet?.logicalId ?? "");
    const isPublic = nat.connectivity === undefined || known(nat.connectivity) === "public";
    return isPublic && place !== undefined && place !== subnet && place.vpc?.identity === identity;
  });
  const nat = gateways.find(({ subnet: place }) => isSameZone(network.subnets.get(place?.logicalId ?? ""), subnet)) ?? gateways[0];
  const ways: readonly (Way | undefined)[] = [
    internet && { kind: "public", property: "GatewayId", gateway: internet.resource, after: attachment?.resource },
    nat && { kind: "private", property: "NatGatewayId", gateway: nat.resource, after: undefined },
  ];
  return ways.flatMap((way) => way ?? []);
}

function isSameZone(a: Subnet | undefined, b: Subnet): boolean {
  const [first, second] = [a?.resource.get("AvailabilityZone"), b.resource.get("AvailabilityZone")];
  return first !== undefined && second !== undefined && compareTerms(first, second) === "same";
}

function refactoring(network: Network, subnet: Subnet, way: Way): readonly Refactoring[] {
  const association = associationOf(network, subnet);
  const table = tableFor(network, subnet, way);
  const parts = [table?.resource ?? way.gateway, ...(table || !way.after ? [] : [way.after]), ...(association ? [association] : [])];
  if (association === null || !parts.every((part) => existsWith(subnet, part))) return [];
  const { logicalId } = subnet.resource;
  const how = table ? `through ${table.resource.logicalId}` : `by a route table with a route to ${way.gateway.logicalId}`;
  return [{ title: `Make ${logicalId} ${way.kind} ${how}`, edits: () => change(network, subnet, way, association, table) }];
}

/** Whether the part exists wherever the subnet does. */
const existsWith = ({ resource }: Subnet, part: Resource): boolean =>
  !part.declaration.bindings && (part.declaration.condition === undefined || part.declaration.condition === resource.declaration.condition);

/** The one association of the subnet; undefined where it has none, null where it has several or one that cannot be told. */
function associationOf(network: Network, { resource }: Subnet): Resource | undefined | null {
  const declared = declaredNaming(network, "AWS::EC2::SubnetRouteTableAssociation", resource.logicalId);
  const [only, second] = declared;
  if (!only) return undefined;
  const association = network.subnetRouteTableAssociations.get(only.logicalId);
  const written = child(only.properties, "RouteTableId");
  const isPlain =
    written?.kind === "scalar" || (written?.kind === "intrinsic" && (written.name === "Ref" || written.name === "Fn::GetAtt"));
  return !second && isPlain && association?.subnet?.logicalId === resource.logicalId ? association.resource : null;
}

/** A table of the VPC that leads there already, the one with the most subnets. */
function tableFor(network: Network, subnet: Subnet, way: Way): RouteTable | undefined {
  const { tablesIn, routesOf, subnetsOf } = network.topology;
  const leads = (route: Route): boolean =>
    known(route.destination)?.prefixLength === 0 &&
    known(route.destination)?.version === 4 &&
    route.targets.length === 1 &&
    targetOf(route, way.property)?.logicalId === way.gateway.logicalId &&
    existsWith(subnet, route.resource);
  return tablesIn(subnet.vpc?.identity ?? "")
    .filter((table) => routesOf(table.resource.logicalId).some(leads) && existsWith(subnet, table.resource))
    .sort((a, b) => subnetsOf(b.resource.logicalId).length - subnetsOf(a.resource.logicalId).length)[0];
}

function change(
  network: Network,
  subnet: Subnet,
  way: Way,
  association: Resource | undefined,
  table: RouteTable | undefined,
): readonly TextEdit[] | undefined {
  const { document, resources } = network.template;
  const taken = new Set(resources.keys());
  const { logicalId, declaration } = subnet.resource;
  const edits: (readonly TextEdit[] | undefined)[] = [publicAddresses(network, subnet, way)];
  const options = { condition: declaration.condition };
  const insert = (
    wished: string,
    type: string,
    properties: readonly (readonly [string, Source])[],
    after: Resource,
    dependsOn: readonly string[] = [],
  ): string => {
    const name = freshLogicalId(taken, wished);
    taken.add(name);
    edits.push(insertResource(document, after.entry, name, `AWS::EC2::${type}`, { map: properties }, { ...options, dependsOn }));
    return name;
  };
  const beside = association ?? subnet.resource;
  let tableId = table?.resource.logicalId;
  if (tableId === undefined) {
    const vpc: Source =
      subnet.vpc?.logicalId === undefined ? { node: subnet.vpc?.node ?? declaration.entry.key } : { ref: subnet.vpc.logicalId };
    tableId = insert(`${logicalId}RouteTable`, "RouteTable", [["VpcId", vpc]], beside);
    const route: readonly (readonly [string, Source])[] = [
      ["RouteTableId", { ref: tableId }],
      ["DestinationCidrBlock", "0.0.0.0/0"],
      [way.property, { ref: way.gateway.logicalId }],
    ];
    insert(`${logicalId}DefaultRoute`, "Route", route, beside, way.after ? [way.after.logicalId] : []);
  }
  const written = association && child(association.declaration.properties, "RouteTableId");
  if (written) edits.push(replaceValue(document, written, { ref: tableId }));
  else
    insert(
      `${logicalId}RouteTableAssociation`,
      "SubnetRouteTableAssociation",
      [
        ["SubnetId", { ref: logicalId }],
        ["RouteTableId", { ref: tableId }],
      ],
      beside,
    );
  return edits.every((one) => one !== undefined) ? edits.flat() : undefined;
}

/**
 * Hosts in a private subnet have no use for public addresses; in a public one they need them to get out, unless the VPC's other public
 * subnets do without. What an expression decides is left alone. Undefined where the text cannot be edited.
 */
function publicAddresses(network: Network, subnet: Subnet, way: Way): readonly TextEdit[] | undefined {
  const { document } = network.template;
  const given = known(subnet.mapPublicIpOnLaunch);
  const written = child(subnet.resource.declaration.properties, "MapPublicIpOnLaunch");
  const siblings = network.topology.subnetsIn(subnet.vpc?.identity ?? "").filter((one) => exposureOf(network, one).kind === "public");
  const wished = way.kind === "public";
  if (wished && siblings.length > 0 && !siblings.some((one) => known(one.mapPublicIpOnLaunch) === true)) return [];
  if ((given ?? false) === wished || (written && written.kind !== "scalar")) return [];
  if (!written) return wished ? insertProperty(document, subnet.resource.entry, "MapPublicIpOnLaunch", true) : [];
  return replaceValue(document, written, wished);
}
