/**
 * The resource types that the network model covers, by family: what is read of each, what is taken for granted and what is left
 * out. `docs/NETWORK-MODEL.md` is written from it. Does not read anything.
 */
import { autoScalingReads } from "./auto-scaling.ts";
import { clientVpnReads } from "./client-vpn.ts";
import { databaseReads } from "./database.ts";
import { ecsServiceReads } from "./ecs-service.ts";
import { eksClusterReads } from "./eks-cluster.ts";
import { hostedZoneReads } from "./hosted-zone.ts";
import { instanceReads } from "./instance.ts";
import { gatewayReads } from "./internet-gateway.ts";
import { latticeReads } from "./lattice.ts";
import { loadBalancerReads } from "./load-balancer.ts";
import { natGatewayReads } from "./nat-gateway.ts";
import { networkAclReads } from "./network-acl.ts";
import { resolverReads } from "./resolver.ts";
import { routeTableReads } from "./route-table.ts";
import { securityGroupReads } from "./security-group.ts";
import { subnetReads } from "./subnet.ts";
import { transitGatewayReads } from "./transit-gateway.ts";
import { vpcReads } from "./vpc.ts";
import { vpcEndpointReads } from "./vpc-endpoint.ts";
import { vpcPeeringReads } from "./vpc-peering.ts";
import { vpnReads } from "./vpn.ts";
import { workloadReads } from "./workload.ts";

type Reads = Readonly<Record<string, readonly string[]>>;

export interface Family {
  readonly title: string;
  /** Properties by resource type, as dotted paths. */
  readonly reads: Reads;
  /** What is taken for granted where the template does not say. */
  readonly assumed: string;
  /** What has no place in the model, besides all properties that are not read. */
  readonly ignored: string;
}

export const families: readonly Family[] = [
  {
    title: "VPCs and their address blocks",
    reads: vpcReads,
    assumed:
      "A block that IPAM or Amazon allocates exists and is unknown; DNS support is on and DNS host names are off unless the template says otherwise.",
    ignored: "Instance tenancy; the default VPC.",
  },
  {
    title: "Subnets",
    reads: subnetReads,
    assumed:
      "Without a route table association the main route table of a VPC that the template makes, with local routes only, applies; without a zone AWS picks one, which is unknown.",
    ignored: "Address reservations; the addresses that AWS::EC2::SubnetCidrBlock adds, which make a subnet's IPv6 addresses unknown.",
  },
  {
    title: "Route tables",
    reads: routeTableReads,
    assumed: "Each VPC block has a local route; the most specific route wins.",
    ignored: "What a prefix list holds; routes that other stacks add.",
  },
  {
    title: "Internet, egress-only and virtual private gateways",
    reads: gatewayReads,
    assumed: "A gateway that another stack may attach is unknown.",
    ignored: "The Amazon side's AS number; what a virtual private gateway learns by propagation.",
  },
  {
    title: "NAT gateways and Elastic IP addresses",
    reads: natGatewayReads,
    assumed: "A NAT gateway is public and zonal unless the template says otherwise.",
    ignored: "Addresses, which are allocated at deployment; port limits.",
  },
  {
    title: "VPC peering",
    reads: vpcPeeringReads,
    assumed: "The peer is in the same account and Region unless the template says otherwise; a connection inside the account is accepted.",
    ignored: "The accepter's side in another account or Region.",
  },
  {
    title: "Transit gateways",
    reads: transitGatewayReads,
    assumed: "Attachments use the default route table unless the template turns it off.",
    ignored: "Attachments and routes of other stacks and accounts; multicast; Connect attachments.",
  },
  {
    title: "VPC endpoints and endpoint services",
    reads: vpcEndpointReads,
    assumed: "An endpoint without a type is a gateway endpoint.",
    ignored: "Endpoint policies; which services AWS offers in which zone.",
  },
  {
    title: "Security groups",
    reads: securityGroupReads,
    assumed: "A group without egress rules, inline or standalone, lets everything out; a group of another stack may hold any rule.",
    ignored: "Who is a member of a group of another stack; what a prefix list holds.",
  },
  {
    title: "Network ACLs",
    reads: networkAclReads,
    assumed:
      "What no entry matches is denied; a subnet without an association uses the VPC's default network ACL, which allows everything.",
    ignored: "Edits of the default network ACL.",
  },
  {
    title: "Instances and network interfaces",
    reads: instanceReads,
    assumed: "The source/destination check is on unless the template turns it off.",
    ignored: "Addresses that AWS assigns; what runs on an instance.",
  },
  {
    title: "Load balancers, listeners and target groups",
    reads: loadBalancerReads,
    assumed:
      "A load balancer is internet-facing, and one that is not classic an application load balancer, unless the template says otherwise; targets are instances.",
    ignored: "Targets that register themselves; attributes; certificates.",
  },
  {
    title: "Auto Scaling groups",
    reads: autoScalingReads,
    assumed: "Instances register with the target groups and load balancers that the group names.",
    ignored: "Load balancers attached later; scaling policies.",
  },
  {
    title: "RDS databases",
    reads: databaseReads,
    assumed: "An instance of a cluster is where the cluster's subnet group is.",
    ignored: "Default subnet groups; addresses; engine options.",
  },
  {
    title: "EKS clusters",
    reads: eksClusterReads,
    assumed: "The control plane is in the Region, and needs two zones, unless the cluster is on an Outpost.",
    ignored: "Nodes that join; add-ons.",
  },
  {
    title: "ECS services",
    reads: ecsServiceReads,
    assumed: "Tasks register with the target groups that the service names.",
    ignored: "Task definitions.",
  },
  {
    title: "Hosted zones",
    reads: hostedZoneReads,
    assumed: "A zone that names VPCs is private.",
    ignored: "Records.",
  },
  {
    title: "Route 53 Resolver",
    reads: resolverReads,
    assumed: "A forwarding rule sends queries through the endpoint it names.",
    ignored: "Which VPCs use a rule (AWS::Route53Resolver::ResolverRuleAssociation); DNS Firewall.",
  },
  {
    title: "VPC Lattice resource gateways and configurations",
    reads: latticeReads,
    assumed: "A configuration is reached through the gateway it names.",
    ignored: "Service networks, services and their policies.",
  },
  {
    title: "Site-to-site VPN and Direct Connect",
    reads: vpnReads,
    assumed: "A VPN connection uses BGP unless it says static routes only.",
    ignored: "Outside addresses of tunnels; what BGP announces.",
  },
  {
    title: "Client VPN",
    reads: clientVpnReads,
    assumed: "A connected client reaches what has both a route and an authorization rule.",
    ignored: "Who connects; authentication.",
  },
  {
    title: "Everything else that holds a subnet and a security group",
    reads: workloadReads,
    assumed: "Every subnet and group that a workload names, directly or through a subnet group, is one that its interfaces use.",
    ignored: "What runs there, and on which ports, unless a security group says.",
  },
];

/** Every property that the model reads, as dotted paths, by resource type. */
export const networkReads: ReadonlyMap<string, readonly string[]> = families.reduce<Map<string, readonly string[]>>((all, { reads }) => {
  for (const [type, names] of Object.entries(reads)) all.set(type, [...new Set([...(all.get(type) ?? []), ...names])]);
  return all;
}, new Map());
