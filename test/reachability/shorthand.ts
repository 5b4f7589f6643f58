/** Resources of a template in one line of YAML each, for tests that need many of them. Lines go below `Resources:`. */

/** A template of these resources. */
export const template = (...resources: readonly string[]): string => `Resources:\n${resources.join("")}`;

/** One resource; `properties` as the inside of a flow mapping. */
export const resource = (id: string, type: string, properties: string): string =>
  `  ${id}: {Type: "AWS::${type}", Properties: {${properties}}}\n`;

export const vpc = (id: string, cidr: string, more = ""): string => resource(id, "EC2::VPC", `CidrBlock: ${cidr}${more}`);

/** A subnet, associated with `table` unless that is empty. */
export const subnet = (id: string, vpcId: string, cidr: string, table = "", more = ""): string =>
  resource(id, "EC2::Subnet", `VpcId: !Ref ${vpcId}, CidrBlock: ${cidr}${more}`) +
  (table && resource(`${id}Table`, "EC2::SubnetRouteTableAssociation", `SubnetId: !Ref ${id}, RouteTableId: !Ref ${table}`));

/** A route table with routes such as "0.0.0.0/0 GatewayId Gateway". */
export const table = (id: string, vpcId: string, ...routes: readonly string[]): string =>
  resource(id, "EC2::RouteTable", `VpcId: !Ref ${vpcId}`) + routes.map((route, at) => routeOf(`${id}Route${at}`, id, route)).join("");

function routeOf(id: string, tableId: string, route: string): string {
  const [destination = "", target = "", targetId = ""] = route.split(" ");
  const key = destination.includes(":") ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock";
  return resource(id, "EC2::Route", `RouteTableId: !Ref ${tableId}, ${key}: "${destination}", ${target}: !Ref ${targetId}`);
}

/** An internet gateway, attached. */
export const internetGateway = (id: string, vpcId: string): string =>
  `  ${id}: {Type: "AWS::EC2::InternetGateway"}\n` +
  resource(`${id}Attachment`, "EC2::VPCGatewayAttachment", `VpcId: !Ref ${vpcId}, InternetGatewayId: !Ref ${id}`);

/** A security group; rules such as "tcp 80 0.0.0.0/0", "tcp 80-90 sg:Clients", "all pl:List"; no `egress` means none declared. */
export function group(id: string, vpcId: string, ingress: readonly string[], egress: readonly string[] = []): string {
  const inside = [`GroupDescription: ${id}, VpcId: !Ref ${vpcId}`];
  if (ingress.length > 0) inside.push(`SecurityGroupIngress: [${ingress.map((rule) => ruleOf(rule, "Source")).join(", ")}]`);
  if (egress.length > 0) inside.push(`SecurityGroupEgress: [${egress.map((rule) => ruleOf(rule, "Destination")).join(", ")}]`);
  return resource(id, "EC2::SecurityGroup", inside.join(", "));
}

/** A rule as a flow mapping; `end` names the side that is not the group's. */
export function ruleOf(rule: string, end: "Source" | "Destination"): string {
  const words = rule.split(" ");
  const [protocol = "", peer = "", ports] = [words[0], words.at(-1), words.length > 2 ? words[1] : undefined];
  const [from, to = from] = ports?.split("-") ?? [];
  const portsText = from === undefined ? "" : `, FromPort: ${from}, ToPort: ${to}`;
  const icmp = protocol === "icmp" && from === undefined ? ", FromPort: -1, ToPort: -1" : "";
  return `{IpProtocol: ${protocol === "all" ? '"-1"' : protocol}${portsText}${icmp}, ${peerOf(peer, end)}}`;
}

function peerOf(peer: string, end: "Source" | "Destination"): string {
  if (peer.startsWith("sg:")) return `${end}SecurityGroupId: !GetAtt ${peer.slice(3)}.GroupId`;
  if (peer.startsWith("pl:")) return `${end}PrefixListId: !Ref ${peer.slice(3)}`;
  if (peer.startsWith("ref:")) return `CidrIp: !Ref ${peer.slice(4)}`;
  return peer.includes(":") ? `CidrIpv6: "${peer}"` : `CidrIp: ${peer}`;
}

/** An instance; `more` as further properties, with a leading comma. */
export const host = (id: string, subnetId: string, groups: string, more = ""): string =>
  resource(id, "EC2::Instance", `SubnetId: !Ref ${subnetId}, SecurityGroupIds: [${refs(groups)}]${more}`);

/** An instance with a public address. */
export const publicHost = (id: string, subnetId: string, groups: string, more = ""): string =>
  resource(
    id,
    "EC2::Instance",
    `NetworkInterfaces: [{DeviceIndex: 0, AssociatePublicIpAddress: true, SubnetId: !Ref ${subnetId}, GroupSet: [${refs(groups)}]}]${more}`,
  );

/** `!Ref A, !Ref B` of "A B". */
export const refs = (ids: string): string =>
  ids
    .split(" ")
    .map((id) => `!Ref ${id}`)
    .join(", ");

/** A network ACL of the subnets; entries such as "in 100 allow tcp 80 0.0.0.0/0", "out 110 deny all ::/0". */
export const acl = (id: string, vpcId: string, subnets: string, ...entries: readonly string[]): string =>
  resource(id, "EC2::NetworkAcl", `VpcId: !Ref ${vpcId}`) +
  subnets
    .split(" ")
    .map((name) => resource(`${id}${name}`, "EC2::SubnetNetworkAclAssociation", `SubnetId: !Ref ${name}, NetworkAclId: !Ref ${id}`))
    .join("") +
  entries.map((entry, at) => entryOf(`${id}Entry${at}`, id, entry)).join("");

const protocolNumbers: Readonly<Record<string, number>> = { all: -1, icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

function entryOf(id: string, aclId: string, entry: string): string {
  const words = entry.split(" ");
  const [direction, number, action, protocol = "", cidr = ""] = [words[0], words[1], words[2], words[3], words.at(-1)];
  const [from, to = from] = words.length > 5 ? (words[4]?.split("-") ?? []) : [];
  const ports = from === undefined ? "" : `, PortRange: {From: ${from}, To: ${to}}`;
  const icmp = protocol.startsWith("icmp") ? ", Icmp: {Type: -1, Code: -1}" : "";
  const block = cidr.includes(":") ? `Ipv6CidrBlock: "${cidr}"` : `CidrBlock: ${cidr}`;
  const head = `NetworkAclId: !Ref ${aclId}, RuleNumber: ${number}, RuleAction: ${action}, Egress: ${direction === "out"}`;
  return resource(id, "EC2::NetworkAclEntry", `${head}, Protocol: ${protocolNumbers[protocol]}, ${block}${ports}${icmp}`);
}
