/** Load balancers that have public addresses, and the VPC that they are in. Does not know how clients get to them. */
import type { Network } from "../../network/network.ts";
import { knownValue, type Link, type Links, type Resource, textField } from "../../network/resource.ts";
import { vpcOfSubnets } from "../../network/topology.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import type { Fix } from "../rule.ts";

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

/** The fix that keeps it from the internet. None where the scheme comes from elsewhere. */
export function internalFix(network: Network, resource: Resource): readonly Fix[] {
  const { document } = network.template;
  const { entry, declaration, logicalId } = resource;
  const own = child(declaration.properties, "Scheme");
  if (declaration.bindings || (own && (own.kind !== "scalar" || isShared(own)))) return [];
  return [
    {
      title: `Make ${logicalId} internal`,
      preferred: false,
      safe: false,
      edits: () => (own ? replaceValue(document, own, "internal") : insertProperty(document, entry, "Scheme", "internal")),
    },
  ];
}
