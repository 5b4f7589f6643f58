/** More resources of a template in one line of YAML each: what connects VPCs, load balancers and endpoints. Lines go below `Resources:`. */
import { refs, resource } from "./shorthand.ts";

/** An Availability Zone, as a further property. */
export const zone = (letter: string): string => `, AvailabilityZone: !Sub "\${AWS::Region}${letter}"`;

const switches = {
  on: "",
  off: "DefaultRouteTableAssociation: disable, DefaultRouteTablePropagation: disable",
  "no association": "DefaultRouteTableAssociation: disable",
  "no propagation": "DefaultRouteTablePropagation: disable",
} as const;

/** A transit gateway; `mode` is about its default route table. */
export const transitGateway = (id: string, mode: keyof typeof switches, more = ""): string =>
  resource(id, "EC2::TransitGateway", [switches[mode], more, "Description: a hub"].filter((text) => text !== "").join(", "));

/** An attachment with the subnets "A B". */
export const attachment = (id: string, gateway: string, vpc: string, subnets: string, options = ""): string =>
  resource(
    id,
    "EC2::TransitGatewayAttachment",
    `TransitGatewayId: !Ref ${gateway}, VpcId: !Ref ${vpc}, SubnetIds: [${refs(subnets)}]${options && `, Options: {${options}}`}`,
  );

/** A route table of a transit gateway with associations and propagations "A B", and routes "CIDR Attachment" or "CIDR blackhole". */
export function transitTable(id: string, gateway: string, associated: string, propagating: string, ...routes: readonly string[]): string {
  const linked = (type: string, ids: string): string =>
    ids
      .split(" ")
      .filter((one) => one !== "")
      .map((one) =>
        resource(
          `${id}${type}${one}`,
          `EC2::TransitGatewayRouteTable${type}`,
          `TransitGatewayRouteTableId: !Ref ${id}, TransitGatewayAttachmentId: !Ref ${one}`,
        ),
      )
      .join("");
  const own = routes.map((route, at) => {
    const [cidr = "", target = ""] = route.split(" ");
    const leads = target === "blackhole" ? "Blackhole: true" : `TransitGatewayAttachmentId: !Ref ${target}`;
    return resource(
      `${id}Route${at}`,
      "EC2::TransitGatewayRoute",
      `TransitGatewayRouteTableId: !Ref ${id}, DestinationCidrBlock: "${cidr}", ${leads}`,
    );
  });
  return (
    resource(id, "EC2::TransitGatewayRouteTable", `TransitGatewayId: !Ref ${gateway}`) +
    linked("Association", associated) +
    linked("Propagation", propagating) +
    own.join("")
  );
}

/** A public NAT gateway with its address. */
export const nat = (id: string, subnet: string): string =>
  resource(`${id}Address`, "EC2::EIP", "Domain: vpc") +
  resource(id, "EC2::NatGateway", `SubnetId: !Ref ${subnet}, AllocationId: !GetAtt ${id}Address.AllocationId`);

/** A virtual private gateway, attached, with one VPN connection `${id}Connection` and its static prefixes; none of them: BGP. */
export const privateGateway = (id: string, vpc: string, ...prefixes: readonly string[]): string =>
  resource(id, "EC2::VPNGateway", "Type: ipsec.1") +
  resource(`${id}Attachment`, "EC2::VPCGatewayAttachment", `VpcId: !Ref ${vpc}, VpnGatewayId: !Ref ${id}`) +
  resource(`${id}Customer`, "EC2::CustomerGateway", "Type: ipsec.1, BgpAsn: 65000, IpAddress: 203.0.113.9") +
  resource(
    `${id}Connection`,
    "EC2::VPNConnection",
    `Type: ipsec.1, StaticRoutesOnly: ${prefixes.length > 0}, CustomerGatewayId: !Ref ${id}Customer, VpnGatewayId: !Ref ${id}`,
  ) +
  prefixes
    .map((prefix, at) =>
      resource(`${id}Prefix${at}`, "EC2::VPNConnectionRoute", `VpnConnectionId: !Ref ${id}Connection, DestinationCidrBlock: ${prefix}`),
    )
    .join("");

/** Propagation of a virtual private gateway to the tables "A B". */
export const propagation = (id: string, gateway: string, tables: string): string =>
  `  ${id}: {Type: "AWS::EC2::VPNGatewayRoutePropagation", DependsOn: ${gateway}Attachment, Properties: {RouteTableIds: [${refs(tables)}], VpnGatewayId: !Ref ${gateway}}}\n`;

/** An interface endpoint of an AWS service; `more` as further properties, with a leading comma. */
export const interfaceEndpoint = (
  id: string,
  vpc: string,
  service: string,
  subnets: string,
  groups: string,
  more = ", PrivateDnsEnabled: true",
): string =>
  resource(
    id,
    "EC2::VPCEndpoint",
    `VpcId: !Ref ${vpc}, VpcEndpointType: Interface, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.${service}", SubnetIds: [${refs(subnets)}]${groups && `, SecurityGroupIds: [${refs(groups)}]`}${more}`,
  );

/** A gateway endpoint of the tables "A B". */
export const gatewayEndpoint = (id: string, vpc: string, service: string, tables: string): string =>
  resource(
    id,
    "EC2::VPCEndpoint",
    `VpcId: !Ref ${vpc}, ServiceName: !Sub "com.amazonaws.\${AWS::Region}.${service}", RouteTableIds: [${refs(tables)}]`,
  );

/** A load balancer of the subnets "A B"; `groups` empty for none. */
export const loadBalancer = (id: string, type: string, scheme: string, subnets: string, groups: string, more = ""): string =>
  resource(
    id,
    "ElasticLoadBalancingV2::LoadBalancer",
    `Type: ${type}, Scheme: ${scheme}, Subnets: [${refs(subnets)}]${groups && `, SecurityGroups: [${refs(groups)}]`}${more}`,
  );

/** A listener "TCP 80" that forwards to a target group. */
export function listener(id: string, balancer: string, what: string, targetGroup: string): string {
  const [protocol = "", port] = what.split(" ");
  const on = port === undefined ? "" : `, Protocol: ${protocol}, Port: ${port}`;
  return resource(
    id,
    "ElasticLoadBalancingV2::Listener",
    `LoadBalancerArn: !Ref ${balancer}${on}, DefaultActions: [{Type: forward, TargetGroupArn: !Ref ${targetGroup}}]`,
  );
}

/** A target group "TCP 8080" with targets such as "Web" (an instance) or "Web.PrivateIp"; `more` with a leading comma. */
export function targetGroup(id: string, vpc: string, what: string, targets: string, more = ""): string {
  const [protocol = "", port = ""] = what.split(" ");
  const items = targets
    .split(" ")
    .filter((one) => one !== "")
    .map((one) => `{Id: ${one.includes(".") ? `!GetAtt ${one}` : `!Ref ${one}`}}`);
  const type = targets.includes(".") ? ", TargetType: ip" : "";
  return resource(
    id,
    "ElasticLoadBalancingV2::TargetGroup",
    `VpcId: !Ref ${vpc}, Protocol: ${protocol}, Port: ${port}${type}${items.length > 0 ? `, Targets: [${items.join(", ")}]` : ""}${more}`,
  );
}

/** Whether targets see the client's address, as a further property. */
export const preserveClientIp = (value: boolean): string =>
  `, TargetGroupAttributes: [{Key: preserve_client_ip.enabled, Value: "${value}"}]`;
