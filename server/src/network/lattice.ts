/**
 * VPC Lattice resource gateways, and the resources that they lead to. Does not know service networks or services.
 * https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html
 */
import { type PortSet, ports, union } from "../cidr/port-set.ts";
import { asItems } from "../template/value.ts";
import { type Field, type Link, link, type Links, links, type Resource, shape, textField } from "./resource.ts";

export const latticeReads = {
  "AWS::VpcLattice::ResourceGateway": ["SubnetIds", "SecurityGroupIds"],
  "AWS::VpcLattice::ResourceConfiguration": [
    "ResourceGatewayId",
    "ResourceConfigurationGroupId",
    "ResourceConfigurationDefinition",
    "PortRanges",
  ],
} as const;

export interface ResourceGateway {
  readonly resource: Resource;
  readonly subnets: Links;
  /** Absent: the VPC's default group. */
  readonly securityGroups: Links;
}

export interface ResourceConfiguration {
  readonly resource: Resource;
  readonly gateway: Link | undefined;
  /** The group that it is a child of: its gateway is the child's. */
  readonly group: Link | undefined;
  /** The address that it leads to, as written. */
  readonly ip: Field<string> | undefined;
  /** The same as a link: it may be an attribute of a resource. */
  readonly ipLink: Link | undefined;
  /** The domain name that it leads to. */
  readonly domainName: Link | undefined;
  /** TCP ports; undefined where absent or not known. */
  readonly ports: PortSet | undefined;
}

export const readResourceGateway = (resource: Resource): ResourceGateway => ({
  resource,
  subnets: links(resource, "SubnetIds"),
  securityGroups: links(resource, "SecurityGroupIds"),
});

export function readResourceConfiguration(resource: Resource): ResourceConfiguration {
  const definition = shape(resource, "ResourceConfigurationDefinition");
  const dns = definition && shape(definition, "DnsResource");
  return {
    resource,
    gateway: link(resource, "ResourceGatewayId"),
    group: link(resource, "ResourceConfigurationGroupId"),
    ip: definition && textField(definition, "IpResource"),
    ipLink: definition && link(definition, "IpResource"),
    domainName: dns && link(dns, "DomainName"),
    ports: readPorts(resource),
  };
}

/** A list of `80` and `8000-8080`. */
function readPorts(resource: Resource): PortSet | undefined {
  const term = resource.get("PortRanges");
  const items = term && asItems(term);
  if (!items || items.length === 0) return undefined;
  let all: PortSet = [];
  for (const item of items) {
    const [, from, to] = (item.kind === "scalar" ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item.text.trim()) : undefined) ?? [];
    if (from === undefined || Number(to ?? from) > 65_535) return undefined;
    all = union(all, ports(Number(from), Number(to ?? from)));
  }
  return all;
}
