import { type Cidr, formatCidr, type IpVersion } from "../../cidr/cidr.ts";
import { overlappingPairs } from "../../cidr/overlaps.ts";
import { type AddressSpace, addressSpace, subnetCidr, unknownIdentity } from "../../network/address-space.ts";
import { isAllowedSize, largestBlock } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, known, knownValue } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { groupBy } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Finding, type Fix, type RelatedPlace } from "../rule.ts";
import { freeIndexFix } from "./free-index.ts";
import { ownLiteral, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/subnet-overlap",
  consequence: "deploy-fail",
  summary: "The subnets of a VPC must not overlap.",
  why: `Each address of a VPC belongs to one subnet at most. EC2 creates the first of two subnets that overlap and refuses the
second: the stack rolls back. Which one is first is not defined where nothing orders them.`,
  awsError: "InvalidSubnet.Conflict: The CIDR '10.0.1.0/24' conflicts with another subnet",
  silentWhen: [
    "a block is known at deployment only (two subnets with one and the same unknown block are reported)",
    "the subnets are in different VPCs, or cannot exist together because of their conditions",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
  isFixable: true,
  *check(network) {
    const space = addressSpace(network);
    const subnets = [...network.subnets.values()];
    // A parameter for a VPC whose Default is empty names none.
    for (const siblings of groupBy(subnets, ({ vpc }) => vpc?.identity || undefined).values()) {
      for (const version of [4, 6] as const) {
        for (const [later, earlier] of conflicts(siblings, version)) {
          const finding = overlapOf(network, space, version, later, earlier);
          if (finding) yield finding;
        }
      }
    }
  },
});

const isTooLarge = (cidr: Cidr): boolean => cidr.version === 4 && cidr.prefixLength < largestBlock;

/** More pairs than this, and more places for one finding, tell nobody more. */
const maxPairs = 20_000;
const maxRelated = 20;

/** For each subnet that overlaps earlier ones, those, in document order. */
function conflicts(siblings: readonly Subnet[], version: IpVersion): ReadonlyMap<Subnet, readonly Subnet[]> {
  const found = new Map<Subnet, Subnet[]>();
  const items = siblings.flatMap((subnet) => {
    const cidr = known(subnetCidr(subnet, version));
    // A block that is far too large (`10.0.0.0/2`, half typed) is cidr/subnet-size's, and overlaps everything.
    return cidr?.version === version && !isTooLarge(cidr) ? [{ cidr, item: subnet }] : [];
  });
  for (const [earlier, later] of overlappingPairs(items, maxPairs)) {
    const before = found.get(later);
    if (!before) found.set(later, [earlier]);
    else if (before.length < maxRelated) before.push(earlier);
  }
  for (const same of groupBy(siblings, (subnet) => unknownIdentity(subnetCidr(subnet, version))).values()) {
    for (const [index, later] of same.entries()) if (index > 0) found.set(later, same.slice(0, Math.min(index, maxRelated)));
  }
  return found;
}

function overlapOf(
  network: Network,
  space: AddressSpace,
  version: IpVersion,
  later: Subnet,
  earlier: readonly Subnet[],
): Finding | undefined {
  const [first] = earlier;
  const field = subnetCidr(later, version);
  if (!first || !field) return undefined;
  const { logicalId } = later.resource;
  const other = first.resource.logicalId;
  const value = knownValue(field);
  const otherCidr = known(subnetCidr(first, version));
  const message =
    value && otherCidr
      ? `${logicalId} (${formatCidr(value.value)}) overlaps ${other} (${formatCidr(otherCidr)})`
      : `${logicalId} has the same block as ${other}, whatever it is`;
  return {
    at: field.node,
    logicalId,
    about: [logicalId, other, field.path],
    message: `${message}: CloudFormation will fail to create the second one.`,
    related: [...earlier.flatMap((subnet) => placeOf(subnet, version)), ...sourcePlaces(field)],
    // Costly, and asked for once in all scenarios.
    get fixes() {
      return fixesOf(network, space, version, later, field, value?.value);
    },
    assumesDefaults: assumedDefaults(later.vpc?.term, first.vpc?.term, field.value, subnetCidr(first, version)?.value),
  };
}

function placeOf(subnet: Subnet, version: IpVersion): readonly RelatedPlace[] {
  const field = subnetCidr(subnet, version);
  const cidr = known(field);
  return field ? [{ at: field.node, message: `${subnet.resource.logicalId} has ${cidr ? formatCidr(cidr) : "the same block"}.` }] : [];
}

/** Another block for the later subnet: written in place of its own literal, or another one of the list that it selects from. */
function fixesOf(
  network: Network,
  space: AddressSpace,
  version: IpVersion,
  later: Subnet,
  field: CidrField,
  cidr: Cidr | undefined,
): readonly Fix[] {
  const literal = ownLiteral(later.resource, field);
  if (!literal) return freeIndexFix(network, space, later, field, version);
  const free = cidr && isAllowedSize(cidr) ? space.freeBlockFor(later, version) : undefined;
  if (!free) return [];
  const { logicalId } = later.resource;
  const title = `Move ${logicalId} to ${formatCidr(free)}, the next free block of ${later.vpc?.logicalId ?? "its VPC"}`;
  return [{ title, preferred: true, safe: false, edits: () => replaceValue(network.template.document, literal, formatCidr(free)) }];
}
