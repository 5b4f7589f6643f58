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
import { insightsReads } from "./insights.ts";
import { instanceReads } from "./instance.ts";
import { gatewayReads } from "./internet-gateway.ts";
import { latticeReads } from "./lattice.ts";
import { loadBalancerReads } from "./load-balancer.ts";
import { natGatewayReads } from "./nat-gateway.ts";
import { networkAclReads } from "./network-acl.ts";
import { prefixListReads } from "./prefix-list.ts";
import { resolverReads } from "./resolver.ts";
import { routeTableReads } from "./route-table.ts";
import { securityGroupReads } from "./security-group.ts";
import { servicePortReads } from "./service-port.ts";
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
  /** What is taken for granted where the template does not say: a sentence each. */
  readonly assumed: readonly string[];
  /** What has no place in the model, besides all properties that are not read: a sentence each. */
  readonly ignored: readonly string[];
}

export const families: readonly Family[] = [
  {
    title: "VPCs and their address blocks",
    reads: vpcReads,
    assumed: [
      "A block that IPAM or Amazon allocates exists and is unknown.",
      "DNS support is on and DNS host names are off unless the template says otherwise.",
    ],
    ignored: ["Instance tenancy.", "What the default VPC holds."],
  },
  {
    title: "Subnets",
    reads: subnetReads,
    assumed: [
      "Without a route table association a subnet uses the main route table of its VPC, which has local routes only where the template makes the VPC.",
      "Where another stack gets to know the subnet, or a custom resource finds the main table, which routes it has is unknown.",
      "A subnet with several route tables uses one of them, which is unknown.",
      "Without a zone AWS picks one, which is unknown.",
      "Instances get no public address unless the subnet or the instance says so.",
    ],
    ignored: [
      "Address reservations.",
      "The addresses that `AWS::EC2::SubnetCidrBlock` adds: where there is one, all IPv6 addresses of subnets are unknown to security groups.",
      "Whether a subnet is for IPv6 only.",
    ],
  },
  {
    title: "Route tables",
    reads: routeTableReads,
    assumed: [
      "Each known block of the VPC has a local route.",
      "The most specific route wins.",
      "A table that is exported or handed to another stack, or that a route server propagates to, may have other routes.",
    ],
    ignored: ["Which routes a route server propagates."],
  },
  {
    title: "Prefix lists",
    reads: prefixListReads,
    assumed: ["What a list of AWS or of another stack holds is unknown."],
    ignored: ["How many entries a list may get.", "What a list holds, in rules about security groups."],
  },
  {
    title: "Internet, egress-only and virtual private gateways",
    reads: gatewayReads,
    assumed: [
      "A gateway is attached where the template attaches it.",
      "Where the gateway or the VPC is handed to another stack, whether it is attached there is unknown.",
      "A gateway of another stack that a default route leads to is an internet gateway, unless its id is that of a virtual private gateway.",
    ],
    ignored: ["The Amazon side's AS number.", "Which prefixes a virtual private gateway propagates."],
  },
  {
    title: "NAT gateways and Elastic IP addresses",
    reads: natGatewayReads,
    assumed: ["A NAT gateway is public and zonal unless the template says otherwise."],
    ignored: ["Public addresses, which are allocated at deployment.", "Limits of ports and connections."],
  },
  {
    title: "VPC peering",
    reads: vpcPeeringReads,
    assumed: [
      "The peer is in the same account and Region unless the template says otherwise.",
      "A VPC of this template is in the same account, whatever the template says.",
      "The connection is accepted, but for one to another account without a role to accept it with.",
    ],
    ignored: ["What there is at the accepter's side in another account or Region."],
  },
  {
    title: "Transit gateways",
    reads: transitGatewayReads,
    assumed: [
      "Attachments are associated with the default route table, and propagate their blocks to it, unless the template turns that off.",
      "Security groups of other attached VPCs can be named where the gateway is set so, and appliance mode is on where the attachment is set so.",
      "A gateway that is exported or handed to another stack may have other attachments and routes.",
    ],
    ignored: ["Multicast.", "Attachments for Connect, for peering and for Direct Connect."],
  },
  {
    title: "VPC endpoints and endpoint services",
    reads: vpcEndpointReads,
    assumed: [
      "An endpoint without a type is a gateway endpoint.",
      "An interface endpoint without security groups has the VPC's default group, which lets nobody in but its members.",
      "Private DNS is off unless the template turns it on.",
    ],
    ignored: ["Endpoint policies.", "Which services AWS offers in which zone."],
  },
  {
    title: "Security groups",
    reads: securityGroupReads,
    assumed: [
      "A group without egress rules, inline or standalone, lets everything out.",
      "What the standalone egress rules of a group without inline ones do not let out is unknown: AWS does not say whether they replace its rule for everything.",
      "A group that is exported or handed to another stack, and one of another stack, may have other rules.",
      "A standalone rule for a group that is not known may be for any group of the template.",
    ],
    ignored: ["Who is a member of a group of another stack."],
  },
  {
    title: "Network ACLs",
    reads: networkAclReads,
    assumed: [
      "What no entry matches is denied.",
      "A subnet without an association uses the VPC's default network ACL, which lets everything through.",
      "An ACL that is exported or handed to another stack, and every ACL where an entry names one that is not known, may have other entries.",
    ],
    ignored: [
      "Entries that other stacks make in the default network ACL.",
      "What a deny entry takes from an allow entry after it, in rules about a whole ACL.",
    ],
  },
  {
    title: "Instances and network interfaces",
    reads: instanceReads,
    assumed: ["The source/destination check is on unless the template turns it off."],
    ignored: ["Addresses that AWS assigns.", "What runs on an instance."],
  },
  {
    title: "Load balancers, listeners and target groups",
    reads: loadBalancerReads,
    assumed: [
      "A load balancer is internet-facing unless the template says otherwise.",
      "One that is not classic is an application load balancer unless the template says otherwise.",
      "Targets are instances unless the target group says otherwise.",
    ],
    ignored: [
      "Targets that register themselves.",
      "Attributes of load balancers and target groups, but for whether targets see their clients' addresses.",
      "Certificates.",
    ],
  },
  {
    title: "Auto Scaling groups",
    reads: autoScalingReads,
    assumed: [
      "Instances register with the target groups and load balancers that the group names.",
      "They get public addresses as the launch template or launch configuration says, or else as the subnet does.",
    ],
    ignored: ["Load balancers that are attached later.", "Scaling policies."],
  },
  {
    title: "RDS databases",
    reads: databaseReads,
    assumed: ["An instance of a cluster is where the cluster's subnet group is."],
    ignored: ["Default subnet groups.", "Addresses.", "Engine options."],
  },
  {
    title: "Ports of other databases and of caches",
    reads: servicePortReads,
    assumed: ["A database or cache listens on the port that the template gives, or else on its engine's default."],
    ignored: ["Ports that option groups open besides."],
  },
  {
    title: "EKS clusters",
    reads: eksClusterReads,
    assumed: ["The control plane is in the Region, and needs two zones, unless the cluster is on an Outpost."],
    ignored: ["Nodes that join by themselves.", "Add-ons."],
  },
  {
    title: "ECS services",
    reads: ecsServiceReads,
    assumed: ["Tasks with interfaces of their own register with the target groups that the service names."],
    ignored: ["Task definitions.", "Tasks that share the interface of their instance."],
  },
  {
    title: "Hosted zones",
    reads: hostedZoneReads,
    assumed: ["A zone that names VPCs is private."],
    ignored: ["Records."],
  },
  {
    title: "Route 53 Resolver",
    reads: resolverReads,
    assumed: [
      "A forwarding rule sends queries through the endpoint that it names.",
      "Queries go to port 53 unless the template says otherwise.",
    ],
    ignored: ["Which VPCs use a rule (`AWS::Route53Resolver::ResolverRuleAssociation`).", "DNS Firewall."],
  },
  {
    title: "VPC Lattice resource gateways and configurations",
    reads: latticeReads,
    assumed: ["A configuration is reached through the gateway that it names."],
    ignored: ["Service networks, services and their policies."],
  },
  {
    title: "Site-to-site VPN and Direct Connect",
    reads: vpnReads,
    assumed: ["A VPN connection uses BGP unless it says static routes only."],
    ignored: ["Outside addresses of tunnels.", "What BGP announces."],
  },
  {
    title: "Client VPN",
    reads: clientVpnReads,
    assumed: [
      "Clients reach nothing without an authorization rule for where they go.",
      "An endpoint is in the VPC of the subnets that it is associated with.",
    ],
    ignored: ["Who connects.", "Authentication."],
  },
  {
    title: "Network Insights paths and access scopes",
    reads: insightsReads,
    assumed: ["A path is meant to be reachable, and what an access scope matches and does not exclude is meant not to be."],
    ignored: ["Analyses and their results."],
  },
  {
    title: "Everything else that holds a subnet and a security group",
    reads: workloadReads,
    assumed: [
      "Every subnet and group that a workload names, directly or through a subnet group, is one that its interfaces use.",
      "Launch templates, launch configurations and subnet groups only describe: they hold no address.",
    ],
    ignored: ["What runs there, and on which ports, unless a security group says."],
  },
];

/** Every property that the model reads, as dotted paths, by resource type. */
export const networkReads: ReadonlyMap<string, readonly string[]> = families.reduce<Map<string, readonly string[]>>((all, { reads }) => {
  for (const [type, names] of Object.entries(reads)) all.set(type, [...new Set([...(all.get(type) ?? []), ...names])]);
  return all;
}, new Map());
