/**
 * Every private IPv4 address that a resource asks for in a subnet. Does not know addresses that AWS picks.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
import { type Address, parseAddress } from "../cidr/cidr.ts";
import type { Network } from "./network.ts";
import { type Field, known, type Link, link, type Resource, type Shape, shapes, textField } from "./resource.ts";

export interface PrivateAddress {
  readonly resource: Resource;
  readonly subnet: Link | undefined;
  readonly field: Field<string>;
  /** Undefined where it is unknown, no address, or IPv6. */
  readonly address: Address | undefined;
}

/** In the order of families, inside each in document order. */
export function privateAddresses(network: Network): readonly PrivateAddress[] {
  const at = (resource: Resource, shape: Shape, name: string, subnet = link(shape, "SubnetId")): readonly PrivateAddress[] => {
    const field = textField(shape, name);
    return field ? [{ resource, subnet, field, address: addressOf(field) }] : [];
  };
  const inner = (resource: Resource, list: string, name: string): readonly PrivateAddress[] =>
    shapes(resource, list).shapes.flatMap((shape) => at(resource, shape, name));
  const interfaces = [...network.instances.values()].flatMap((instance) => instance.interfaces);
  const resolvers = [...network.workloads.values()].filter((one) => one.resource.type === "AWS::Route53Resolver::ResolverEndpoint");
  return [
    ...[...interfaces, ...network.networkInterfaces.values()].flatMap(({ resource, shape }) => at(resource, shape, "PrivateIpAddress")),
    ...[...network.natGateways.values()].flatMap(({ resource }) => at(resource, resource, "PrivateIpAddress")),
    ...[...network.loadBalancers.values()].flatMap(({ resource }) => inner(resource, "SubnetMappings", "PrivateIPv4Address")),
    ...resolvers.flatMap(({ resource }) => inner(resource, "IpAddresses", "Ip")),
  ];
}

function addressOf(field: Field<string>): Address | undefined {
  const parsed = parseAddress(known(field) ?? "");
  return "problem" in parsed || parsed.version === 6 ? undefined : parsed;
}
