/** Every property of a network that takes a CIDR block. Knows which IP version each takes; judges nothing. */
import type { IpVersion } from "../cidr/cidr.ts";
import { namesIn, visitIntrinsics } from "../template/template.ts";
import type { Network } from "./network.ts";
import type { CidrField, Resource, Shape } from "./resource.ts";

export type CidrOwner = "vpc" | "subnet" | "route" | "security-group" | "network-acl";

/** A property with a CIDR block, as it stands in one resource. */
export interface CidrProperty {
  readonly owner: CidrOwner;
  readonly resource: Resource;
  /** What the property stands in: the resource, or an inline rule. */
  readonly shape: Shape;
  readonly field: CidrField;
  /** The property's own name: `CidrBlock`, `CidrIpv6`. */
  readonly name: string;
  /** The IP version that the property takes. */
  readonly version: IpVersion;
}

/** In the order of families, inside each in document order. */
export const cidrProperties = (network: Network): readonly CidrProperty[] => network.once(findCidrProperties);

function findCidrProperties(network: Network): readonly CidrProperty[] {
  const found: CidrProperty[] = [];
  const add = (owner: CidrOwner, resource: Resource, shape: Shape, ...fields: readonly (CidrField | undefined)[]): void => {
    for (const field of fields) if (field) found.push({ owner, resource, shape, field, ...nameAndVersion(field) });
  };
  for (const { resource, cidr } of network.vpcs.values()) add("vpc", resource, resource, cidr);
  for (const { resource, cidr } of network.vpcCidrBlocks.values()) add("vpc", resource, resource, cidr);
  for (const { resource, cidr, ipv6Cidr } of network.subnets.values()) add("subnet", resource, resource, cidr, ipv6Cidr);
  for (const { resource, destination } of network.routes.values()) add("route", resource, resource, destination);
  for (const group of network.securityGroups.values()) {
    for (const { resource, shape, cidr } of [...group.ingress, ...group.egress]) add("security-group", resource, shape, cidr);
  }
  for (const { resource, shape, cidr } of network.standaloneRules.values()) add("security-group", resource, shape, cidr);
  for (const { resource, cidr } of network.networkAclEntries.values()) add("network-acl", resource, resource, cidr);
  return found;
}

/** `Ipv6CidrBlock`, `CidrIpv6` and `DestinationIpv6CidrBlock` take IPv6, the others IPv4. */
function nameAndVersion(field: CidrField): { readonly name: string; readonly version: IpVersion } {
  const name = field.path.slice(field.path.lastIndexOf(".") + 1);
  return { name, version: /ipv6/i.test(name) ? 6 : 4 };
}

/** Whether the value repeats a property of another resource (`!GetAtt Vpc.CidrBlock`): what is wrong with it is wrong there. */
export function isRepeated(network: Network, property: CidrProperty): boolean {
  let repeats = false;
  visitIntrinsics(property.field.node, (intrinsic) => {
    repeats ||=
      intrinsic.name === "Fn::GetAtt" || (intrinsic.name === "Fn::Sub" && namesIn(intrinsic).some((name) => network.resources.has(name)));
  });
  return repeats;
}
