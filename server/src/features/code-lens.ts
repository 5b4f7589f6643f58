/** Code lenses: one short line above each workload that says who reaches it. Titles are worked out when the line comes into view. */
import type { CodeLens } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import { stationsOf } from "../reachability/station.ts";
import { absoluteSpan } from "../template/node.ts";
import { type Positions, rangeOf } from "./positions.ts";
import { reachSummary } from "./reach-summary.ts";

/** Names a lens, so that its title can be worked out later. */
export interface LensData {
  readonly uri: string;
  readonly logicalId: string;
}

export const traceCommand = "cfnNetworkLint.tracePath";

/** A lens for each resource with interfaces, without its title. A NAT gateway is on the way of others, and has no traffic of its own. */
export function codeLenses(analysis: Analysis, positions: Positions, uri: string): CodeLens[] {
  const seen = new Set<string>();
  const lenses: CodeLens[] = [];
  for (const network of analysis.networks) {
    for (const [logicalId, resource] of network.resources) {
      if (seen.has(logicalId) || network.natGateways.has(logicalId) || !stationsOf(network, logicalId)?.length) continue;
      seen.add(logicalId);
      const data: LensData = { uri, logicalId };
      lenses.push({ range: rangeOf(positions, absoluteSpan(analysis.document, resource.entry.key)), data });
    }
  }
  return lenses;
}

/** The lens with its title; a click asks for a path from or to there. */
export function resolvedLens(analysis: Analysis, lens: CodeLens, { uri, logicalId }: LensData): CodeLens {
  const network = analysis.networks.find((one) => one.resources.has(logicalId));
  const title = network ? reachSummary(network, logicalId) : "";
  const tooltip = `Trace a path from or to ${logicalId}`;
  return { ...lens, command: { title: title === "" ? "Trace Path…" : title, tooltip, command: traceCommand, arguments: [uri, logicalId] } };
}

/** Undefined where the data is not ours. */
export function readLensData(data: unknown): LensData | undefined {
  if (typeof data !== "object" || data === null || !("uri" in data) || !("logicalId" in data)) return undefined;
  const { uri, logicalId } = data;
  return typeof uri === "string" && typeof logicalId === "string" ? { uri, logicalId } : undefined;
}
