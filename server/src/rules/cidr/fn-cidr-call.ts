/** Every `Fn::Cidr` of a network and every selection from one, with what is known of the block that is split. Knows VPCs; judges nothing. */
import { addressBits, type Cidr, cidrOf, formatCidr, type IpVersion, isCidr, parseCidr } from "../../cidr/cidr.ts";
import { largestBlock, smallestBlock } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { booleanField, integerField, known, type Resource } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import type { Bindings } from "../../template/evaluate.ts";
import { cidrArguments } from "../../template/evaluate-cidr.ts";
import type { IntrinsicNode, Node } from "../../template/node.ts";
import { asInteger, identityOf, type Known, type Term } from "../../template/value.ts";
import { visitIntrinsics } from "../../template/template.ts";
import { takenIntrinsics, takenNode } from "../../template/walk.ts";
import { isWithin } from "./literal.ts";

/** The block that is split, as far as its size is known. */
export interface SplitBlock {
  /** A block of that version and length; only for a known block of these addresses. */
  readonly cidr: Cidr;
  /** How a message calls it: `10.0.0.0/16`, `Vpc's IPv6 block (/56)`. */
  readonly name: string;
  /** False where the real block may be smaller. */
  readonly isExact: boolean;
  readonly assumesDefaults: readonly string[];
}

export interface FnCidrCall {
  readonly resource: Resource;
  readonly node: IntrinsicNode;
  /** Property path, for keys. */
  readonly path: string;
  readonly block: SplitBlock | undefined;
  readonly count: Known<number> | undefined;
  readonly countNode: Node | undefined;
  readonly hostBits: Known<number> | undefined;
  readonly hostBitsNode: Node | undefined;
}

/** `Fn::Select` over a `Fn::Cidr`. */
export interface FnCidrSelection {
  readonly resource: Resource;
  readonly node: IntrinsicNode;
  readonly path: string;
  readonly index: Known<number>;
  readonly call: FnCidrCall;
}

export interface FnCidrCalls {
  readonly calls: readonly FnCidrCall[];
  readonly selections: readonly FnCidrSelection[];
}

/** Blocks split off from blocks that were split off, and so on: deeper ones are not looked at. */
const maxNesting = 4;

/** Those that the scenario evaluates, in the properties of resources that exist. */
export function fnCidrCalls(network: Network): FnCidrCalls {
  const calls: FnCidrCall[] = [];
  const selections: FnCidrSelection[] = [];
  for (const resource of network.resources.values()) {
    if (!network.ofResource(resource, hasFnCidr)) continue;
    const { properties, bindings } = resource.declaration;
    const outer: IntrinsicNode[] = [];
    for (const { node, path, bindings: inner } of takenIntrinsics(properties, network.evaluator, bindings)) {
      for (let last = outer.at(-1); last && !isWithin(last, node); last = outer.at(-1)) outer.pop();
      if (outer.length >= maxNesting) continue;
      if (node.name === "Fn::Cidr") {
        calls.push(readCall(network, resource, node, path, inner));
        outer.push(node);
      }
      const selection = node.name === "Fn::Select" ? readSelection(network, resource, node, path, inner) : undefined;
      if (selection) selections.push(selection);
    }
  }
  return { calls, selections };
}

function hasFnCidr({ declaration }: Resource): boolean {
  let found = false;
  visitIntrinsics(declaration.properties, ({ name }) => {
    found ||= name === "Fn::Cidr";
  });
  return found;
}

function readCall(network: Network, resource: Resource, node: IntrinsicNode, path: string, bindings: Bindings): FnCidrCall {
  const given = cidrArguments(node, (argument) => network.evaluator.evaluate(argument, bindings));
  const [, countNode, hostBitsNode] = node.argument.kind === "list" ? node.argument.items : [];
  return {
    resource,
    node,
    path,
    block: given && splitBlock(network, given.block),
    count: given && knownInteger(given.count),
    countNode,
    hostBits: given?.hostBits && knownInteger(given.hostBits),
    hostBitsNode,
  };
}

function readSelection(
  network: Network,
  resource: Resource,
  node: IntrinsicNode,
  path: string,
  bindings: Bindings,
): FnCidrSelection | undefined {
  const [indexNode, listNode] = node.argument.kind === "list" ? node.argument.items : [];
  const list = takenNode(listNode, network.evaluator, bindings);
  const index = indexNode && knownInteger(network.evaluator.evaluate(indexNode, bindings));
  if (!index || list?.kind !== "intrinsic" || list.name !== "Fn::Cidr") return undefined;
  return { resource, node, path, index, call: readCall(network, resource, list, path, bindings) };
}

function knownInteger(term: Term): Known<number> | undefined {
  const value = asInteger(term);
  return value?.kind === "known" ? value : undefined;
}

function splitBlock(network: Network, term: Term): SplitBlock | undefined {
  if (term.kind === "scalar") {
    const cidr = parseCidr(term.text);
    return isCidr(cidr) ? { cidr, name: formatCidr(cidr), isExact: true, assumesDefaults: term.assumesDefaults } : undefined;
  }
  return vpcIpv4Block(network, term) ?? vpcIpv6Block(network, term);
}

const ofLength = (version: IpVersion, prefixLength: number): Cidr => cidrOf(version, 0n, prefixLength);

/** The unknown primary block of a VPC: IPAM is told its length, and else it is a /16 at most. */
function vpcIpv4Block(network: Network, term: Term): SplitBlock | undefined {
  for (const { resource, cidr } of network.vpcs.values()) {
    const isAttribute = term.kind === "reference" && term.logicalId === resource.logicalId && term.attribute === "CidrBlock";
    const isSame =
      cidr !== undefined && cidr.value.kind !== "known" && cidr.problem === undefined && identityOf(cidr.value) === identityOf(term);
    if (!isAttribute && !isSame) continue;
    const length = known(integerField(resource, "Ipv4NetmaskLength"));
    const isExact = isAttribute && length !== undefined && length >= largestBlock && length <= 32;
    const name = isExact ? `${resource.logicalId}'s block (/${length})` : `${resource.logicalId}'s block (/${largestBlock} at most)`;
    return { cidr: ofLength(4, isExact ? length : largestBlock), name, isExact, assumesDefaults: term.assumesDefaults };
  }
  return undefined;
}

/** `!Select [0, !GetAtt Vpc.Ipv6CidrBlocks]`, where all IPv6 blocks of the VPC are of one known length. */
function vpcIpv6Block(network: Network, term: Term): SplitBlock | undefined {
  const { node } = term;
  const [, listNode] = node.kind === "intrinsic" && node.name === "Fn::Select" && node.argument.kind === "list" ? node.argument.items : [];
  const list = listNode && network.evaluator.evaluate(listNode);
  if (list?.kind !== "reference" || list.attribute !== "Ipv6CidrBlocks" || !network.vpcs.has(list.logicalId) || network.isOpen)
    return undefined;
  const blocks = [...network.vpcCidrBlocks.values()];
  if (blocks.some((block) => block.vpc?.logicalId === undefined)) return undefined;
  const lengths = blocks
    .filter((block) => block.isIpv6 && block.vpc?.identity === vpcIdentity(list.logicalId))
    .map(({ resource, cidr }) => {
      // Amazon's own blocks have one size: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
      if (known(booleanField(resource, "AmazonProvidedIpv6CidrBlock")) === true) return 56;
      return known(cidr)?.prefixLength ?? known(integerField(resource, "Ipv6NetmaskLength"));
    });
  const [length, ...others] = new Set(lengths);
  if (length === undefined || others.length > 0 || length < 0 || length > 128) return undefined;
  return {
    cidr: ofLength(6, length),
    name: `${list.logicalId}'s IPv6 block (/${length})`,
    isExact: true,
    assumesDefaults: term.assumesDefaults,
  };
}

/** The host bits that are meant where the number is a prefix length; undefined where it is not one for certain. */
export function meantHostBits({ block, count, hostBits }: FnCidrCall): number | undefined {
  if (block?.cidr.version !== 4 || !hostBits) return undefined;
  const length = hostBits.value;
  const isTooLarge = addressBits(4) - length < block.cidr.prefixLength;
  if (!isTooLarge || length < Math.max(largestBlock, block.cidr.prefixLength) || length > smallestBlock) return undefined;
  return (count?.value ?? 1) <= 2 ** (length - block.cidr.prefixLength) ? addressBits(4) - length : undefined;
}
