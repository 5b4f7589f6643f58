/**
 * AWS services by their public names: through a gateway endpoint of the source's table, an interface endpoint with private DNS, or at
 * their public addresses. https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 */
import type { Network } from "../network/network.ts";
import { known, type Link } from "../network/resource.ts";
import { awsService, type VpcEndpoint } from "../network/vpc-endpoint.ts";
import { checkedByEndpoints } from "./endpoint-ends.ts";
import type { Place } from "./ends.ts";
import type { Packet } from "./flow.ts";
import type { End } from "./journey.ts";
import { type PairTrace, tracePair } from "./pair.ts";
import { best, blocked, chain, nothing, type Passage, unknown } from "./passage.ts";
import { lookup } from "./route-lookup.ts";
import { stationsOf } from "./station.ts";

/** From one place to a service. */
export function serviceWays(network: Network, from: Place, service: string, packet: Packet): PairTrace {
  const direct = tracePair(network, from.end, { kind: "internet", service }, packet);
  if (from.end.kind !== "station") return direct;
  const { station } = from.end;
  const bound = { addresses: packet.destination, vpc: undefined, service };
  const route = station.subnet && lookup(network, station.subnet, packet.version, bound);
  if (route?.kind === "way" && route.way.kind === "gateway-endpoint") return direct;
  const own = [...network.vpcEndpoints.values()].filter((endpoint) => endpoint.vpc?.identity === station.vpc && isFor(endpoint, service));
  const interfaces = own.filter((endpoint) => endpoint.type === "Interface");
  for (const endpoint of interfaces) {
    const names = privateNames(network, endpoint);
    if (names.blockers.length === 0 && names.unknowns.length === 0) return toEndpoint(network, from, endpoint, packet, names);
  }
  if (isClear(direct)) return direct;
  const others = interfaces.map((endpoint) => toEndpoint(network, from, endpoint, packet, privateNames(network, endpoint)));
  const tables = own.filter((endpoint) => endpoint.type === "Gateway").map((endpoint) => missingTable(direct, from, endpoint));
  return fewest([...others, ...tables, direct]) ?? direct;
}

function isFor(endpoint: VpcEndpoint, service: string): boolean {
  return awsService(endpoint.serviceName) === service;
}

const changes = ({ forward, back, isBackDeciding }: PairTrace): Passage => (isBackDeciding ? chain(forward, back) : forward);

const isClear = (pair: PairTrace): boolean => changes(pair).blockers.length === 0 && changes(pair).unknowns.length === 0;

function fewest(pairs: readonly PairTrace[]): PairTrace | undefined {
  const passages = pairs.map(changes);
  const found = best(passages);
  return pairs[passages.findIndex((one) => one === found)];
}

/** Whether the service's own name leads to the endpoint. https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
function privateNames(network: Network, endpoint: VpcEndpoint): Passage {
  const { resource, privateDns, vpc } = endpoint;
  const { logicalId } = resource;
  const isOn = privateDns ? known(privateDns) : false;
  if (isOn === undefined) return unknown(logicalId, `Whether ${logicalId} has private DNS is not known.`);
  if (!isOn) {
    const message = `${logicalId} has no private DNS: the service's name leads to its public addresses.`;
    return blocked({
      code: "x-private-dns-disabled",
      resource,
      message,
      opening: { kind: "property", resource, name: "PrivateDnsEnabled", value: "true" },
    });
  }
  return dnsAttributes(network, endpoint, vpc);
}

function dnsAttributes(network: Network, { resource }: VpcEndpoint, vpc: Link | undefined): Passage {
  const declared = network.vpcs.get(vpc?.logicalId ?? "");
  if (!declared) return nothing;
  const support = declared.dnsSupport ? known(declared.dnsSupport) : true;
  const hostnames = declared.dnsHostnames ? known(declared.dnsHostnames) : false;
  if (support === undefined || hostnames === undefined)
    return unknown(declared.resource.logicalId, `The DNS attributes of ${declared.resource.logicalId} are not known.`);
  if (support && hostnames) return nothing;
  const lacking = support ? "EnableDnsHostnames" : "EnableDnsSupport";
  const message = `The private DNS of ${resource.logicalId} does not work: ${declared.resource.logicalId} has ${lacking} off.`;
  return blocked({
    code: "x-private-dns-vpc-attributes",
    resource,
    message,
    opening: { kind: "property", resource: declared.resource, name: lacking, value: "true" },
  });
}

/** To the interfaces of an endpoint: to one of them is enough, whichever the name leads to. */
function toEndpoint(network: Network, from: Place, endpoint: VpcEndpoint, packet: Packet, names: Passage): PairTrace {
  const stations = stationsOf(network, endpoint.resource.logicalId) ?? [];
  const pairs = stations.flatMap((station) => {
    const destination = station.addresses(packet.version);
    if (!destination) return [];
    const end: End = { kind: "station", station };
    const pair = tracePair(network, from.end, end, { ...packet, destination });
    return [{ ...pair, forward: chain(pair.forward, ...checkedByEndpoints(network, from.end, end, packet.protocol, undefined)) }];
  });
  const lost = unknown(endpoint.resource.logicalId, `Where the interfaces of ${endpoint.resource.logicalId} are is not in the template.`);
  const worst = pairs.find((pair) => changes(pair).blockers.length > 0) ?? pairs.find((pair) => !isClear(pair)) ?? pairs[0];
  if (!worst) return { forward: chain(names, lost), back: nothing, isBackDeciding: false };
  return { ...worst, forward: chain(names, worst.forward) };
}

/** A gateway endpoint that the source's table does not have. */
function missingTable(direct: PairTrace, from: Place, endpoint: VpcEndpoint): PairTrace {
  const lacking = direct.forward.blockers.filter(({ code }) => code === "NO_ROUTE_TO_DESTINATION").slice(0, 1);
  if (lacking.length === 0 || from.end.kind !== "station") return direct;
  const message = `${lacking[0]?.resource.logicalId ?? "The table"} has no route to the service: it is not among the tables of ${endpoint.resource.logicalId}.`;
  const [first] = lacking;
  const others = direct.forward.blockers.filter(
    ({ code }) => code === "ENI_SG_RULES_MISMATCH" || code === "SG_HAS_NO_RULES" || code === "SUBNET_ACL_RESTRICTION",
  );
  const forward: Passage = {
    ...direct.forward,
    blockers: [...others, ...(first ? [{ ...first, message, opening: undefined }] : [])],
    arrives: true,
  };
  return { ...direct, forward };
}
