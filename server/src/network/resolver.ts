/**
 * Route 53 Resolver endpoints and the rules that forward queries through them. Does not know which VPCs use a rule.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver.html
 */
import { asItems } from "../template/value.ts";
import { type Field, integerField, known, type Link, link, type Links, links, type Resource, shapes, textField } from "./resource.ts";

export const resolverReads = {
  "AWS::Route53Resolver::ResolverEndpoint": ["Direction", "IpAddresses", "SecurityGroupIds", "Protocols"],
  "AWS::Route53Resolver::ResolverRule": ["RuleType", "ResolverEndpointId", "TargetIps"],
} as const;

export interface ResolverEndpoint {
  readonly resource: Resource;
  /** `INBOUND`, `OUTBOUND` or `INBOUND_DELEGATION`; undefined where unknown. */
  readonly direction: string | undefined;
  /** How many addresses it has; undefined where unknown. */
  readonly addressCount: number | undefined;
  readonly securityGroups: Links;
  /** Whether it speaks DNS on port 53 (`Do53`), as it does unless it says otherwise; undefined where unknown. */
  readonly usesPort53: boolean | undefined;
}

export interface ResolverTarget {
  /** Its address, as written. */
  readonly ip: Field<string> | undefined;
  /** Absent: 53. */
  readonly port: Field<number> | undefined;
  /** Absent: `Do53`. */
  readonly protocol: Field<string> | undefined;
}

export interface ResolverRule {
  readonly resource: Resource;
  /** `FORWARD`, `SYSTEM`, …; undefined where unknown. */
  readonly type: string | undefined;
  readonly endpoint: Link | undefined;
  readonly targets: readonly ResolverTarget[];
}

export function readResolverEndpoint(resource: Resource): ResolverEndpoint {
  const addresses = shapes(resource, "IpAddresses");
  const protocols = resource.get("Protocols");
  const items = protocols && asItems(protocols);
  const names = items?.map((item) => (item.kind === "scalar" ? item.text : undefined));
  const hasPort53 = names?.includes("Do53") ? true : names && !names.includes(undefined) ? false : undefined;
  return {
    resource,
    direction: known(textField(resource, "Direction")),
    addressCount: addresses.isComplete ? addresses.shapes.length : undefined,
    securityGroups: links(resource, "SecurityGroupIds"),
    usesPort53: protocols ? hasPort53 : true,
  };
}

export const readResolverRule = (resource: Resource): ResolverRule => ({
  resource,
  type: known(textField(resource, "RuleType")),
  endpoint: link(resource, "ResolverEndpointId"),
  targets: shapes(resource, "TargetIps").shapes.map((target) => ({
    ip: textField(target, "Ip") ?? textField(target, "Ipv6"),
    port: integerField(target, "Port"),
    protocol: textField(target, "Protocol"),
  })),
});
