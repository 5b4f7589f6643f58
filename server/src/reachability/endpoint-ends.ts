/**
 * What endpoints and resource gateways take and send as ends of a way: which protocols and ports, and to whom. Does not know what an
 * endpoint service of another stack takes.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
 */
import { isSubset, ports } from "../cidr/port-set.ts";
import { icmp, icmpv6, tcp } from "../cidr/protocol.ts";
import type { ResourceConfiguration } from "../network/lattice.ts";
import type { Network } from "../network/network.ts";
import { known, type Resource } from "../network/resource.ts";
import type { VpcEndpoint } from "../network/vpc-endpoint.ts";
import type { Answer } from "./flow.ts";
import type { End } from "./journey.ts";
import { blocked, nothing, parameterIn, type Passage, unknown } from "./passage.ts";
import type { Station } from "./station.ts";

/** Whether endpoints and resource gateways at the two ends take and send such packets. */
export function checkedByEndpoints(network: Network, from: End, to: End, protocol: number, port: number | undefined): readonly Passage[] {
  return [
    from.kind === "station" ? sends(network, from.station.owner, to, protocol, port) : nothing,
    to.kind === "station" ? takes(network, to.station.owner, protocol, port) : nothing,
  ];
}

function takes(network: Network, resource: Resource, protocol: number, port: number | undefined): Passage {
  const endpoint = network.vpcEndpoints.get(resource.logicalId);
  if (!endpoint) return nothing;
  const { logicalId } = resource;
  const isPing = protocol === icmp || protocol === icmpv6;
  // https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
  if (endpoint.type === "Interface" && isPing)
    return blocked({ code: "PROTOCOL_RESTRICTION", resource, message: `${logicalId} does not answer ping: interface endpoints never do.` });
  const configuration = configurationOf(network, endpoint);
  return configuration ? configured(configuration, protocol, port) : nothing;
}

/** What a resource endpoint leads to, where the template has it. */
export function configurationOf(network: Network, { resourceConfiguration }: VpcEndpoint): ResourceConfiguration | undefined {
  const id = resourceConfiguration?.logicalId ?? parameterIn(resourceConfiguration?.identity.replace(/\.\w+\}$/, "}"));
  return network.resourceConfigurations.get(id ?? "");
}

/** Whether a resource configuration leads such packets on. https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html */
function configured({ resource, ports: opened }: ResourceConfiguration, protocol: number, port: number | undefined): Passage {
  const { logicalId } = resource;
  if (protocol !== tcp) return blocked({ code: "PROTOCOL_RESTRICTION", resource, message: `${logicalId} leads TCP on, and nothing else.` });
  if (opened === undefined) return unknown(logicalId, `The ports of ${logicalId} are not known.`);
  if (port === undefined || isSubset(ports(port, port), opened)) return nothing;
  return blocked({ code: "TARGET_PORT_RESTRICTION", resource, message: `${logicalId} does not lead port ${port} on.` });
}

function sends(network: Network, resource: Resource, to: End, protocol: number, port: number | undefined): Passage {
  const { logicalId } = resource;
  if (network.vpcEndpoints.has(logicalId))
    return blocked({
      code: "VPCE_INTRA_VPC_TRAFFIC",
      resource,
      message: `${logicalId} is a VPC endpoint: it takes connections and starts none.`,
    });
  if (!network.resourceGateways.has(logicalId) || to.kind !== "station") return nothing;
  const own = [...network.resourceConfigurations.values()].filter((one) => gatewayIdOf(network, one) === logicalId);
  const answers = own.map((one) => leadsTo(one, to.station));
  const found = own[answers.indexOf("yes")];
  if (found) return configured(found, protocol, port);
  if (own.length === 0 || answers.includes("unknown") || network.mayGainEntries(logicalId))
    return own.length === 0 ? nothing : unknown(logicalId, `Whether ${logicalId} leads to ${to.station.owner.logicalId} is not known.`);
  const message = `${logicalId} leads to the resources of its configurations only, and ${to.station.owner.logicalId} is none of them.`;
  return blocked({ code: "TARGET_ADDRESS_RESTRICTION", resource, message });
}

/** A child configuration has the gateway of its group. */
const gatewayIdOf = (network: Network, { gateway, group }: ResourceConfiguration): string | undefined =>
  gateway?.logicalId ?? network.resourceConfigurations.get(group?.logicalId ?? "")?.gateway?.logicalId;

function leadsTo({ ip, ipLink, domainName }: ResourceConfiguration, { owner, addresses }: Station): Answer {
  const named = [ipLink, domainName].flatMap((one) => (one?.term.kind === "reference" ? [one.term.logicalId] : []));
  if (named.length > 0) return named.includes(owner.logicalId) ? "yes" : "unknown";
  const literal = known(ip);
  const own = addresses(4);
  if (literal === undefined || !own || own.quantifier === "one") return "unknown";
  const [start] = own.set.v4;
  return start !== undefined && literal === dotted(start) ? "yes" : "no";
}

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
