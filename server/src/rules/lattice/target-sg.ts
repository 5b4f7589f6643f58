import { parseAddress } from "../../cidr/cidr.ts";
import { toRanges } from "../../cidr/port-set.ts";
import { tcp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Packets, partyIn } from "../../network/admission.ts";
import { guardOfResource } from "../../network/guard.ts";
import type { ResourceConfiguration, ResourceGateway } from "../../network/lattice.ts";
import type { Network } from "../../network/network.ts";
import { privateAddresses } from "../../network/private-addresses.ts";
import { keyOf, known, type Resource } from "../../network/resource.ts";
import { child, scalarText } from "../../template/node.ts";
import { type IngressPorts, portsLabel } from "../add-ingress.ts";
import { openingFixes, sourceOf } from "../ingress-fix.ts";
import { defineRule, type Finding } from "../rule.ts";
import { noneAdmits } from "../wording.ts";

export default defineRule({
  id: "lattice/target-sg",
  consequence: "traffic",
  summary: "The security groups of a resource admit the resource gateway that leads to it.",
  why: `What comes through a resource endpoint reaches the resource from the addresses of the resource gateway. The resource's own security groups must admit the
gateway's group or subnets on the ports of the resource configuration; inbound rules of the gateway's group do nothing.`,
  silentWhen: [
    "the gateway or the resource is not in the template",
    "the resource is named by a domain name, or by an address that nothing in the gateway's VPC asks for",
    "a group, a rule or the ports are not known",
    "some port of the configuration is admitted",
  ],
  reference: "https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-gateway.html",
  isFixable: true,
  *check(network) {
    for (const configuration of network.resourceConfigurations.values()) {
      const group = network.resourceConfigurations.get(configuration.group?.logicalId ?? "");
      const gateway = network.resourceGateways.get((configuration.gateway ?? group?.gateway)?.logicalId ?? "");
      const target = targetOf(network, configuration) ?? (gateway && holderOf(network, configuration, gateway));
      const finding = gateway && target && checkTarget(network, configuration, gateway, target);
      if (finding) yield finding;
    }
  },
});

/** Attributes that are, or resolve to, private addresses. */
const addressAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::Instance": ["PrivateIp", "PrivateDnsName"],
  "AWS::EC2::NetworkInterface": ["PrimaryPrivateIpAddress"],
  "AWS::RDS::DBInstance": ["Endpoint.Address"],
  "AWS::RDS::DBCluster": ["Endpoint.Address", "ReadEndpoint.Address"],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ["DNSName"],
};

/** What the configuration leads to, where that has private addresses. */
function targetOf(network: Network, { ipLink, domainName }: ResourceConfiguration): Resource | undefined {
  const term = (ipLink ?? domainName)?.term;
  const resource = term?.kind === "reference" ? network.resources.get(term.logicalId) : undefined;
  if (term?.kind !== "reference" || !resource || !addressAttributes[resource.type]?.includes(term.attribute)) return undefined;
  const balancer = network.loadBalancers.get(resource.logicalId);
  if (balancer) return balancer.scheme === "internal" ? resource : undefined;
  const isPublic = child(resource.declaration.properties, "PubliclyAccessible");
  return isPublic === undefined || scalarText(isPublic) === "false" ? resource : undefined;
}

/** The instance or interface in the gateway's VPC that asks for the address. */
function holderOf(network: Network, { ip }: ResourceConfiguration, gateway: ResourceGateway): Resource | undefined {
  const address = parseAddress(known(ip) ?? "");
  const vpc = network.subnets.get(gateway.subnets.links[0]?.logicalId ?? "")?.vpc;
  if ("problem" in address || !vpc) return undefined;
  const holders = privateAddresses(network).filter(
    (one) =>
      one.address?.value === address.value &&
      one.address.version === address.version &&
      network.subnets.get(one.subnet?.logicalId ?? "")?.vpc?.identity === vpc.identity,
  );
  const [holder, second] = holders;
  return holder && !second && network.workloads.get(holder.resource.logicalId) && addressAttributes[holder.resource.type]
    ? holder.resource
    : undefined;
}

function checkTarget(
  network: Network,
  configuration: ResourceConfiguration,
  gateway: ResourceGateway,
  target: Resource,
): Finding | undefined {
  const guard = guardOfResource(network, target);
  if (!configuration.ports || !guard.isComplete) return undefined;
  const packets: Packets = { protocol: tcp, ports: configuration.ports };
  const party = partyIn(network, gateway.subnets, gateway.securityGroups);
  if (admission(network, guard, "ingress", packets, party).verdict !== "no") return undefined;
  const { logicalId } = configuration.resource;
  const ports = toRanges(configuration.ports).map(({ from, to }): IngressPorts => ({ protocol: "tcp", range: [from, to] }));
  const groups = guard.groups.map((group) => group.resource.logicalId);
  return {
    at: keyOf(configuration.resource),
    logicalId,
    about: [logicalId, target.logicalId],
    message: `${logicalId} leads to ${target.logicalId} through ${gateway.resource.logicalId} on ${portsLabel(ports, "or")}, which ${noneAdmits(groups)} from there: connections will time out.`,
    related: guard.groups.map((group) => ({
      at: keyOf(group.resource),
      message: `${group.resource.logicalId} guards ${target.logicalId}.`,
    })),
    fixes: openingFixes(network, guard, ports, sourceOf(network, gateway.subnets, gateway.securityGroups)),
    assumesDefaults: defaultsBehind(network, guard, "ingress", packets, party),
  };
}
