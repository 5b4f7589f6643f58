/** Who reaches a workload, and what it reaches, in one line. Knows the engine's answers; says nothing that is not certain. */
import { formatCidr } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import { groupBy, vpcIdentity } from "../network/topology.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import type { Trace } from "../reachability/answer.ts";
import { stationsOf } from "../reachability/station.ts";
import { trace } from "../reachability/trace.ts";
import { ownTraffic, questionOf } from "./trace-view.ts";

/** How many ports of a workload are asked about, and how many VPCs. */
const mostPorts = 6;
const mostVpcs = 8;
/** How many names stand side by side; more are counted. */
const mostNames = 3;

/** "from internet: no · from VpcTwo: tcp 22, icmp · s3: through Endpoint". Empty for a resource without interfaces. */
export function reachSummary(network: Network, logicalId: string): string {
  const [station] = stationsOf(network, logicalId) ?? [];
  if (!station) return "";
  const traffic = ownTraffic(network, logicalId).slice(0, mostPorts);
  const isEndpoint = network.vpcEndpoints.has(logicalId);
  const vpcs = otherVpcs(network, station.vpc)
    .slice(0, mostVpcs)
    .map(({ name, block }) => ({ name, words: admitted(network, block, logicalId, traffic) }));
  const parts = [
    ...(isEndpoint ? [] : [`from internet: ${fromInternet(network, logicalId, traffic)}`]),
    ...[...groupBy(vpcs, ({ words }) => words)].map(([words, same]) => `from ${names(same, "VPCs")}: ${words}`),
    ...(isEndpoint || station.kind === "load balancer" ? [] : outward(network, logicalId, station.vpc)),
  ];
  return parts.join(" · ");
}

const names = (named: readonly { readonly name: string }[], kind: string): string =>
  named.length > mostNames ? `${named.length} ${kind}` : named.map(({ name }) => name).join(", ");

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
  if (open.length > 0) return portsInWords(open);
  return verdicts.some(({ verdict }) => verdict === "unknown") ? "not known" : "no";
}

/** "tcp 80, 443, icmp": each protocol once in a row. */
const portsInWords = (open: readonly string[]): string =>
  open
    .map((one, index) => {
      const [protocol, port] = one.split(" ");
      return port !== undefined && open[index - 1]?.startsWith(`${protocol} `) ? port : one;
    })
    .join(", ");

interface OtherVpc {
  readonly name: string;
  readonly block: string;
}

/** VPCs with subnets that are connected to this one by a peering connection or a transit gateway of the template, with a known block. */
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
  const inhabited = new Set([...network.subnets.values()].map((subnet) => subnet.vpc?.logicalId));
  return [...ids].flatMap((id) => {
    if (!inhabited.has(id)) return [];
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
    return { name: service, words: wayWords(found, through), isThroughEndpoint: through !== undefined };
  });
  const many = services.length > mostNames;
  const groups = groupBy(services, ({ words, isThroughEndpoint }) => (many && isThroughEndpoint ? "through endpoints" : words));
  const out = answer(network, logicalId, "internet", "tcp 443");
  const exit = out?.forward.find(({ kind }) => exits.has(kind))?.resource?.logicalId;
  return [...[...groups].map(([words, same]) => `${names(same, "services")}: ${words}`), `to internet: ${wayWords(out, exit)}`];
}

const exits: ReadonlySet<string> = new Set(["internet gateway", "NAT gateway", "regional NAT gateway", "egress-only internet gateway"]);

function wayWords(found: Trace | undefined, through: string | undefined): string {
  if (found?.verdict === "blocked") return "no";
  if (found?.verdict !== "reachable") return "not known";
  return through === undefined ? "yes" : `through ${through}`;
}
