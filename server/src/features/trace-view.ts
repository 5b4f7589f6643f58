/** Paths for the editor: what can be asked about, and the answer as lines that lead to the template. Knows no connection. */
import type { Analysis } from "../analysis.ts";
import { formatCidr } from "../cidr/cidr.ts";
import { toRanges } from "../cidr/port-set.ts";
import { allProtocols, formatProtocol, icmp, icmpv6, parseProtocol, tcp, udp } from "../cidr/protocol.ts";
import { portsOf } from "../network/admission.ts";
import { transportsOf } from "../network/load-balancing.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import type { TraceEnd, TraceEnds, TraceResult } from "../protocol.ts";
import type { Question } from "../reachability/answer.ts";
import { stationsOf } from "../reachability/station.ts";
import { plainPaint } from "../report/paint.ts";
import { traceReport } from "../report/trace.ts";
import { traceLines } from "../report/trace-text.ts";

/** What is asked when nothing of the template says more. */
const usualTraffic = ["tcp 443", "tcp 80", "tcp 22", "icmp", "all"];

/** Everything with an address in the first scenario that has it, the internet, services and networks outside. */
export function traceEnds(analysis: Analysis): TraceEnds {
  const found = new Map<string, TraceEnd>();
  const outside = new Map<string, TraceEnd>();
  const add = (to: Map<string, TraceEnd>, end: TraceEnd): void => {
    if (!to.has(end.text)) to.set(end.text, end);
  };
  for (const network of analysis.networks) {
    for (const [logicalId, resource] of network.resources) {
      const [station] = stationsOf(network, logicalId) ?? [];
      if (station) add(found, { text: logicalId, detail: `${station.kind} (${resource.type})`, traffic: trafficOf(network, logicalId) });
    }
    for (const end of services(network)) add(outside, end);
    for (const end of networksOutside(network)) add(outside, end);
  }
  const internet: TraceEnd = { text: "internet", detail: "any public host", traffic: usualTraffic };
  const own = [...found.values()];
  const others = [...outside.values()];
  return {
    sources: [...own, internet, ...others.filter(({ detail }) => detail !== serviceDetail)],
    destinations: [...own, internet, ...others],
  };
}

const serviceDetail = "AWS service";

/** Services that the template has endpoints for. */
const services = (network: Network): readonly TraceEnd[] =>
  [...network.vpcEndpoints.values()].flatMap((endpoint) => {
    const service = awsService(endpoint.serviceName);
    return service === undefined ? [] : [{ text: service, detail: serviceDetail, traffic: ["tcp 443"] }];
  });

/** Blocks behind VPN connections. */
const networksOutside = (network: Network): readonly TraceEnd[] =>
  [...network.vpnConnectionRoutes.values()].flatMap((route) => {
    const cidr = known(route.destination);
    return cidr ? [{ text: formatCidr(cidr), detail: "network outside", traffic: usualTraffic }] : [];
  });

/** What a thing listens on as far as its groups or listeners tell; then what is usual. */
function trafficOf(network: Network, logicalId: string): readonly string[] {
  return [...new Set([...ownTraffic(network, logicalId), ...usualTraffic])];
}

/** `tcp 443` for each single port that the groups or listeners of a resource open. */
export function ownTraffic(network: Network, logicalId: string): readonly string[] {
  const listeners = [...network.listeners.values()].filter(({ loadBalancer }) => loadBalancer?.logicalId === logicalId);
  const listened = listeners.flatMap((listener) => {
    const port = known(listener.port);
    return port === undefined ? [] : transportsOf(listener.protocol).map((protocol) => `${formatProtocol(protocol)} ${port}`);
  });
  if (listened.length > 0) return [...new Set(listened)];
  const groups = (stationsOf(network, logicalId) ?? []).flatMap((station) => station.membership?.groups ?? []);
  const rules = groups.flatMap((group) => (group.kind === "declared" ? network.topology.rulesOf(group.group, "ingress").rules : []));
  const opened = rules.flatMap((rule) => {
    const protocol = rule.protocolNumber;
    if (protocol === icmp || protocol === icmpv6) return ["icmp"];
    if (protocol !== tcp && protocol !== udp) return [];
    return toRanges(portsOf(rule) ?? []).flatMap(({ from, to }) => (from === to ? [`${formatProtocol(protocol)} ${from}`] : []));
  });
  return [...new Set(opened)];
}

/** A question from words: `tcp 443`, `udp 53`, `icmp`, `all`. Undefined for other words. */
export function questionOf(from: string, to: string, traffic: string): Question | undefined {
  const [, name, port] = /^\s*([a-z0-9-]+?)(?:[\s/:]+(\d{1,5}))?\s*$/i.exec(traffic) ?? [];
  const protocol = name === undefined ? undefined : name.toLowerCase() === "all" ? allProtocols : parseProtocol(name.toLowerCase());
  if (protocol === undefined || Number(port ?? 0) > 65_535 || (port !== undefined && protocol !== tcp && protocol !== udp))
    return undefined;
  return { from, to, protocol, port: port === undefined ? undefined : Number(port) };
}

/** The answer, and what would open the path: the text of each change, without making it, so that a view can follow the typing. */
export function traceView(analysis: Analysis, question: Question | undefined): TraceResult {
  if (!question) return { problem: "Say what is sent as tcp 443, udp 53, icmp or all." };
  const report = traceReport(analysis, analysis.document.text, question);
  if ("problem" in report) return report;
  const lines = traceLines(report, plainPaint, "narrow").map(({ text, at, link }) => ({ text, ...(at && { at }), ...(link && { link }) }));
  const fixes = report.verdict === "blocked" ? report.blockers.map(({ fix, fixable }) => (fixable ? fix : undefined)) : [];
  const changes = fixes.every((fix) => fix !== undefined) ? [...new Set(fixes)] : [];
  return { verdict: report.verdict, lines, changes };
}
