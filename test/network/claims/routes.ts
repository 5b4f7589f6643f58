/** What the page says about VPCs, subnets, routes and the ways between VPCs. */
import { partyIn } from "../../../server/src/network/admission.ts";
import type { Network } from "../../../server/src/network/network.ts";
import { sidesOf } from "../../../server/src/network/peering-routes.ts";
import { prefixListEntries } from "../../../server/src/network/prefix-list.ts";
import { links } from "../../../server/src/network/resource.ts";
import { effectiveTable, exposureOf, rivalsOf, tableEntries } from "../../../server/src/network/routing.ts";
import { vpcIdentity } from "../../../server/src/network/topology.ts";
import { compareZones } from "../../../server/src/network/zone.ts";
import { isZonalPublic } from "../../../server/src/rules/nat/zonal.ts";
import {
  type Claim,
  type Resources,
  ec2,
  endpoint,
  exporting,
  finds,
  gains,
  gateway,
  getAtt,
  loudIn,
  named,
  nested,
  network,
  of,
  other,
  ref,
  subnet,
  table,
  textOf,
} from "./claim.ts";

const tableKind = (from: Network): string => effectiveTable(from, subnet(from)).kind;
const exposure = (from: Network): string => exposureOf(from, subnet(from)).kind;
const ipv6Unknown = (from: Network): boolean => {
  const ids = { links: [...from.subnets.values()].flatMap(({ resource }) => linkTo(from, resource.logicalId)), isComplete: true };
  return partyIn(from, ids, { links: [], isComplete: true }).unknownVersions.includes(6);
};
/** A link to a subnet, as the resource `Named` names it. */
const linkTo = (from: Network, logicalId: string) => {
  const named = from.resources.get("Named");
  return named ? links(named, "SubnetIds").links.filter((one) => one.logicalId === logicalId) : [];
};
const peering = (more: object = {}) => ec2("VPCPeeringConnection", { VpcId: ref("Vpc"), PeerVpcId: ref("Other"), ...more });
const knowsPeer = (more: object): boolean => {
  const from = network({ ...other, Peering: peering(more) });
  return [...from.peerings.values()].flatMap((one) => sidesOf(from, one))[0]?.peerVpc !== undefined;
};

const transitGateway = (more: object = {}): Resources => ({
  Tgw: ec2("TransitGateway", more),
  TgwAttachment: ec2("TransitGatewayAttachment", { TransitGatewayId: ref("Tgw"), VpcId: ref("Vpc"), SubnetIds: [ref("SubnetA")] }),
});

export const routeClaims: readonly Claim[] = [
  [
    "A block that IPAM or Amazon allocates exists and is unknown.",
    () =>
      [
        network({ Vpc: ec2("VPC", { Ipv4IpamPoolId: "ipam-pool-1", Ipv4NetmaskLength: 16 }) }),
        network({ Ipv6: ec2("VPCCidrBlock", { VpcId: ref("Vpc"), AmazonProvidedIpv6CidrBlock: true }) }),
      ].map((from) => {
        const { known: blocks, isIpv4Complete, isIpv6Complete } = from.topology.blocksOf(vpcIdentity("Vpc"));
        return [blocks.length, isIpv4Complete, isIpv6Complete];
      }),
    [
      [0, false, true],
      [1, true, false],
    ],
  ],
  [
    "DNS support is on and DNS host names are off unless the template says otherwise.",
    () =>
      [{}, { EnableDnsHostnames: true }, { EnableDnsHostnames: true, EnableDnsSupport: false }].map((dns) =>
        loudIn(textOf({ Vpc: ec2("VPC", { CidrBlock: "10.0.0.0/16", ...dns }), ...endpoint({ PrivateDnsEnabled: true }) })).filter((one) =>
          /dns-attributes|vpc-attributes|hostnames/.test(one),
        ),
      ),
    [["endpoint/private-dns-vpc-attributes Vpc"], [], ["dns/hostnames-without-support Vpc"]],
  ],
  [
    "Without a route table association a subnet uses the main route table of its VPC, which has local routes only where the template makes the VPC.",
    () => {
      const elsewhere = network({ SubnetA: ec2("Subnet", { VpcId: ref("Given"), CidrBlock: "10.0.1.0/24" }) });
      return [tableKind(network({})), exposure(network({})), tableKind(elsewhere)];
    },
    ["main", "isolated", "unknown"],
  ],
  [
    "Where another stack gets to know the subnet, or a custom resource finds the main table, which routes it has is unknown.",
    () => [
      tableKind(network(nested(ref("SubnetA")))),
      tableKind(
        network({
          Finder: of("Custom::MainTable", { ServiceToken: "arn:aws:lambda:eu-west-1:123456789012:function:f", VpcId: ref("Vpc") }),
          Route: ec2("Route", { RouteTableId: getAtt("Finder", "Id"), DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" }),
        }),
      ),
    ],
    ["unknown", "unknown"],
  ],
  [
    "A subnet with several route tables uses one of them, which is unknown.",
    () => {
      const one = { ...table({ NatGatewayId: ref("Given") }), Second: ec2("RouteTable", { VpcId: ref("Vpc") }) };
      const two = { ...one, Again: ec2("SubnetRouteTableAssociation", { SubnetId: ref("SubnetA"), RouteTableId: ref("Second") }) };
      return [tableKind(network(one)), tableKind(network(two))];
    },
    ["explicit", "unknown"],
  ],
  [
    "Without a zone AWS picks one, which is unknown.",
    () => {
      const from = network({ SubnetC: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.3.0/24" }) });
      return [compareZones(subnet(from), subnet(from, "SubnetB")), compareZones(subnet(from), subnet(from, "SubnetC"))];
    },
    ["different", "unknown"],
  ],
  [
    "Instances get no public address unless the subnet or the instance says so.",
    () =>
      [{}, { MapPublicIpOnLaunch: true }].map((more) =>
        finds("public/no-igw-route", {
          SubnetA: ec2("Subnet", { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/24", ...more }),
          Host: ec2("Instance", { ImageId: "ami-12345678", SubnetId: ref("SubnetA") }),
        }),
      ),
    [false, true],
  ],
  [
    "The addresses that `AWS::EC2::SubnetCidrBlock` adds: where there is one, all IPv6 addresses of subnets are unknown to security groups.",
    () => [
      ipv6Unknown(network(named)),
      ipv6Unknown(network({ ...named, More: ec2("SubnetCidrBlock", { SubnetId: ref("SubnetB"), Ipv6CidrBlock: "2001:db8::/64" }) })),
    ],
    [false, true],
  ],
  [
    "Each known block of the VPC has a local route.",
    () =>
      tableEntries(
        network({ More: ec2("VPCCidrBlock", { VpcId: ref("Vpc"), CidrBlock: "10.1.0.0/16" }) }),
        vpcIdentity("Vpc"),
        undefined,
      ).map(({ kind }) => kind),
    ["local", "local"],
  ],
  [
    "The most specific route wins.",
    () => {
      const from = network({ ...table({ NatGatewayId: ref("Given") }, "10.0.0.0/8") });
      const route = from.routes.get("Route");
      const entries = tableEntries(from, vpcIdentity("Vpc"), from.routeTables.get("Table"));
      const rivals = route && rivalsOf(entries, route);
      return [rivals?.beats.length, rivals?.losesTo.map(({ kind }) => kind)];
    },
    [0, ["local"]],
  ],
  [
    "A table that is exported or handed to another stack, or that a route server propagates to, may have other routes.",
    () => {
      const tables = { Table: ec2("RouteTable", { VpcId: ref("Vpc") }) };
      return [
        gains(tables, "Table"),
        gains(tables, "Table", exporting(ref("Table"))),
        gains({ ...tables, ...nested(ref("Table")) }, "Table"),
        gains({ ...tables, Dynamic: ec2("RouteServerPropagation", { RouteServerId: "rs-1", RouteTableId: ref("Table") }) }, "Table"),
      ];
    },
    [false, true, true, true],
  ],
  [
    "What a list of AWS or of another stack holds is unknown.",
    () =>
      [ref("List"), "pl-0123456789abcdef0"].map((list) => {
        const from = network({
          List: ec2("PrefixList", { AddressFamily: "IPv4", MaxEntries: 1, Entries: [{ Cidr: "192.0.2.0/24" }] }),
          Route: ec2("Route", { DestinationPrefixListId: list, GatewayId: "igw-0123456789abcdef0" }),
        });
        const named = from.routes.get("Route")?.prefixList;
        return named && prefixListEntries(from, named)?.length;
      }),
    [1, undefined],
  ],
  [
    "A gateway is attached where the template attaches it.",
    () => {
      const unattached = { Gateway: ec2("InternetGateway"), ...table({ GatewayId: ref("Gateway") }) };
      const attached = { ...gateway(), ...unattached };
      return [finds("route/gateway-not-attached", unattached), finds("route/gateway-not-attached", attached)];
    },
    [true, false],
  ],
  [
    "Where the gateway or the VPC is handed to another stack, whether it is attached there is unknown.",
    () => {
      const route = { Gateway: ec2("InternetGateway"), ...table({ GatewayId: ref("Gateway") }) };
      const nat = { Nat: ec2("NatGateway", { SubnetId: ref("SubnetA"), AllocationId: "eipalloc-0abcdef1234567890" }) };
      return [
        finds("route/gateway-not-attached", { ...route, ...nested(ref("Gateway")) }),
        finds("nat/no-igw-in-vpc", nat),
        finds("nat/no-igw-in-vpc", { ...nat, ...nested(ref("Vpc")) }),
      ];
    },
    [false, true, false],
  ],
  [
    "A gateway of another stack that a default route leads to is an internet gateway, unless its id is that of a virtual private gateway.",
    () => ["igw-0123456789abcdef0", "vgw-0123456789abcdef0"].map((id) => exposure(network(table({ GatewayId: id })))),
    ["public", "forwarded"],
  ],
  [
    "A NAT gateway is public and zonal unless the template says otherwise.",
    () =>
      [{}, { ConnectivityType: "private" }, { AvailabilityMode: "regional" }].map((more) =>
        [...network({ Nat: ec2("NatGateway", { SubnetId: ref("SubnetA"), ...more }) }).natGateways.values()].map(isZonalPublic),
      ),
    [[true], [false], [false]],
  ],
  [
    "The peer is in the same account and Region unless the template says otherwise.",
    () => [knowsPeer({}), knowsPeer({ PeerRegion: "eu-central-1" })],
    [true, false],
  ],
  [
    "A VPC of this template is in the same account, whatever the template says.",
    () => [
      knowsPeer({ PeerOwnerId: "123456789012" }),
      finds("peering/role-missing", { ...other, Peering: peering({ PeerOwnerId: "123456789012" }) }),
    ],
    [true, false],
  ],
  [
    "The connection is accepted, but for one to another account without a role to accept it with.",
    () =>
      [{}, { PeerOwnerId: "123456789012" }, { PeerOwnerId: "123456789012", PeerRoleArn: "arn:aws:iam::123456789012:role/accept" }].map(
        (more) => finds("peering/role-missing", { Peering: peering({ PeerVpcId: ref("Given"), ...more }) }),
      ),
    [false, true, false],
  ],
  [
    "Attachments are associated with the default route table, and propagate their blocks to it, unless the template turns that off.",
    () =>
      [{}, { DefaultRouteTableAssociation: "disable", DefaultRouteTablePropagation: "disable" }].map((more) =>
        [...network(transitGateway(more)).transitGateways.values()].map((one) => [one.associatesByDefault, one.propagatesByDefault]),
      ),
    [[[true, true]], [[false, false]]],
  ],
  [
    "Security groups of other attached VPCs can be named where the gateway is set so, and appliance mode is on where the attachment is set so.",
    () =>
      [{}, { SecurityGroupReferencingSupport: "enable" }].map((more) => {
        const from = network(transitGateway(more));
        return [from.transitGateways.get("Tgw")?.referencesGroups, from.transitGatewayAttachments.get("TgwAttachment")?.isApplianceMode];
      }),
    [
      [false, false],
      [true, false],
    ],
  ],
  [
    "A gateway that is exported or handed to another stack may have other attachments and routes.",
    () => {
      const closed = transitGateway({ DefaultRouteTableAssociation: "disable" });
      return [finds("tgw/not-associated", closed), finds("tgw/not-associated", closed, exporting(ref("Tgw")))];
    },
    [true, false],
  ],
];
