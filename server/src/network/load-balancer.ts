/**
 * Load balancers (Application, Network, Gateway and Classic), listeners and target groups. Does not know targets that register
 * themselves, nor listener rules of other stacks.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/what-is-load-balancing.html
 */
import type { Term } from "../template/value.ts";
import {
  booleanField,
  type Field,
  integerField,
  known,
  type Link,
  link,
  type Links,
  links,
  type Resource,
  shape,
  type Shape,
  shapes,
  textField,
} from "./resource.ts";

export const loadBalancerReads = {
  "AWS::ElasticLoadBalancingV2::LoadBalancer": [
    "Type",
    "Scheme",
    "Subnets",
    "SubnetMappings",
    "SecurityGroups",
    "IpAddressType",
    "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
  ],
  "AWS::ElasticLoadBalancingV2::Listener": ["LoadBalancerArn", "Port", "Protocol", "DefaultActions"],
  "AWS::ElasticLoadBalancingV2::ListenerRule": ["ListenerArn", "Actions"],
  "AWS::ElasticLoadBalancingV2::TargetGroup": [
    "VpcId",
    "Port",
    "Protocol",
    "TargetType",
    "Targets",
    "HealthCheckPort",
    "HealthCheckEnabled",
    "TargetGroupAttributes",
  ],
  "AWS::ElasticLoadBalancing::LoadBalancer": ["Scheme", "Subnets", "SecurityGroups", "Listeners", "Instances", "HealthCheck"],
} as const;

export interface LoadBalancer {
  readonly resource: Resource;
  /** `application` (the default), `network` or `gateway`; undefined where unknown. */
  readonly type: string | undefined;
  /** `internet-facing` (the default) or `internal`; undefined where unknown. */
  readonly scheme: string | undefined;
  readonly subnets: Links;
  /** None: an Application Load Balancer has the VPC's default group, a Network Load Balancer has none. */
  readonly securityGroups: Links;
  readonly hasSecurityGroups: boolean;
  /** `ipv4` (the default), `dualstack` or `dualstack-without-public-ipv4`; undefined where unknown. */
  readonly ipAddressType: string | undefined;
  /** Whether its groups are asked about clients that come through AWS PrivateLink: `on` (the default) or `off`; undefined where unknown. */
  readonly privateLinkEnforcement: string | undefined;
}

/** What a listener or a listener rule sends requests to. */
export interface Forward {
  readonly targetGroup: Link;
  readonly node: Term["node"];
}

export interface Listener {
  readonly resource: Resource;
  readonly loadBalancer: Link | undefined;
  readonly port: Field<number> | undefined;
  /** `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, … */
  readonly protocol: Field<string> | undefined;
  readonly forwards: readonly Forward[];
}

export interface ListenerRule {
  readonly resource: Resource;
  readonly listener: Link | undefined;
  readonly forwards: readonly Forward[];
}

export interface Target {
  readonly id: Link | undefined;
  readonly port: Field<number> | undefined;
}

export interface TargetGroup {
  readonly resource: Resource;
  readonly vpc: Link | undefined;
  readonly port: Field<number> | undefined;
  readonly protocol: Field<string> | undefined;
  /** `instance` (the default), `ip`, `lambda` or `alb`; undefined where unknown. */
  readonly targetType: string | undefined;
  readonly targets: readonly Target[];
  readonly areTargetsComplete: boolean;
  /** A port, or `traffic-port` (the default). */
  readonly healthCheckPort: Field<string> | undefined;
  /** Absent: true, but for Lambda targets. */
  readonly healthCheckEnabled: Field<boolean> | undefined;
  /** Whether targets see the client's address (`preserve_client_ip.enabled`); undefined where the template does not say. */
  readonly preservesClientIp: Field<boolean> | undefined;
}

/** `AWS::ElasticLoadBalancing::LoadBalancer`. */
export interface ClassicLoadBalancer {
  readonly resource: Resource;
  readonly scheme: string | undefined;
  readonly subnets: Links;
  readonly securityGroups: Links;
  readonly listeners: readonly {
    readonly port: Field<number> | undefined;
    readonly instancePort: Field<number> | undefined;
    readonly shape: Shape;
  }[];
  readonly instances: Links;
  /** Protocol, port and path of the health check: `HTTP:80/index.html`. */
  readonly healthCheckTarget: Field<string> | undefined;
}

const textOr = (field: Field<string> | undefined, otherwise: string): string | undefined => (field ? known(field) : otherwise);

export function readLoadBalancer(resource: Resource): LoadBalancer {
  const mappings = shapes(resource, "SubnetMappings");
  const subnets = links(resource, "Subnets");
  return {
    resource,
    type: textOr(textField(resource, "Type"), "application"),
    scheme: textOr(textField(resource, "Scheme"), "internet-facing"),
    subnets: {
      links: [...subnets.links, ...mappings.shapes.flatMap((mapping) => link(mapping, "SubnetId") ?? [])],
      isComplete: subnets.isComplete && mappings.isComplete,
    },
    securityGroups: links(resource, "SecurityGroups"),
    hasSecurityGroups: resource.get("SecurityGroups") !== undefined,
    ipAddressType: textOr(textField(resource, "IpAddressType"), "ipv4"),
    privateLinkEnforcement: textOr(textField(resource, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"), "on"),
  };
}

export const readListener = (resource: Resource): Listener => ({
  resource,
  loadBalancer: link(resource, "LoadBalancerArn"),
  port: integerField(resource, "Port"),
  protocol: textField(resource, "Protocol"),
  forwards: readForwards(resource, "DefaultActions"),
});

export const readListenerRule = (resource: Resource): ListenerRule => ({
  resource,
  listener: link(resource, "ListenerArn"),
  forwards: readForwards(resource, "Actions"),
});

/** `TargetGroupArn` of an action, or the `TargetGroups` of its `ForwardConfig`. */
function readForwards(of: Shape, property: string): readonly Forward[] {
  return shapes(of, property).shapes.flatMap((action) => {
    const own = link(action, "TargetGroupArn");
    const config = shapes(action, "ForwardConfig").shapes.flatMap((forward) =>
      shapes(forward, "TargetGroups").shapes.flatMap((tuple) => link(tuple, "TargetGroupArn") ?? []),
    );
    return [...(own ? [own] : []), ...config].map((targetGroup) => ({ targetGroup, node: targetGroup.node }));
  });
}

export function readTargetGroup(resource: Resource): TargetGroup {
  const targets = shapes(resource, "Targets");
  return {
    resource,
    vpc: link(resource, "VpcId"),
    port: integerField(resource, "Port"),
    protocol: textField(resource, "Protocol"),
    targetType: textOr(textField(resource, "TargetType"), "instance"),
    targets: targets.shapes.map((target) => ({ id: link(target, "Id"), port: integerField(target, "Port") })),
    areTargetsComplete: targets.isComplete,
    healthCheckPort: textField(resource, "HealthCheckPort"),
    healthCheckEnabled: booleanField(resource, "HealthCheckEnabled"),
    preservesClientIp: attributeOf(resource, "preserve_client_ip.enabled"),
  };
}

/** A target group's attribute, where the template gives it. */
function attributeOf(resource: Resource, key: string): Field<boolean> | undefined {
  const stated = shapes(resource, "TargetGroupAttributes").shapes.find((one) => known(textField(one, "Key")) === key);
  return stated && booleanField(stated, "Value");
}

export const readClassicLoadBalancer = (resource: Resource): ClassicLoadBalancer => ({
  resource,
  healthCheckTarget: healthCheckTarget(resource),
  scheme: textOr(textField(resource, "Scheme"), "internet-facing"),
  subnets: links(resource, "Subnets"),
  securityGroups: links(resource, "SecurityGroups"),
  listeners: shapes(resource, "Listeners").shapes.map((shape) => ({
    port: integerField(shape, "LoadBalancerPort"),
    instancePort: integerField(shape, "InstancePort"),
    shape,
  })),
  instances: links(resource, "Instances"),
});

function healthCheckTarget(resource: Resource): Field<string> | undefined {
  const check = shape(resource, "HealthCheck");
  return check && textField(check, "Target");
}
