/** Another index for a subnet that selects its block from `Fn::Cidr`. Knows how such a selection is written. */
import { formatCidr, type IpVersion, overlaps } from "../../cidr/cidr.ts";
import { subnetCidr } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, cidrOf, known } from "../../network/resource.ts";
import type { Subnet } from "../../network/subnet.ts";
import { replaceValue } from "../../template/edits.ts";
import { cidrArguments } from "../../template/evaluate-cidr.ts";
import type { Node, ScalarNode } from "../../template/node.ts";
import { isShared, type Source } from "../../template/source.ts";
import { asInteger, asText, identityOf, type Term } from "../../template/value.ts";
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
export function freeIndexFix(network: Network, subnet: Subnet, field: CidrField, version: IpVersion): readonly Fix[] {
  const selection = subnet.resource.declaration.bindings || network.isOpen ? undefined : readSelection(network, field.node);
  if (!selection) return [];
  const others = network.topology
    .subnetsIn(subnet.vpc?.identity ?? "")
    .flatMap((other) => (other === subnet ? [] : (subnetCidr(other, version) ?? [])));
  const free = freeIndex(selection, others);
  if (free === undefined) return [];
  const block = selection.list.kind === "list" ? elementText(selection.list.items[free]) : undefined;
  const { logicalId } = subnet.resource;
  const named = block === undefined ? "which no other subnet of the VPC takes" : `${block}, which is free`;
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

/** The next index that no other field has, else the first. */
function freeIndex({ index, list, count }: Selection, others: readonly CidrField[]): number | undefined {
  const candidates = Array.from({ length: count }, (_, step) => (index + 1 + step) % count);
  if (list.kind === "list") {
    const taken = others.map(known);
    if (taken.includes(undefined)) return undefined;
    return candidates.find((candidate) => {
      const item = list.items[candidate];
      const text = item && asText(item);
      const cidr = text && known(cidrOf({ value: text, node: item.node, path: "" }));
      return cidr !== undefined && !taken.some((other) => other !== undefined && overlaps(other, cidr));
    });
  }
  const identity = identityOf(list);
  const taken = new Set<number>();
  for (const { value } of others) {
    if (value.kind !== "opaque" || value.element?.list !== identity) return undefined;
    taken.add(value.element.index);
  }
  return candidates.find((candidate) => !taken.has(candidate));
}

function elementText(item: Term | undefined): string | undefined {
  const text = item && asText(item);
  const cidr = text && known(cidrOf({ value: text, node: item.node, path: "" }));
  return cidr && formatCidr(cidr);
}
