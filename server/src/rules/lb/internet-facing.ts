/** Load balancers that have public addresses, and the VPC that they are in. Does not know how clients get to them. */
import type { Network } from "../../network/network.ts";
import { knownValue, type Link, type Links, type Resource, textField } from "../../network/resource.ts";
import { type NoInternetRoute, withoutInternetRoute } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { vpcOfSubnets } from "../../network/topology.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import { child, type Node } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { isDeclared } from "../declared.ts";
import { tablesToUse } from "../route/subnet-implicit-main.ts";
import type { Fix } from "../rule.ts";
import { listed } from "../wording.ts";

export interface InternetFacing {
  readonly resource: Resource;
  readonly subnets: Links;
  /** The VPC of its subnets. */
  readonly vpc: Link;
  /** Parameters whose defaults the scheme hangs on. */
  readonly assumesDefaults: readonly string[];
}

/**
 * Application, Network and Classic Load Balancers that are internet-facing for certain (the default) and have a subnet of this template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html
 */
export function internetFacing(network: Network): readonly InternetFacing[] {
  const current = [...network.loadBalancers.values()].filter((one) => one.type === "application" || one.type === "network");
  return [...current, ...network.classicLoadBalancers.values()].flatMap(({ resource, scheme, subnets }) => {
    const vpc = vpcOfSubnets(network, subnets);
    if (scheme !== "internet-facing" || !vpc || resource.mayGainProperties) return [];
    return [{ resource, subnets, vpc, assumesDefaults: knownValue(textField(resource, "Scheme"))?.assumesDefaults ?? [] }];
  });
}

export interface ClosedSubnet {
  readonly subnet: Subnet;
  readonly way: NoInternetRoute;
  /** Where the load balancer names it. */
  readonly node: Node;
}

/** What brings clients to a Network Load Balancer without the internet. */
const privateOffers = ["AWS::EC2::VPCEndpointService", "AWS::ApiGateway::VpcLink"];

/**
 * Its subnets that have no route to an internet gateway for certain. None where clients come another way, and none whose lack is
 * route/subnet-implicit-main's.
 */
export function closedSubnets(network: Network, { subnets, resource }: InternetFacing): readonly ClosedSubnet[] {
  if (privateOffers.some((type) => isDeclared(network, type, resource.logicalId))) return [];
  return subnets.links.flatMap((link) => {
    const subnet = network.subnets.get(link.logicalId ?? "");
    const way = subnet && withoutInternetRoute(network, subnet);
    return way && !(way.table === undefined && isImplicitMain(network, subnet) && network.loadBalancers.has(resource.logicalId))
      ? [{ subnet, way, node: link.node }]
      : [];
  });
}

/** The VPC has tables that the subnet could use: that the association is missing is the cause. */
const isImplicitMain = (network: Network, { vpc }: Subnet): boolean => vpc !== undefined && tablesToUse(network, vpc).length > 0;

/** The fix that keeps them from the internet. None where the scheme of one comes from elsewhere. */
export function internalFix(network: Network, resources: readonly Resource[]): readonly Fix[] {
  const { document } = network.template;
  const all = resources.map(({ entry, declaration }) => ({ entry, declaration, own: child(declaration.properties, "Scheme") }));
  if (all.some(({ declaration, own }) => declaration.bindings || (own && (own.kind !== "scalar" || isShared(own))))) return [];
  const edits = () => {
    const made = all.map(({ entry, own }) =>
      own ? replaceValue(document, own, "internal") : insertProperty(document, entry, "Scheme", "internal"),
    );
    return made.includes(undefined) ? undefined : made.flatMap((one) => one ?? []);
  };
  return [{ title: `Make ${listed(resources.map(({ logicalId }) => logicalId))} internal`, preferred: false, safe: false, edits }];
}
