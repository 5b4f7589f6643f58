/** What of a VPC's address blocks its subnets take, and where there is still room. Does not know subnets of other stacks. */
import { type Cidr, contains, containsAddress, type IpVersion, isCidr, parseCidr } from "../cidr/cidr.ts";
import { nextFreeBlock } from "../cidr/free-space.ts";
import { child, type Node } from "../template/node.ts";
import { visitIntrinsics } from "../template/template.ts";
import { identityOf } from "../template/value.ts";
import type { Network } from "./network.ts";
import { privateAddresses } from "./private-addresses.ts";
import { type CidrField, cidrField, known, type Resource } from "./resource.ts";
import type { Subnet } from "./subnet.ts";
import { cidrsOf } from "./topology.ts";

/** A block of a VPC with the resource that adds it. */
export interface OwnedBlock {
  readonly resource: Resource;
  readonly field: CidrField;
}

/** Blocks that the template states for a VPC, known or not, the primary first, then in document order. `vpc` is an identity. */
export function statedBlocks(network: Network, vpc: string): readonly OwnedBlock[] {
  const primary = [...network.vpcs.values()].filter(({ resource }) => vpc === `\${${resource.logicalId}}`);
  const added = [...network.vpcCidrBlocks.values()].filter((block) => block.vpc?.identity === vpc);
  return [...primary, ...added].flatMap(({ resource, cidr }) => (cidr ? [{ resource, field: cidr }] : []));
}

/**
 * Equal for two unknown blocks that are one and the same value: the same parameter, or the same element of the same unknown
 * list. Undefined for a known block and for what cannot be read.
 */
export function unknownIdentity(field: CidrField | undefined): string | undefined {
  if (!field || field.value.kind === "known" || field.problem !== undefined) return undefined;
  const identity = identityOf(field.value);
  // An expression that is too deep to be read has one identity with all others like it.
  return identity.includes("${too deep}") ? undefined : identity;
}

/** The subnet's block of that version. */
export const subnetCidr = (subnet: Subnet, version: IpVersion): CidrField | undefined => (version === 4 ? subnet.cidr : subnet.ipv6Cidr);

/** Whether its IPv4 block is certainly no part of its VPC: then the block or the VPC is the wrong one, and the subnet is refused. */
export const isOutsideItsVpc = (network: Network, subnet: Subnet): boolean => network.once(findOutside).has(subnet.resource.logicalId);

const findOutside = (network: Network): ReadonlySet<string> =>
  new Set(
    [...network.subnets.values()].flatMap(({ vpc, cidr, resource }) => {
      const blocks = network.topology.blocksOf(vpc?.identity ?? "");
      const own = known(cidr);
      const isOutside = own?.version === 4 && blocks.isIpv4Complete && !cidrsOf(blocks.known, 4).some((block) => contains(block, own));
      return isOutside ? [resource.logicalId] : [];
    }),
  );

/** Whether the block has the addresses that resources ask for in the subnet. */
const holdsAskedAddresses = (network: Network, subnet: Subnet, block: Cidr): boolean =>
  block.version === 6 ||
  privateAddresses(network).every(
    ({ subnet: link, address }) => link?.logicalId !== subnet.resource.logicalId || !address || containsAddress(block, address),
  );

/** Where subnets could be put. */
export interface AddressSpace {
  /**
   * Blocks that a subnet must keep away from: those of the other subnets of its VPC, in any scenario, and every literal inside
   * the VPC that a Mapping or a parameter may turn into a subnet. Undefined where another subnet's block is unknown.
   */
  readonly takenFor: (subnet: Subnet, version: IpVersion) => readonly Cidr[] | undefined;
  /**
   * A free block of the same size for the subnet in its VPC, the next one after where it is now. Undefined where there is none,
   * where it is not known for certain which blocks are free, or where something asks for an address that the block does not have.
   */
  readonly freeBlockFor: (subnet: Subnet, version: IpVersion) => Cidr | undefined;
  /** Smaller blocks inside that one that Mappings, parameters and subnets state, in any scenario. */
  readonly statedIn: (block: Cidr) => readonly Cidr[];
}

/** Reads the template's literals when first asked, and once. */
export function addressSpace(network: Network): AddressSpace {
  let literals: readonly Literal[] | undefined;

  function takenFor(subnet: Subnet, version: IpVersion): readonly Cidr[] | undefined {
    const vpc = subnet.vpc?.identity;
    if (vpc === undefined || network.isOpen) return undefined;
    const fields = network.topology.subnetsIn(vpc).flatMap((other) => (other === subnet ? [] : (subnetCidr(other, version) ?? [])));
    if (fields.some((field) => field.value.kind !== "known")) return undefined;
    literals ??= literalBlocks(network);
    const within = cidrsOf(network.topology.blocksOf(vpc).known, version);
    const others = literals.flatMap(({ owner, cidr }) =>
      owner !== subnet.resource.logicalId && within.some((block) => isInside(block, cidr)) ? [cidr] : [],
    );
    return [...cidrsOf(fields, version), ...others];
  }

  function freeBlockFor(subnet: Subnet, version: IpVersion): Cidr | undefined {
    const current = known(subnetCidr(subnet, version));
    const blocks = network.topology.blocksOf(subnet.vpc?.identity ?? "");
    if (!current || !(version === 4 ? blocks.isIpv4Complete : blocks.isIpv6Complete)) return undefined;
    const taken = takenFor(subnet, version);
    const free = taken && nextFreeBlock(roomFor(network, subnet, version), taken, current.prefixLength, current);
    return free && holdsAskedAddresses(network, subnet, free) ? free : undefined;
  }

  function statedIn(block: Cidr): readonly Cidr[] {
    literals ??= literalBlocks(network);
    return literals.flatMap(({ cidr }) => (isInside(block, cidr) ? [cidr] : []));
  }

  return { takenFor, freeBlockFor, statedIn };
}

/**
 * Blocks of its VPC that the subnet can lie in whenever it exists: those that no condition and no mapping changes, and of the
 * secondary ones those that it waits for.
 */
function roomFor(network: Network, subnet: Subnet, version: IpVersion): readonly Cidr[] {
  const { declaration, logicalId } = subnet.resource;
  if (!subnet.vpc || subnet.vpc.node !== child(declaration.properties, "VpcId")) return [];
  const blocks = statedBlocks(network, subnet.vpc.identity).filter(({ resource, field }) => {
    const { properties, condition } = resource.declaration;
    if (field.node !== child(properties, field.path) || isSteered(field.node)) return false;
    const isPrimary = network.vpcs.has(resource.logicalId);
    const exists = condition === undefined || condition === declaration.condition;
    return isPrimary || (exists && network.order.isAfter(logicalId, resource.logicalId));
  });
  return cidrsOf(
    blocks.map(({ field }) => field),
    version,
  );
}

/** Whether the expression may come to another value in another scenario. */
function isSteered(node: Node): boolean {
  let steered = false;
  visitIntrinsics(node, ({ name }) => {
    steered ||= name !== "Ref" && name !== "Fn::Sub" && name !== "Fn::Join";
  });
  return steered;
}

const isInside = (block: Cidr, cidr: Cidr): boolean => contains(block, cidr) && cidr.prefixLength > block.prefixLength;

interface Literal {
  /** The subnet that has it; undefined for one of a Mapping or a parameter. */
  readonly owner: string | undefined;
  readonly cidr: Cidr;
}

/** CIDR literals in Mappings, in parameters and in the subnets of all scenarios. */
function literalBlocks(network: Network): readonly Literal[] {
  const { template, resources, evaluator } = network;
  const shared = [
    ...[...template.mappings.values()].flatMap(scalarTexts),
    ...[...template.parameters.values()].flatMap(({ defaultText, allowedValues }) => [
      ...(defaultText?.split(",") ?? []),
      ...(allowedValues ?? []),
    ]),
  ];
  const found = shared.flatMap((text) => literal(undefined, text));
  for (const { type, logicalId, properties } of template.resources.values()) {
    if (type !== "AWS::EC2::Subnet" || !properties) continue;
    found.push(...scalarTexts(properties).flatMap((text) => literal(logicalId, text)));
    if (resources.has(logicalId)) continue;
    const evaluated = evaluator.evaluate(properties);
    const shape = evaluated.kind === "map" ? { get: evaluated.get, path: "", node: evaluated.node } : undefined;
    for (const cidr of shape ? [known(cidrField(shape, "CidrBlock")), known(cidrField(shape, "Ipv6CidrBlock"))] : []) {
      if (cidr) found.push({ owner: logicalId, cidr });
    }
  }
  return found;
}

function literal(owner: string | undefined, text: string): readonly Literal[] {
  const cidr = parseCidr(text.trim());
  return isCidr(cidr) ? [{ owner, cidr }] : [];
}

function scalarTexts(node: Node): readonly string[] {
  switch (node.kind) {
    case "scalar":
      return [node.text];
    case "map":
      return node.entries.flatMap((entry) => scalarTexts(entry.value));
    case "list":
      return node.items.flatMap(scalarTexts);
    case "intrinsic":
      return scalarTexts(node.argument);
  }
}
