/**
 * Inlay hints: how large a block is, what an expression comes to, how a subnet reaches the internet, whose the addresses of a route
 * are. Knows the default scenario, and for resources that it lacks the first one that has them; knows no settings but its own.
 */
import type { InlayHint } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import { type Cidr, cidrOf, formatAddress, formatCidr, hasHostBits, isCidr, parseCidr, sizeOf, usableAddresses } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { type Exposure, exposureOf } from "../network/routing.ts";
import { contentEnd, headEnd } from "../template/edit-place.ts";
import type { Entry, Node, Place, TemplateDocument } from "../template/node.ts";
import type { Span } from "../text/span.ts";
import { count, group, sentenceList } from "./markdown.ts";
import type { Positions } from "./positions.ts";
import { ownersOf, type RoutedBlock } from "./route-owners.ts";
import { childrenOf, entriesIn, isIn } from "./visible.ts";
import { exitOf, type RoutedExposure } from "./words.ts";

/** Which hints are shown. */
export interface InlayHintKinds {
  readonly cidrSize: boolean;
  readonly subnetExposure: boolean;
  readonly resolvedValue: boolean;
  readonly routeOwner: boolean;
}

interface Hint {
  /** Absolute. */
  readonly offset: number;
  readonly label: string;
  readonly tooltip?: string | undefined;
}

/** The hints that stand in `range` (absolute offsets), in document order. */
export function inlayHints(analysis: Analysis, positions: Positions, range: Span, kinds: InlayHintKinds): InlayHint[] {
  if (!analysis.isTemplate) return [];
  const hints = [
    ...(kinds.subnetExposure ? exposureHints(analysis, range) : []),
    ...(kinds.resolvedValue ? resolvedHints(analysis, range) : []),
    ...(kinds.routeOwner ? ownerHints(analysis, range) : []),
    ...(kinds.cidrSize ? sizeHints(analysis, range) : []),
  ];
  return hints
    .filter(({ offset }) => range.start <= offset && offset <= range.end)
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, label, tooltip }) => ({
      position: positions.positionAt(offset),
      label,
      paddingLeft: true,
      ...(tooltip === undefined ? {} : { tooltip }),
    }));
}

/** Sections in which a block is an address of the network, and not a word to compare. */
const valueSections = new Set(["Parameters", "Mappings", "Resources", "Outputs"]);

function sizeHints({ document }: Analysis, range: Span): readonly Hint[] {
  const hints: Hint[] = [];
  const visit = (node: Node): void => {
    if (!isIn(document, node, range)) return;
    if (node.kind !== "scalar") return childrenOf(node).forEach(visit);
    const cidr = cidrIn(node.text);
    const label = cidr && sizeLabel(cidr);
    if (cidr && label !== undefined) hints.push({ offset: contentEnd(document, node), label, tooltip: sizeTooltip(cidr) });
  };
  for (const { section, entry } of entriesIn(document, range)) if (valueSections.has(section)) visit(entry.value);
  return hints;
}

/** Undefined for text that is no block. */
function cidrIn(text: string): Cidr | undefined {
  // The shortest is `::/0`, the longest an IPv6 address with an IPv4 tail: long texts are not looked at.
  if (text.length > 50 || !text.includes("/")) return undefined;
  const cidr = parseCidr(text);
  return isCidr(cidr) ? cidr : undefined;
}

/**
 * "256 IPs, to 10.0.0.255". Undefined where there is nothing to say: one address, or all of them. VS Code cuts what a line has of hints
 * after 43 characters (`editor.inlayHints.maximumLength`), therefore IPv6 is told in blocks of /64.
 */
function sizeLabel(cidr: Cidr): string | undefined {
  const { version, prefixLength, first, last } = cidr;
  if (prefixLength === 0 || sizeOf(cidr) === 1n) return undefined;
  if (version === 6 && prefixLength < 64) return `${group(2n ** BigInt(64 - prefixLength))} × /64, to ${formatCidr(cidrOf(6, last, 64))}`;
  const range = hasHostBits(cidr)
    ? `${formatAddress(version, first)} to ${formatAddress(version, last)}`
    : `to ${formatAddress(version, last)}`;
  return version === 6 && prefixLength === 64 ? range : `${count(sizeOf(cidr), "IP")}, ${range}`;
}

const sizeTooltip = (cidr: Cidr): string =>
  `${formatAddress(cidr.version, cidr.first)} – ${formatAddress(cidr.version, cidr.last)}; as a subnet it has ${group(usableAddresses(cidr))} usable addresses, because AWS keeps five.`;

function resolvedHints(analysis: Analysis, range: Span): readonly Hint[] {
  const { document } = analysis;
  const hints: Hint[] = [];
  for (const { section, entry } of entriesIn(document, range)) {
    if (section !== "Resources" && section !== "Outputs") continue;
    const network = networkOf(analysis, section === "Resources" ? entry.key.text : undefined);
    // Inside of a loop an expression has a value for each member.
    if (!network || entry.key.text.startsWith("Fn::")) continue;
    const visit = (node: Node): void => {
      if (!isIn(document, node, range)) return;
      const hint = node.kind === "intrinsic" ? resolvedHint(document, network, node) : undefined;
      if (hint) hints.push(hint);
      else childrenOf(node).forEach(visit);
    };
    visit(entry.value);
  }
  return hints;
}

/** The default network, or the first one in which the resource exists. */
const networkOf = ({ networks }: Analysis, logicalId: string | undefined): Network | undefined =>
  logicalId === undefined ? networks[0] : networks.find((network) => network.resources.has(logicalId));

function resolvedHint(document: TemplateDocument, network: Network, node: Node): Hint | undefined {
  const term = network.evaluator.evaluate(node);
  const texts =
    term.kind === "scalar" ? [term.text] : term.kind === "list" ? term.items.map((item) => (item.kind === "scalar" ? item.text : "")) : [];
  const cidrs = texts.flatMap((text) => cidrIn(text) ?? []);
  const [first] = cidrs;
  const last = cidrs.at(-1);
  if (!first || !last || cidrs.length !== texts.length) return undefined;
  const label = first === last ? formatCidr(first) : `${cidrs.length} blocks, ${formatCidr(first)} to ${formatCidr(last)}`;
  const size = sizeLabel(first);
  const sources = [
    ...new Set([...term.assumesDefaults, ...(term.kind === "list" ? term.items.flatMap((item) => item.assumesDefaults) : [])]),
  ];
  const tooltip = [first === last ? size : undefined, sources.length > 0 ? `with the default of ${sentenceList(sources)}` : undefined];
  const said = tooltip.filter((part) => part !== undefined).join(", ");
  return { offset: contentEnd(document, node), label, tooltip: said === "" ? undefined : said };
}

/** What a loop makes stands in one place: it has a hint where all that it makes have the same. */
function agreed(hints: readonly Hint[]): readonly Hint[] {
  const byPlace = new Map<number, Hint | undefined>();
  for (const hint of hints) {
    const other = byPlace.get(hint.offset);
    byPlace.set(hint.offset, byPlace.has(hint.offset) && other?.label !== hint.label ? undefined : hint);
  }
  return [...byPlace.values()].flatMap((hint) => hint ?? []);
}

/** The members of a family in the first network that has each. */
function* everywhere<T>({ networks }: Analysis, family: (network: Network) => ReadonlyMap<string, T>): Generator<readonly [Network, T]> {
  const seen = new Set<string>();
  for (const network of networks) {
    for (const [logicalId, one] of family(network)) {
      if (!seen.has(logicalId)) yield [network, one];
      seen.add(logicalId);
    }
  }
}

function exposureHints(analysis: Analysis, range: Span): readonly Hint[] {
  const { document } = analysis;
  const hints: Hint[] = [];
  for (const [network, subnet] of everywhere(analysis, (one) => one.subnets)) {
    const { entry } = subnet.resource;
    const offset = isIn(document, entry.key, range) ? besideKey(document, entry) : undefined;
    const label = offset === undefined ? undefined : exposureLabel(exposureOf(network, subnet));
    if (offset !== undefined && label) hints.push({ offset, ...label });
  }
  return agreed(hints);
}

/** Offset after the colon; after an opening bracket that ends the line, so that nothing comes between the two. */
function besideKey(document: TemplateDocument, { key }: Entry): number | undefined {
  const head = headEnd(document, key);
  const bracket = head === undefined ? null : /^[ \t]*\{(?=[ \t]*(?:\r|\n))/.exec(document.text.slice(head, head + 80));
  return head === undefined ? undefined : head + (bracket?.[0].length ?? 0);
}

function exposureLabel(exposure: Exposure): Omit<Hint, "offset"> | undefined {
  switch (exposure.kind) {
    case "public":
      return { label: "public via IGW", tooltip: byRoute(exposure) };
    case "private":
      return { label: `private via ${exitOf(exposure)}`, tooltip: byRoute(exposure) };
    case "forwarded":
      return { label: `out via ${exitOf(exposure)}`, tooltip: byRoute(exposure) };
    case "isolated":
      return { label: "isolated", tooltip: "Its route table has no default route." };
    case "unknown":
      return undefined;
  }
}

function byRoute({ route }: RoutedExposure): string {
  const [target] = route.targets;
  return `${route.resource.logicalId} leads to ${target?.link.logicalId ?? target?.link.identity ?? "a gateway"}.`;
}

function ownerHints(analysis: Analysis, range: Span): readonly Hint[] {
  const { document } = analysis;
  const hints: Hint[] = [];
  const add = (network: Network, route: RoutedBlock, inside: Place): void => {
    const node = route.destination?.node;
    if (!node || node.block !== inside.block || !isIn(document, node, range)) return;
    const label = ownersOf(network, route);
    if (label !== undefined) hints.push({ offset: contentEnd(document, node), label });
  };
  for (const [network, route] of everywhere(analysis, (one) => one.routes)) add(network, route, route.resource.entry.value);
  for (const [network, { destination, resource }] of everywhere(analysis, (one) => one.transitGatewayRoutes))
    add(network, { destination, table: undefined, targets: [] }, resource.entry.value);
  return agreed(hints);
}
