/** The lens of a VPC: how many subnets of each kind it has, and what room is left. Counts nothing that the template does not pin down. */
import { freeAddresses } from "../cidr/free-space.ts";
import type { Network } from "../network/network.ts";
import { keyOf, type Link, type Resource } from "../network/resource.ts";
import { type Exposure, exposureOf } from "../network/routing.ts";
import { groupBy, vpcIdentity } from "../network/topology.ts";
import type { Vpc } from "../network/vpc.ts";
import { addressRoom } from "./hover-cidr.ts";
import type { LensText } from "./lens-text.ts";
import { count, group } from "./markdown.ts";
import { exitOf } from "./words.ts";

/** "4 subnets: 2 public, 2 private · 64,512 of 65,536 addresses free". */
export function vpcLens(network: Network, { resource }: Vpc): LensText {
  const { logicalId } = resource;
  const parts = [subnetWords(network, logicalId), addressWords(network, logicalId)];
  return {
    title: parts.filter((part) => part !== "").join(" · "),
    tooltip: `Show the subnets, route tables and connections of ${logicalId}`,
    places: partsOf(network, vpcIdentity(logicalId)).map(keyOf),
  };
}

/** The kinds in the order in which they are counted. */
const kinds: readonly Exposure["kind"][] = ["public", "private", "forwarded", "isolated", "unknown"];

function subnetWords(network: Network, vpc: string): string {
  const exposures = network.topology.subnetsIn(vpcIdentity(vpc)).map((subnet) => exposureOf(network, subnet));
  if (exposures.length === 0) return "no subnets in this template";
  const ordered = kinds.flatMap((kind) => exposures.filter((exposure) => exposure.kind === kind));
  const [first, ...others] = [...groupBy(ordered, kindWords)].map(([words, { length }]) => ({ words, length }));
  const all = count(exposures.length, "subnet");
  if (!first || (others.length === 0 && first.words === unknownWords)) return all;
  if (others.length > 0) return `${all}: ${[first, ...others].map(({ words, length }) => `${length} ${words}`).join(", ")}`;
  return first.words.startsWith("out ") ? `${all} ${first.words}` : count(first.length, `${first.words} subnet`);
}

const unknownWords = "not known";

const kindWords = (exposure: Exposure): string =>
  exposure.kind === "unknown" ? unknownWords : exposure.kind === "forwarded" ? `out via ${exitOf(exposure)}` : exposure.kind;

/** What is free, where all blocks and all subnets are known; the size alone, where others may add subnets, or there are none. */
function addressWords(network: Network, vpc: string): string {
  const { blocks, taken, unknown, isComplete, total } = addressRoom(network, vpc);
  if (!isComplete || blocks.length === 0) return "";
  const isShared = network.isOpen || network.isHandedToStack(vpc) || taken.length === 0;
  if (isShared || unknown > 0) return count(total, "address", "addresses");
  return `${group(freeAddresses(blocks, taken))} of ${count(total, "address", "addresses")} free`;
}

/** What makes up a VPC (an identity), and what connects it. */
function partsOf(network: Network, vpc: string): readonly Resource[] {
  const inside = (one: { readonly vpc: Link | undefined }): boolean => one.vpc?.identity === vpc;
  const all = [
    ...network.topology.subnetsIn(vpc),
    ...network.topology.tablesIn(vpc),
    ...network.topology.attachmentsOf(vpc),
    ...[...network.vpcCidrBlocks.values()].filter(inside),
    ...[...network.egressOnlyInternetGateways.values()].filter(inside),
    ...[...network.peerings.values()].filter((peering) => inside(peering) || peering.peerVpc?.identity === vpc),
    ...[...network.transitGatewayAttachments.values()].filter(inside),
    ...[...network.vpcEndpoints.values()].filter(inside),
  ];
  return all.map(({ resource }) => resource);
}
