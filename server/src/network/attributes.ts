/**
 * Attributes (`Fn::GetAtt`) that the template itself states. Knows which attribute is the same as `Ref`, and which repeats a
 * property; everything else is known at deployment only.
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
