/** Another index for a subnet that selects its block from `Fn::Cidr`. Knows how such a selection is written. */
import { type Cidr, formatCidr, type IpVersion, isCidr, overlaps, parseCidr } from "../../cidr/cidr.ts";
import { type AddressSpace, subnetCidr } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import type { CidrField } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { replaceValue } from "../../template/edits.ts";
import { cidrArguments } from "../../template/evaluate-cidr.ts";
import type { Node, ScalarNode } from "../../template/node.ts";
import { isShared, type Source } from "../../template/source.ts";
import { asInteger, identityOf, type Term } from "../../template/value.ts";
import { takenNode } from "../../template/walk.ts";
import type { Fix } from "../rule.ts";

/** A literal index into a list that `Fn::Cidr` makes. */
interface Selection {
  readonly indexNode: ScalarNode;
  readonly index: number;
  readonly list: Term;
  readonly count: number;
}

/** Selects a block that no other subnet of the VPC has. Empty where that is not known for certain, or none is left. */
export function freeIndexFix(network: Network, space: AddressSpace, subnet: Subnet, field: CidrField, version: IpVersion): readonly Fix[] {
  const selection = subnet.resource.declaration.bindings || network.isOpen ? undefined : readSelection(network, field.node);
  if (!selection) return [];
  const free =
    selection.list.kind === "list"
      ? freeKnown(selection, space.takenFor(subnet, version))
      : freeUnknown(network, subnet, selection, version);
  if (free === undefined) return [];
  const block = selection.list.kind === "list" ? elementCidr(selection.list.items[free]) : undefined;
  const { logicalId } = subnet.resource;
  const named = block === undefined ? "which no other subnet of the VPC takes" : `${formatCidr(block)}, which is free`;
  const source: Source = selection.indexNode.style === "single" || selection.indexNode.style === "double" ? String(free) : free;
  return [
    {
      title: `Select block ${free} for ${logicalId}, ${named}`,
      preferred: true,
      safe: false,
      edits: () => replaceValue(network.template.document, selection.indexNode, source),
    },
  ];
}

function readSelection(network: Network, node: Node): Selection | undefined {
  const { evaluator } = network;
  if (node.kind !== "intrinsic" || node.name !== "Fn::Select" || node.argument.kind !== "list" || isShared(node)) return undefined;
  const [indexNode, listNode] = node.argument.items;
  const made = takenNode(listNode, evaluator);
  if (indexNode?.kind !== "scalar" || made?.kind !== "intrinsic" || made.name !== "Fn::Cidr") return undefined;
  const index = asInteger(evaluator.evaluate(indexNode));
  const given = cidrArguments(made, (argument) => evaluator.evaluate(argument));
  const count = given && asInteger(given.count);
  if (index?.kind !== "known" || count?.kind !== "known" || count.value > 256) return undefined;
  return { indexNode, index: index.value, list: evaluator.evaluate(made), count: count.value };
}

/** The indexes after the selected one, then those before it. */
const otherIndexes = ({ index, count }: Selection): readonly number[] =>
  Array.from({ length: count - 1 }, (_, step) => (index + 1 + step) % count);

/** The first of them whose block keeps away from `taken`. */
function freeKnown(selection: Selection, taken: readonly Cidr[] | undefined): number | undefined {
  const { list } = selection;
  if (list.kind !== "list" || !taken) return undefined;
  return otherIndexes(selection).find((candidate) => {
    const cidr = elementCidr(list.items[candidate]);
    return cidr !== undefined && !taken.some((other) => overlaps(other, cidr));
  });
}

/** The first of them that no other subnet has, where all select from this list, in whatever scenario. */
function freeUnknown(network: Network, subnet: Subnet, selection: Selection, version: IpVersion): number | undefined {
  const declared = [...network.template.resources.values()].filter(({ type }) => type === "AWS::EC2::Subnet");
  if (declared.some(({ logicalId }) => !network.resources.has(logicalId))) return undefined;
  const identity = identityOf(selection.list);
  const taken = new Set<number>();
  for (const other of network.topology.subnetsIn(subnet.vpc?.identity ?? "")) {
    const value = other === subnet ? undefined : subnetCidr(other, version)?.value;
    if (!value) continue;
    if (value.kind !== "opaque" || value.element?.list !== identity) return undefined;
    taken.add(value.element.index);
  }
  return otherIndexes(selection).find((candidate) => !taken.has(candidate));
}

function elementCidr(item: Term | undefined): Cidr | undefined {
  const cidr = item?.kind === "scalar" ? parseCidr(item.text) : undefined;
  return cidr && isCidr(cidr) ? cidr : undefined;
}
