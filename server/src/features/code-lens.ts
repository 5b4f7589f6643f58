/**
 * Code lenses: one short line above VPCs, subnets, security groups and workloads. Which there are is cheap to say; titles are worked
 * out when the line comes into view.
 */
import type { CodeLens, Command } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import type { Network } from "../network/network.ts";
import { stationsOf } from "../reachability/station.ts";
import { absoluteSpan } from "../template/node.ts";
import { groupLens } from "./lens-group.ts";
import { subnetLens } from "./lens-subnet.ts";
import type { LensText } from "./lens-text.ts";
import { vpcLens } from "./lens-vpc.ts";
import { type Positions, rangeOf } from "./positions.ts";
import { reachSummary } from "./reach-summary.ts";

/** Above what there are lenses. */
export interface CodeLensKinds {
  readonly vpc: boolean;
  readonly workload: boolean;
  readonly subnet: boolean;
  readonly securityGroup: boolean;
}

/** Names a lens, so that its title can be worked out later. */
export interface LensData {
  readonly uri: string;
  readonly logicalId: string;
}

export const traceCommand = "cfnNetworkLint.tracePath";
/** Its arguments: the address of the document, a position in it, and the ranges to show from there, as LSP has them. */
export const showCommand = "cfnNetworkLint.showPlaces";

/** A lens for each resource of those kinds, without its title; what a loop makes stands in one place, and has one. */
export function codeLenses(analysis: Analysis, positions: Positions, uri: string, kinds: CodeLensKinds): CodeLens[] {
  const seen = new Set<string>();
  const places = new Set<number>();
  const lenses: CodeLens[] = [];
  for (const network of analysis.networks) {
    for (const [logicalId, resource] of network.resources) {
      if (seen.has(logicalId)) continue;
      const kind = kindOf(network, logicalId);
      if (!kind) continue;
      seen.add(logicalId);
      const span = absoluteSpan(analysis.document, resource.entry.key);
      if (!kinds[kind] || places.has(span.start)) continue;
      places.add(span.start);
      const data: LensData = { uri, logicalId };
      lenses.push({ range: rangeOf(positions, span), data });
    }
  }
  return lenses;
}

/** A NAT gateway is on the way of others, and has no traffic of its own. */
function kindOf(network: Network, logicalId: string): keyof CodeLensKinds | undefined {
  if (network.vpcs.has(logicalId)) return "vpc";
  if (network.subnets.has(logicalId)) return "subnet";
  if (network.securityGroups.has(logicalId)) return "securityGroup";
  return !network.natGateways.has(logicalId) && stationsOf(network, logicalId)?.length ? "workload" : undefined;
}

/** The lens with its title. A click on a workload asks for a path from or to there; on others it shows what belongs to them. */
export function resolvedLens(analysis: Analysis, positions: Positions, lens: CodeLens, { uri, logicalId }: LensData): CodeLens {
  const network = analysis.networks.find((one) => kindOf(one, logicalId));
  const text = network && lensText(network, logicalId);
  const command = text ? show(analysis, positions, lens, uri, text) : askForPath(network, uri, logicalId);
  const isMade = network?.resources.get(logicalId)?.declaration.bindings !== undefined;
  return { ...lens, command: isMade ? { ...command, title: `${logicalId}: ${command.title}` } : command };
}

/** Undefined for workloads. */
function lensText(network: Network, logicalId: string): LensText | undefined {
  const vpc = network.vpcs.get(logicalId);
  if (vpc) return vpcLens(network, vpc);
  const subnet = network.subnets.get(logicalId);
  if (subnet) return subnetLens(network, subnet);
  const group = network.securityGroups.get(logicalId);
  return group && groupLens(network, group);
}

function askForPath(network: Network | undefined, uri: string, logicalId: string): Command {
  const title = network ? reachSummary(network, logicalId) : "";
  const tooltip = `Trace a path from or to ${logicalId}`;
  return { title: title === "" ? "Trace Path…" : title, tooltip, command: traceCommand, arguments: [uri, logicalId] };
}

function show({ document }: Analysis, positions: Positions, { range }: CodeLens, uri: string, text: LensText): Command {
  const { title, tooltip, places } = text;
  const spans = new Map(places.map((place) => absoluteSpan(document, place)).map((span) => [span.start, span]));
  if (spans.size === 0) return { title, command: "" };
  const ranges = [...spans.values()].sort((a, b) => a.start - b.start).map((span) => rangeOf(positions, span));
  return { title, tooltip, command: showCommand, arguments: [uri, range.start, ranges] };
}

/** Undefined where the data is not ours. */
export function readLensData(data: unknown): LensData | undefined {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("logicalId" in data)) return undefined;
  const { uri, logicalId } = data;
  return typeof uri === "string" && typeof logicalId === "string" ? { uri, logicalId } : undefined;
}
