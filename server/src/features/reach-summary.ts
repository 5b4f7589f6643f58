/** Who reaches a workload, and what it reaches, in one line. Knows the engine's answers; says nothing that is not certain. */
import { formatCidr } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import { vpcIdentity } from "../network/topology.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import type { Trace } from "../reachability/answer.ts";
import { stationsOf } from "../reachability/station.ts";
import { trace } from "../reachability/trace.ts";
import { ownTraffic, questionOf } from "./trace-view.ts";

/** How many ports of a workload are asked about. */
const mostPorts = 6;

/** "internet: no · from VpcTwo: tcp 22, icmp · s3: through Endpoint". Empty for a resource without interfaces. */
export function reachSummary(network: Network, logicalId: string): string {
  const [station] = stationsOf(network, logicalId) ?? [];
  if (!station) return "";
  const traffic = ownTraffic(network, logicalId).slice(0, mostPorts);
  const isEndpoint = network.vpcEndpoints.has(logicalId);
  const parts = [
    ...(isEndpoint ? [] : [`internet: ${fromInternet(network, logicalId, traffic)}`]),
    ...otherVpcs(network, station.vpc).map(({ name, block }) => `from ${name}: ${admitted(network, block, logicalId, traffic)}`),
    ...(isEndpoint || station.kind === "load balancer" ? [] : outward(network, logicalId, station.vpc)),
  ];
  return parts.join(" · ");
}

function answer(network: Network, from: string, to: string, traffic: string): Trace | undefined {
  const question = questionOf(from, to, traffic);
  const found = question && trace(network, question);
  return found && !("problem" in found) ? found : undefined;
}

const fromInternet = (network: Network, logicalId: string, traffic: readonly string[]): string =>
  admitted(network, "internet", logicalId, traffic);

/** What of the traffic gets there: "tcp 80, tcp 443", "no", or "not known". */
function admitted(network: Network, from: string, to: string, traffic: readonly string[]): string {
  const verdicts = (traffic.length > 0 ? traffic : ["all"]).map((one) => ({
    one,
    verdict: answer(network, from, to, one)?.verdict ?? "unknown",
  }));
  const open = verdicts.filter(({ verdict }) => verdict === "reachable").map(({ one }) => one);
  if (open.length > 0) return open.join(", ");
  return verdicts.some(({ verdict }) => verdict === "unknown") ? "not known" : "no";
}

interface OtherVpc {
  readonly name: string;
  readonly block: string;
}

/** VPCs that are connected to this one by a peering connection or a transit gateway of the template, with a known block. */
function otherVpcs(network: Network, vpc: string | undefined): readonly OtherVpc[] {
  if (vpc === undefined) return [];
  const peered = [...network.peerings.values()].flatMap(({ vpc: a, peerVpc: b }) =>
    a?.identity === vpc ? [b] : b?.identity === vpc ? [a] : [],
  );
  const own = [...network.transitGatewayAttachments.values()].filter((attachment) => attachment.vpc?.identity === vpc);
  const attached = [...network.transitGatewayAttachments.values()].filter(({ gateway }) =>
    own.some((one) => one.gateway?.identity === gateway?.identity),
  );
  const ids = new Set([...peered, ...attached.map((attachment) => attachment.vpc)].flatMap((link) => link?.logicalId ?? []));
  return [...ids].flatMap((id) => {
    const cidr = known(network.vpcs.get(id)?.cidr);
    return cidr && vpcIdentity(id) !== vpc ? [{ name: id, block: formatCidr(cidr) }] : [];
  });
}

/** Services that the VPC has endpoints for, and the way out to the internet. */
function outward(network: Network, logicalId: string, vpc: string | undefined): readonly string[] {
  const endpoints = [...network.vpcEndpoints.values()].filter((endpoint) => endpoint.vpc?.identity === vpc);
  const services = [...new Set(endpoints.flatMap((endpoint) => awsService(endpoint.serviceName) ?? []))].map((service) => {
    const found = answer(network, logicalId, service, "tcp 443");
    const through = found?.forward.find(({ kind }) => kind === "gateway endpoint" || kind === "VPC endpoint")?.resource?.logicalId;
    return `${service}: ${wayWords(found, through)}`;
  });
  const out = answer(network, logicalId, "internet", "tcp 443");
  const exit = out?.forward.find(({ kind }) => exits.has(kind))?.resource?.logicalId;
  return [...services, `to internet: ${wayWords(out, exit)}`];
}

const exits: ReadonlySet<string> = new Set(["internet gateway", "NAT gateway", "regional NAT gateway", "egress-only internet gateway"]);

function wayWords(found: Trace | undefined, through: string | undefined): string {
  if (found?.verdict === "blocked") return "no";
  if (found?.verdict !== "reachable") return "not known";
  return through === undefined ? "yes" : `through ${through}`;
}
