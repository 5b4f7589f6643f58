/**
 * Completion of values that follow from the network: free blocks for subnets, the peer's block for routes, ports by name. Types and
 * properties are left to others. Works on half-typed text.
 */
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver-types";
import type { Analysis } from "../analysis.ts";
import { type Cidr, formatCidr, sizeOf, usableAddresses } from "../cidr/cidr.ts";
import { nextFreeBlock } from "../cidr/free-space.ts";
import { parseProtocol, tcp, udp } from "../cidr/protocol.ts";
import type { Network } from "../network/network.ts";
import { type PeeringSide, sidesOf } from "../network/peering-routes.ts";
import { known } from "../network/resource.ts";
import { targetOf } from "../network/route-table.ts";
import type { Subnet } from "../network/subnet.ts";
import { cidrsOf, vpcIdentity } from "../network/topology.ts";
import { child, type Node, scalarText } from "../template/node.ts";
import { locate } from "./locate.ts";
import { count, group } from "./markdown.ts";
import { type Positions, rangeOf } from "./positions.ts";
import { servicePorts } from "./service-ports.ts";
import { type TypedValue, typedValue } from "./typed-value.ts";

/** What may be typed before values are offered without being asked for. */
export const completionTriggers: readonly string[] = [" ", '"', "'"];

const blockKeys = new Set(["CidrBlock", "DestinationCidrBlock"]);
const portKeys = new Set(["FromPort", "ToPort", "Port", "From", "To"]);

/** Whether there may be something to complete: by the line alone, so that typing elsewhere costs nothing. */
export function mayComplete(text: string, offset: number): boolean {
  const key = typedValue(text, offset)?.key ?? "";
  return blockKeys.has(key) || portKeys.has(key);
}

/** One value that is offered. */
interface Choice {
  readonly label: string;
  readonly detail: string;
  readonly documentation?: string;
  /** What is looked through while typing, where that is more than the label. */
  readonly filter?: string;
  readonly written: { readonly text: string } | { readonly number: number } | { readonly blockOf: string };
}

/** The values for what is typed at `offset`, best first. */
export function completions(analysis: Analysis, positions: Positions, offset: number): CompletionItem[] {
  if (!analysis.isTemplate) return [];
  const { text, format } = analysis.document;
  const typed = typedValue(text, offset);
  const located = typed && locate(analysis, typed.keyOffset);
  const [section, logicalId, part, ...path] = located?.keys ?? [];
  if (!typed || !located?.isKey || section !== "Resources" || logicalId === undefined || part !== "Properties") return [];
  const network = analysis.networks.find((one) => one.resources.has(logicalId));
  if (!network) return [];
  const choices = choicesFor(analysis.networks, network, logicalId, path.join("."), located.ancestors.at(-1));
  const range = rangeOf(positions, { start: typed.start, end: typed.end });
  return choices.map((choice, index) => ({
    label: choice.label,
    kind: CompletionItemKind.Value,
    detail: choice.detail,
    // The detail alone is shown for the chosen line only.
    labelDetails: { description: choice.detail },
    ...(choice.documentation === undefined ? {} : { documentation: choice.documentation }),
    // Before what an editor offers of itself, such as other values of the file in JSON: those start with a quote.
    sortText: `!${String(index).padStart(3, "0")}`,
    filterText: `${typed.quote}${choice.filter ?? choice.label}`,
    textEdit: { range, newText: writtenAs(choice, typed, format) },
  }));
}

function writtenAs({ written }: Choice, { quote, isClose }: TypedValue, format: "yaml" | "json"): string {
  const lead = isClose && format === "yaml" ? " " : "";
  if ("blockOf" in written)
    return format === "json" ? `{ "Fn::GetAtt": ["${written.blockOf}", "CidrBlock"] }` : `${lead}!GetAtt ${written.blockOf}.CidrBlock`;
  if ("number" in written) return `${lead}${quote}${written.number}${quote}`;
  const own = quote === "" && format === "json" ? '"' : quote;
  return `${lead}${own}${written.text}${own}`;
}

/** `path` is the property's, without list positions; `parent` is the map in which it stands. */
function choicesFor(
  networks: readonly Network[],
  network: Network,
  logicalId: string,
  path: string,
  parent: Node | undefined,
): readonly Choice[] {
  const type = network.resources.get(logicalId)?.type ?? "";
  const subnet = network.subnets.get(logicalId);
  if (subnet) return path === "CidrBlock" ? freeBlockChoices(networks, network, subnet) : [];
  if (path === "DestinationCidrBlock" && type === "AWS::EC2::Route") return peerChoices(network, logicalId);
  return isPort(type, path) ? portChoices(path, parent) : [];
}

/** Sizes that subnets have, the usual one first, then smaller ones, then larger ones; AWS takes /16 to /28. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const usualSizes = [24, 26, 28, 22, 20, 18, 16] as const;

/** The next free block of each size in the subnet's VPC, the size of its siblings first. */
function freeBlockChoices(networks: readonly Network[], network: Network, { resource, vpc }: Subnet): readonly Choice[] {
  const [only, second] = network.vpcs.keys();
  const identity = vpc?.identity ?? (only !== undefined && second === undefined ? vpcIdentity(only) : undefined);
  if (identity === undefined) return [];
  const within = cidrsOf(network.topology.blocksOf(identity).known, 4);
  const siblings = networks
    .flatMap((one) => one.topology.subnetsIn(identity))
    .filter((one) => one.resource.logicalId !== resource.logicalId)
    .flatMap((one) => one.cidr ?? []);
  const taken = cidrsOf(siblings, 4);
  const highest = taken.reduce<Cidr | undefined>((last, one) => (last && last.first > one.first ? last : one), undefined);
  const isUncertain = siblings.some((field) => field.problem === undefined && known(field) === undefined);
  const name = [...network.vpcs.keys()].find((id) => vpcIdentity(id) === identity);
  const sizes = new Set([...(taken.length > 0 ? [taken.at(-1)?.prefixLength ?? 24] : []), ...usualSizes]);
  return [...sizes].flatMap((size): readonly Choice[] => {
    const block = size >= 16 && size <= 28 ? nextFreeBlock(within, taken, size, highest) : undefined;
    if (!block) return [];
    const text = formatCidr(block);
    return [
      {
        label: text,
        detail: `${count(sizeOf(block), "address", "addresses")}, ${group(usableAddresses(block))} usable`,
        documentation: `The next free /${size} of ${name ?? "the VPC"} (${within.map(formatCidr).join(", ")}).${isUncertain ? " Subnets whose blocks are not known here are not counted." : ""}`,
        written: { text },
      },
    ];
  });
}

/** The block of the VPC at the other end: by attribute, which follows a later change, and as text. */
function peerChoices(network: Network, logicalId: string): readonly Choice[] {
  const route = network.routes.get(logicalId);
  const vpc = network.routeTables.get(route?.table?.logicalId ?? "")?.vpc?.identity;
  const over = route && targetOf(route, "VpcPeeringConnectionId");
  if (!route || (!over && route.targets.length > 0)) return [];
  const sides: readonly PeeringSide[] = [...network.peerings.values()]
    .filter((peering) => !over || peering.resource.logicalId === over.logicalId)
    .flatMap((peering) => sidesOf(network, peering))
    .filter((side) => vpc === undefined || side.vpc.identity === vpc);
  const peers = new Map(sides.flatMap(({ peerVpc, peering }) => (peerVpc ? [[peerVpc, peering.resource.logicalId] as const] : [])));
  return [...peers].flatMap(([{ resource }, peering]) => {
    const name = resource.logicalId;
    const blocks = cidrsOf(network.topology.blocksOf(vpcIdentity(name)).known, 4).map(formatCidr);
    return [
      {
        label: `!GetAtt ${name}.CidrBlock`,
        detail: blocks[0] ?? "",
        documentation: `The block of ${name}, which ${peering} leads to.`,
        filter: `!GetAtt ${name}.CidrBlock ${blocks[0] ?? ""}`,
        written: { blockOf: name },
      },
      ...blocks.map((text) => ({ label: text, detail: `${name}, over ${peering}`, written: { text } })),
    ];
  });
}

const portPaths: Readonly<Record<string, readonly string[]>> = {
  "AWS::EC2::SecurityGroup": [
    "SecurityGroupIngress.FromPort",
    "SecurityGroupIngress.ToPort",
    "SecurityGroupEgress.FromPort",
    "SecurityGroupEgress.ToPort",
  ],
  "AWS::EC2::SecurityGroupIngress": ["FromPort", "ToPort"],
  "AWS::EC2::SecurityGroupEgress": ["FromPort", "ToPort"],
  "AWS::EC2::NetworkAclEntry": ["PortRange.From", "PortRange.To"],
  "AWS::ElasticLoadBalancingV2::Listener": ["Port"],
  "AWS::ElasticLoadBalancingV2::TargetGroup": ["Port", "Targets.Port"],
  "AWS::VpcLattice::Listener": ["Port"],
  "AWS::VpcLattice::TargetGroup": ["Config.Port", "Targets.Port"],
  "AWS::RDS::DBInstance": ["Port"],
  "AWS::RDS::DBCluster": ["Port"],
  "AWS::ElastiCache::ReplicationGroup": ["Port"],
  "AWS::ElastiCache::CacheCluster": ["Port"],
  "AWS::Redshift::Cluster": ["Port"],
};

const isPort = (type: string, path: string): boolean => portPaths[type]?.includes(path) === true;

/** Ports of the protocol that the rule names. The upper end of a range starts with its lower end: most rules open one port. */
function portChoices(path: string, parent: Node | undefined): readonly Choice[] {
  const protocol = parseProtocol(scalarText(child(parent, "IpProtocol")) ?? "");
  const isOf = (name: "tcp" | "udp" | "both"): boolean =>
    (protocol !== tcp && protocol !== udp) || name === "both" || (protocol === tcp) === (name === "tcp");
  const lower = path.endsWith("To") ? "From" : path.endsWith("ToPort") ? "FromPort" : undefined;
  const from = lower === undefined ? "" : (scalarText(child(parent, lower)) ?? "");
  const own = /^\d{1,5}$/.test(from) ? [{ name: from, port: Number(from), label: `the same as ${lower ?? ""}` }] : [];
  const services = servicePorts.filter((service) => isOf(service.protocol));
  return [
    ...own.map(({ name, port, label }): Choice => ({ label: name, detail: label, written: { number: port } })),
    ...services.map(
      ({ name, port, label }): Choice => ({
        label: name,
        detail: `${port}: ${label}`,
        filter: `${name} ${port}`,
        written: { number: port },
      }),
    ),
  ];
}
