import { addressBits, type Cidr, cidrOf, formatCidr, parseAddress } from "../../cidr/cidr.ts";
import { tcp, udp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Guard, guardOf, type Party, toPort } from "../../network/admission.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known } from "../../network/resource.ts";
import type { ResolverEndpoint, ResolverTarget } from "../../network/resolver.ts";
import { type IngressSource, onePort, portsLabel } from "../add-ingress.ts";
import { hasChosenRules } from "../chosen-rules.ts";
import { ingressFixes } from "../ingress-fix.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";
import { capitalized, listed, noneAdmits } from "../wording.ts";

export default defineRule({
  id: "dns/resolver-sg",
  consequence: "traffic",
  summary: "The security groups of a Route 53 Resolver endpoint let DNS through over UDP and TCP.",
  why: `DNS asks over UDP, and again over TCP where an answer does not fit. An inbound endpoint needs rules in for both on port 53, an outbound endpoint rules out for
both on the port of the servers that it forwards to.`,
  silentWhen: [
    "any rule covers the protocol and port, whatever its source is",
    "a group or a rule is known at deployment only",
    "the endpoint speaks DNS over HTTPS only",
    "no rule of this template forwards to the outbound endpoint",
  ],
  reference: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-forwarding-inbound-queries.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.resolverEndpoints.values()) {
      const guard = guardOf(network, endpoint.securityGroups);
      if (!guard.isComplete || !endpoint.usesPort53) continue;
      const finding =
        endpoint.direction === "INBOUND"
          ? checkInbound(network, endpoint, guard)
          : endpoint.direction === "OUTBOUND"
            ? checkOutbound(network, endpoint, guard)
            : undefined;
      if (finding) yield finding;
    }
  },
});

const nameOf = (protocol: number): "tcp" | "udp" => (protocol === tcp ? "tcp" : "udp");

/** Most answers fit into UDP. */
const effectOf = (missing: readonly number[]): string =>
  missing.includes(udp) ? "queries will time out" : "answers that do not fit into UDP will be lost";

function checkInbound(network: Network, { resource }: ResolverEndpoint, guard: Guard): Finding | undefined {
  const missing = [tcp, udp].filter((protocol) => admission(network, guard, "ingress", toPort(protocol, 53), undefined).verdict === "no");
  if (missing.length === 0) return undefined;
  const { logicalId } = resource;
  const groups = guard.groups.map((group) => group.resource.logicalId);
  return {
    at: keyOf(resource),
    logicalId,
    about: [logicalId],
    message: `${capitalized(noneAdmits(groups))} ${portsLabel(portsOf(missing, 53), "or")}, which ${logicalId} listens on: ${effectOf(missing)}.`,
    related: guard.groups.map((group) => ({ at: keyOf(group.resource), message: `${group.resource.logicalId} guards ${logicalId}.` })),
    fixes: openFixes(network, guard, missing),
    assumesDefaults: missing.flatMap((protocol) => defaultsBehind(network, guard, "ingress", toPort(protocol, 53), undefined)),
  };
}

const portsOf = (protocols: readonly number[], port: number) => protocols.map((protocol) => onePort(nameOf(protocol), port));

/** The first server to which a protocol is shut. */
function checkOutbound(network: Network, { resource }: ResolverEndpoint, guard: Guard): Finding | undefined {
  const { logicalId } = resource;
  for (const rule of network.resolverRules.values()) {
    if (rule.type !== "FORWARD" || rule.endpoint?.logicalId !== logicalId) continue;
    for (const target of rule.targets) {
      const port = target.port ? known(target.port) : 53;
      if (port === undefined || (target.protocol && known(target.protocol) !== "Do53")) continue;
      const address = addressOf(target);
      const party = address && partyAt(address);
      const missing = [tcp, udp].filter((protocol) => admission(network, guard, "egress", toPort(protocol, port), party).verdict === "no");
      if (missing.length === 0) continue;
      const groups = guard.groups.map((group) => group.resource.logicalId);
      const to = address ? ` to ${known(target.ip)}` : "";
      return {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${rule.resource.logicalId} forwards through ${logicalId} on ${portsLabel(portsOf(missing, port), "or")}${to}, which ${listed(groups)} ${groups.length === 1 ? "does" : "do"} not let out: ${effectOf(missing)}.`,
        related: [
          { at: keyOf(rule.resource), message: `${rule.resource.logicalId} forwards there.` },
          ...guard.groups.map((group) => ({ at: keyOf(group.resource), message: `${group.resource.logicalId} guards ${logicalId}.` })),
        ],
        assumesDefaults: missing.flatMap((protocol) => defaultsBehind(network, guard, "egress", toPort(protocol, port), party)),
      };
    }
  }
  return undefined;
}

/** Its address as a block of one; undefined where it is not known. */
function addressOf(target: ResolverTarget): Cidr | undefined {
  const address = parseAddress(known(target.ip) ?? "");
  return "problem" in address ? undefined : cidrOf(address.version, address.value, addressBits(address.version));
}

/** A DNS server: it may stand in this VPC and have any group. */
const partyAt = (address: Cidr): Party => ({ addresses: [address], unknownVersions: [], groups: [], otherGroups: "any" });

/** The missing protocol, from where the group admits the other one. */
function openFixes(network: Network, guard: Guard, missing: readonly number[]): readonly Fix[] {
  const [protocol] = missing;
  const [group] = guard.groups;
  if (protocol === undefined || missing.length !== 1 || guard.groups.length !== 1 || !group || hasChosenRules(network, group)) return [];
  const other = admission(network, guard, "ingress", toPort(protocol === tcp ? udp : tcp, 53), undefined);
  if (other.verdict !== "yes") return [];
  const sources = other.rules.flatMap((rule): readonly IngressSource[] => {
    const cidr = known(rule.cidr);
    const property = cidr?.version === 6 ? "CidrIpv6" : "CidrIp";
    return rule.isInline && rule.cidr && cidr
      ? [{ property, value: { node: rule.cidr.node }, name: "Clients", label: formatCidr(cidr), resource: undefined }]
      : [];
  });
  if (sources.length === 0 || sources.length < other.rules.length) return [];
  return ingressFixes(network, { group, ports: portsOf([protocol], 53), sources });
}
