/**
 * Attributes (`Fn::GetAtt`) that the template itself states. Knows which attribute is the same as `Ref`, and which repeats a
 * property, and which types have no others; what else there is, is known at deployment only.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */

/** Attributes that give what `Ref` gives. `Ref` of a security group without `VpcId` gives its name; both mean that group. */
const sameAsRef: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::VPC": ["VpcId"],
  "AWS::EC2::Subnet": ["SubnetId"],
  "AWS::EC2::RouteTable": ["RouteTableId"],
  "AWS::EC2::InternetGateway": ["InternetGatewayId"],
  "AWS::EC2::EgressOnlyInternetGateway": ["Id"],
  "AWS::EC2::VPNGateway": ["VPNGatewayId"],
  "AWS::EC2::NatGateway": ["NatGatewayId"],
  "AWS::EC2::SecurityGroup": ["GroupId", "Id"],
  "AWS::EC2::NetworkAcl": ["Id"],
  "AWS::EC2::NetworkInterface": ["Id"],
  "AWS::EC2::Instance": ["InstanceId"],
  "AWS::EC2::VPCPeeringConnection": ["Id"],
  "AWS::EC2::TransitGateway": ["Id"],
  "AWS::EC2::TransitGatewayAttachment": ["Id"],
  "AWS::EC2::TransitGatewayVpcAttachment": ["Id"],
  "AWS::EC2::TransitGatewayRouteTable": ["TransitGatewayRouteTableId"],
  "AWS::EC2::VPNConnection": ["VpnConnectionId"],
  "AWS::EC2::CustomerGateway": ["CustomerGatewayId"],
  "AWS::EC2::ClientVpnEndpoint": ["Id"],
  "AWS::EC2::VPCEndpoint": ["Id"],
  "AWS::EC2::VPCEndpointService": ["ServiceId"],
  "AWS::EC2::PrefixList": ["PrefixListId"],
  "AWS::Route53Resolver::ResolverEndpoint": ["ResolverEndpointId"],
  "AWS::VpcLattice::ResourceGateway": ["Id", "Arn"],
  "AWS::VpcLattice::ResourceConfiguration": ["Id", "Arn"],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ["LoadBalancerArn"],
  "AWS::ElasticLoadBalancingV2::TargetGroup": ["TargetGroupArn"],
  "AWS::ElasticLoadBalancingV2::Listener": ["ListenerArn"],
};

/** Attributes that repeat a property of the resource. */
const sameAsProperty: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::VPC": ["CidrBlock"],
  "AWS::EC2::Subnet": ["CidrBlock", "VpcId", "AvailabilityZone"],
  "AWS::EC2::SecurityGroup": ["VpcId"],
};

/** What `Fn::GetAtt` of that attribute is, where it is no secret of the deployment. */
export function attributeMeaning(type: string, attribute: string): "ref" | "property" | undefined {
  if (sameAsRef[type]?.includes(attribute)) return "ref";
  return sameAsProperty[type]?.includes(attribute) ? "property" : undefined;
}

/**
 * All attributes of types whose list is certain, by their first part (`PrivateDnsNameConfiguration` of `…Configuration.Name`), from the
 * Return values of the template reference and from the resource types' own schemas. A type that is not here may have any.
 */
const allAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::VPC": [
    "CidrBlock",
    "CidrBlockAssociations",
    "DefaultNetworkAcl",
    "DefaultSecurityGroup",
    "EnableDnsHostnames",
    "EnableDnsSupport",
    "InstanceTenancy",
    "Ipv4IpamPoolId",
    "Ipv4NetmaskLength",
    "Ipv6CidrBlocks",
    "Tags",
    "VpcEncryptionControl",
    "VpcId",
  ],
  "AWS::EC2::Subnet": [
    "AssignIpv6AddressOnCreation",
    "AvailabilityZone",
    "AvailabilityZoneId",
    "BlockPublicAccessStates",
    "CidrBlock",
    "EnableDns64",
    "EnableLniAtDeviceIndex",
    "Ipv4IpamPoolId",
    "Ipv4NetmaskLength",
    "Ipv6CidrBlock",
    "Ipv6CidrBlocks",
    "Ipv6IpamPoolId",
    "Ipv6Native",
    "Ipv6NetmaskLength",
    "MapPublicIpOnLaunch",
    "NetworkAclAssociationId",
    "OutpostArn",
    "PrivateDnsNameOptionsOnLaunch",
    "SubnetId",
    "Tags",
    "VpcId",
  ],
  "AWS::EC2::VPCCidrBlock": ["Id", "IpSource", "Ipv6AddressAttribute"],
  "AWS::EC2::SubnetCidrBlock": ["Id", "IpSource", "Ipv6AddressAttribute"],
  "AWS::EC2::RouteTable": ["RouteTableId"],
  "AWS::EC2::Route": ["CidrBlock"],
  "AWS::EC2::SubnetRouteTableAssociation": ["Id"],
  "AWS::EC2::GatewayRouteTableAssociation": ["AssociationId"],
  "AWS::EC2::SubnetNetworkAclAssociation": ["AssociationId"],
  "AWS::EC2::InternetGateway": ["InternetGatewayId"],
  "AWS::EC2::EgressOnlyInternetGateway": ["Id"],
  "AWS::EC2::VPCGatewayAttachment": ["AttachmentType"],
  "AWS::EC2::NatGateway": ["NatGatewayId", "EniId", "RouteTableId", "AutoProvisionZones", "AutoScalingIps"],
  "AWS::EC2::EIP": ["AllocationId", "PublicIp"],
  "AWS::EC2::EIPAssociation": ["Id"],
  "AWS::EC2::SecurityGroup": [
    "GroupId",
    "Id",
    "VpcId",
    "GroupName",
    "GroupDescription",
    "SecurityGroupIngress",
    "SecurityGroupEgress",
    "Tags",
  ],
  "AWS::EC2::SecurityGroupIngress": ["Id"],
  "AWS::EC2::SecurityGroupEgress": ["Id"],
  "AWS::EC2::NetworkAcl": ["Id"],
  "AWS::EC2::NetworkAclEntry": ["Id"],
  "AWS::EC2::PrefixList": ["PrefixListId", "Arn", "Version", "OwnerId"],
  "AWS::EC2::VPCPeeringConnection": ["Id"],
  "AWS::EC2::TransitGateway": ["Id", "TransitGatewayArn", "EncryptionSupportState"],
  "AWS::EC2::TransitGatewayAttachment": ["Id"],
  "AWS::EC2::TransitGatewayVpcAttachment": ["Id"],
  "AWS::EC2::TransitGatewayRouteTable": ["TransitGatewayRouteTableId"],
  "AWS::EC2::VPNGateway": ["VPNGatewayId"],
  "AWS::EC2::VPNGatewayRoutePropagation": ["Id"],
  "AWS::EC2::CustomerGateway": ["CustomerGatewayId"],
  "AWS::EC2::VPNConnection": ["VpnConnectionId"],
  "AWS::EC2::VPCEndpoint": ["Id", "DnsEntries", "NetworkInterfaceIds", "CreationTimestamp"],
  "AWS::EC2::VPCEndpointService": ["ServiceId", "PrivateDnsNameConfiguration"],
  "AWS::EC2::DHCPOptions": ["DhcpOptionsId"],
  "AWS::Route53Resolver::ResolverEndpoint": [
    "Arn",
    "Direction",
    "HostVPCId",
    "IpAddressCount",
    "Name",
    "OutpostArn",
    "PreferredInstanceType",
    "ResolverEndpointId",
    "ResolverEndpointType",
  ],
  "AWS::Route53Resolver::ResolverRule": ["Arn", "DomainName", "Name", "ResolverEndpointId", "ResolverRuleId", "TargetIps"],
  "AWS::Route53Resolver::ResolverRuleAssociation": ["Name", "ResolverRuleAssociationId", "ResolverRuleId", "VPCId"],
  "AWS::VpcLattice::ResourceGateway": ["Arn", "Id"],
  "AWS::VpcLattice::ResourceConfiguration": ["Arn", "Id"],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": [
    "CanonicalHostedZoneID",
    "DNSName",
    "LoadBalancerArn",
    "LoadBalancerFullName",
    "LoadBalancerName",
    "SecurityGroups",
  ],
  "AWS::ElasticLoadBalancingV2::TargetGroup": ["LoadBalancerArns", "TargetGroupArn", "TargetGroupFullName", "TargetGroupName"],
};

/** The attributes of a type, undefined where the list is not certain. */
export const attributesOf = (type: string): readonly string[] | undefined => allAttributes[type];

/** Attributes that are lists: where one value is wanted, an element has to be picked. */
const listAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::VPC": ["Ipv6CidrBlocks", "CidrBlockAssociations"],
  "AWS::EC2::Subnet": ["Ipv6CidrBlocks"],
  "AWS::EC2::VPCEndpoint": ["DnsEntries", "NetworkInterfaceIds"],
  "AWS::EC2::NetworkInterface": ["SecondaryPrivateIpAddresses"],
};

export const isListAttribute = (type: string, attribute: string): boolean => listAttributes[type]?.includes(attribute) === true;
