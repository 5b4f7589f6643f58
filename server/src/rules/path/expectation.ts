import { formatProtocol, tcp, udp } from "../../cidr/protocol.ts";
import { readInsightsAccessScope, readInsightsPath } from "../../network/insights.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import type { Place } from "../../template/node.ts";
import { defineRule, type Finding } from "../rule.ts";
import { listed } from "../wording.ts";
import { capitalized, defaultsOf, openingFixes } from "./cut-off.ts";
import { expectedEntries, type ExpectedEntry } from "./expected-entries.ts";
import { forbiddenPaths, statementOf } from "./insights.ts";
import { type Judgement, judge, type Statement } from "./stated.ts";

export default defineRule({
  id: "path/expectation",
  consequence: "expectation",
  summary: "What a template expects of its own paths must be so.",
  why: `A template can say which paths there are to be and which not: in \`Metadata: {cfn-network-lint: {expect: [{from, to, protocol, port, reachable, why}]}}\`, of its own
or of a resource (which then is the end that is not named), in an \`AWS::EC2::NetworkInsightsPath\`, which is to be reachable, or in an \`AWS::EC2::NetworkInsightsAccessScope\`,
whose matched paths must not be there. Each is checked as you type, in every combination of parameter values in which both ends exist. Ends are what \`trace\` takes: logical ids,
addresses and blocks, \`internet\`, services such as \`s3\`. Without \`reachable\` it is true; without \`protocol\` it is TCP, as for \`trace\`. \`reachable: false\`
without a port means that no port gets through, and without a protocol either that nothing does.`,
  silentWhen: [
    "one of the ends does not exist with these parameter values",
    "of a path or scope of Network Insights, something on the way is known at deployment only",
    "an access scope names ends, addresses or resources in between that cannot be told from the template",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/reachability/what-is-reachability-analyzer.html",
  isFixable: true,
  *check(network) {
    for (const entry of expectedEntries(network)) {
      const finding = ofEntry(network, entry);
      if (finding) yield finding;
    }
    for (const resource of network.resources.values()) {
      if (resource.type === "AWS::EC2::NetworkInsightsPath") {
        const statement = statementOf(network, network.ofResource(resource, readInsightsPath));
        const found = statement && exists(network, statement) ? judge(network, statement) : undefined;
        if (statement && found && "kind" in found && found.kind === "false") {
          const { logicalId } = resource;
          const message = `${logicalId} asks for a way from ${statement.from} to ${statement.to}${trafficOf(found)}, but ${stopped(found)}`;
          yield { ...broken(network, keyOf(resource), found, message), logicalId, about: [logicalId] };
        }
      } else if (resource.type === "AWS::EC2::NetworkInsightsAccessScope") {
        const { logicalId } = resource;
        for (const { node, index, statement } of forbiddenPaths(network, network.ofResource(resource, readInsightsAccessScope))) {
          const found = judge(network, statement);
          if (!("kind" in found) || found.kind !== "false") continue;
          const message = `${logicalId} is not to match any path, but ${statement.from} gets to ${statement.to}${trafficOf(found)}`;
          yield {
            ...broken(network, node, found, message),
            logicalId,
            about: [logicalId, `MatchPaths.${index}`, statement.from, statement.to],
          };
        }
      }
    }
  },
});

type Broken = Extract<Judgement, { readonly kind: "false" }>;

/** " on tcp 80", " by icmp"; empty for all traffic. */
function trafficOf({ protocol, port }: Pick<Broken, "protocol" | "port">): string {
  if (protocol < 0) return "";
  const isPorted = protocol === tcp || protocol === udp;
  return isPorted && port !== undefined ? ` on ${formatProtocol(protocol)} ${port}` : ` by ${formatProtocol(protocol)}`;
}

/** The resources among the ends exist in this scenario. */
const exists = (network: Network, { from, to }: Statement): boolean =>
  [from, to].every((end) => {
    const id = end.split(":", 1)[0] ?? end;
    return network.resources.has(id) || !network.template.resources.has(id);
  });

function ofEntry(network: Network, { node, logicalId, index, content }: ExpectedEntry): Finding | undefined {
  const place = [logicalId, `expect.${index}`];
  if (content.kind === "malformed") {
    if (content.problem === undefined) return undefined;
    return { at: node, logicalId, about: [...place, "malformed"], message: `This expectation ${content.problem}.` };
  }
  const { statement, why } = content;
  if (!exists(network, statement)) return undefined;
  const { from, to, protocol, ports, amount } = statement;
  const found = judge(network, statement);
  if ("problem" in found)
    return { at: node, logicalId, about: [...place, "malformed"], message: `This expectation cannot be checked: ${found.problem}` };
  const reason = why === undefined ? "" : ` (${why})`;
  const asked = trafficOf({ protocol, port: ports?.from });
  const about = [...place, from, to];
  if (found.kind === "unknown")
    return {
      at: node,
      logicalId,
      about: [...about, "unknown"],
      message: `Whether ${from} gets to ${to}${asked} is not in the template: ${inSentence(found.message)}`,
      consequence: "hazard",
    };
  if (found.kind === "true") return undefined;
  const wish = amount === "none" ? "not to get" : "to get";
  const other = trafficOf(found) === asked ? "" : trafficOf(found);
  const message = `${from} is expected ${wish} to ${to}${asked}${reason}, but ${amount === "none" ? `it does${other}` : stopped(found)}`;
  return { ...broken(network, node, found, message), logicalId, about };
}

/** "DbGroup and Table stop it" */
function stopped({ trace }: Broken): string {
  const names = [...new Set(trace.blockers.map(({ resource }) => resource.logicalId))];
  return `${listed(names)} ${names.length === 1 ? "stops" : "stop"} it`;
}

const inSentence = (message: string): string => message.replace(/^(?:The|Whether|Where|Which|On) /, (word) => word.toLowerCase());

/** With what stops it, or, where nothing is to get there, the way that it takes. */
function broken(
  network: Network,
  at: Place,
  { trace }: Broken,
  message: string,
): Pick<Finding, "at" | "message" | "related" | "fixes" | "assumesDefaults"> {
  const { blockers, forward } = trace;
  const [only, second] = blockers;
  const hops = forward.flatMap(({ resource, kind, explanation }) => (resource ? [{ resource, kind, explanation }] : []));
  const isBlocked = trace.verdict === "blocked";
  return {
    at,
    message: `${message}.`,
    related: isBlocked
      ? blockers.map(({ resource, message: words }) => ({ at: keyOf(resource), message: capitalized(words) }))
      : hops.map(({ resource, kind, explanation }) => ({
          at: keyOf(resource),
          message: `${resource.logicalId} (${kind})${explanation === "" ? "" : `: ${explanation}`}.`,
        })),
    fixes: isBlocked && !second ? openingFixes(network, only?.opening) : [],
    assumesDefaults: [...new Set([...blockers, ...hops].flatMap((one) => defaultsOf(network, one)))],
  };
}
