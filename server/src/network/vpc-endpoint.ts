/**
 * VPC endpoints and endpoint services. Does not know which services AWS offers in which zone.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 */
import { valueIdentity } from "../template/value.ts";
import { booleanField, type Field, known, type Link, link, type Links, links, type Resource, textField } from "./resource.ts";

export const vpcEndpointReads = {
  "AWS::EC2::VPCEndpoint": [
    "VpcId",
    "ServiceName",
    "VpcEndpointType",
    "SubnetIds",
    "SubnetConfigurations",
    "SecurityGroupIds",
    "RouteTableIds",
    "PrivateDnsEnabled",
    "ResourceConfigurationArn",
    "ServiceNetworkArn",
  ],
  "AWS::EC2::VPCEndpointService": ["NetworkLoadBalancerArns", "GatewayLoadBalancerArns"],
} as const;

export interface VpcEndpoint {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  readonly serviceName: Field<string> | undefined;
  /** Undefined where the type is unknown. Absent means `Gateway`. */
  readonly type: string | undefined;
  readonly typeField: Field<string> | undefined;
  readonly subnets: Links;
  /** Absent: the VPC's default security group. */
  readonly securityGroups: Links;
  readonly routeTables: Links;
  /** Absent means false. */
  readonly privateDns: Field<boolean> | undefined;
  /** What an endpoint of type `Resource` leads to. */
  readonly resourceConfiguration: Link | undefined;
  /** What an endpoint of type `ServiceNetwork` leads to. */
  readonly serviceNetwork: Link | undefined;
}

/** An endpoint service: what a Network or Gateway Load Balancer offers to other VPCs. */
export interface VpcEndpointService {
  readonly resource: Resource;
  readonly networkLoadBalancers: Links;
  readonly gatewayLoadBalancers: Links;
}

export function readVpcEndpoint(resource: Resource): VpcEndpoint {
  const type = textField(resource, "VpcEndpointType");
  return {
    resource,
    vpc: link(resource, "VpcId"),
    serviceName: textField(resource, "ServiceName"),
    type: type ? known(type) : resource.mayGainProperties ? undefined : "Gateway",
    typeField: type,
    subnets: links(resource, "SubnetIds"),
    securityGroups: links(resource, "SecurityGroupIds"),
    routeTables: links(resource, "RouteTableIds"),
    privateDns: booleanField(resource, "PrivateDnsEnabled"),
    resourceConfiguration: link(resource, "ResourceConfigurationArn"),
    serviceNetwork: link(resource, "ServiceNetworkArn"),
  };
}

export const readVpcEndpointService = (resource: Resource): VpcEndpointService => ({
  resource,
  networkLoadBalancers: links(resource, "NetworkLoadBalancerArns"),
  gatewayLoadBalancers: links(resource, "GatewayLoadBalancerArns"),
});

/**
 * The AWS service of a name like `com.amazonaws.REGION.ecr.dkr` (`ecr.dkr`), whatever the Region is; undefined for other names.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function awsService(serviceName: Field<string> | undefined): string | undefined {
  if (!serviceName) return undefined;
  const name = valueIdentity(serviceName.value);
  return /^(?:[a-z]+\.)+(?:[a-z]{2}(?:-[a-z]+)+-\d|\$\{AWS::Region\})\.([a-z0-9.-]+)$/.exec(
    name.startsWith("com.amazonaws.vpce.") ? "" : name,
  )?.[1];
}

/** The logical id of the endpoint service of this template in a name like `com.amazonaws.vpce.REGION.${Service}`. */
export function ownServiceId(serviceName: Field<string> | undefined): string | undefined {
  const name = serviceName && valueIdentity(serviceName.value);
  return /^com\.amazonaws\.vpce\.(?:[a-z0-9-]+|\$\{AWS::Region\})\.\$\{(\w+)\}$/.exec(name ?? "")?.[1];
}

/** AWS services that have gateway endpoints. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
export const hasGatewayEndpoints = (service: string): boolean => ["s3", "dynamodb", "s3express"].includes(service);
