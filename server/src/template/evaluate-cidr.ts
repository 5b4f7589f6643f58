/** `Fn::Cidr`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html */
import { formatCidr, isCidr, parseCidr } from "../cidr/cidr.ts";
import { splitCidr } from "../cidr/fn-cidr.ts";
import type { IntrinsicNode, Node } from "./node.ts";
import { asInteger, defaultsOf, identityOf, opaque, type ScalarTerm, type Term } from "./value.ts";

/** The arguments of a `Fn::Cidr`, evaluated. Undefined where one of the first two is missing. */
export interface CidrArguments {
  readonly block: Term;
  readonly count: Term;
  /** Number of host bits: 32 (IPv4) or 128 (IPv6) minus the prefix length of the result. Whether it may be omitted is not documented. */
  readonly hostBits: Term | undefined;
}

export function cidrArguments(node: IntrinsicNode, evaluate: (node: Node) => Term): CidrArguments | undefined {
  const [block, count, hostBits] = node.argument.kind === "list" ? node.argument.items : [];
  return block && count ? { block: evaluate(block), count: evaluate(count), hostBits: hostBits && evaluate(hostBits) } : undefined;
}

/** The blocks in address order; undefined where arguments are missing; unknown where the block is unknown or the arguments cannot be met. */
export function evaluateCidr(node: IntrinsicNode, evaluate: (node: Node) => Term): Term | undefined {
  const found = cidrArguments(node, evaluate);
  if (!found) return undefined;
  const { block, count, hostBits } = found;
  const assumesDefaults = defaultsOf(block, count, ...(hostBits ? [hostBits] : []));
  // How many blocks are asked for does not change which block the n-th is.
  const identity = `\${Fn::Cidr(${identityOf(block)},${hostBits ? identityOf(hostBits) : ""})}`;
  const unknown: Term = {
    ...opaque(node, identity, "Fn::Cidr has an unknown argument", assumesDefaults),
    element: { list: "Fn::Cidr", index: -1 },
  };
  const number = asInteger(count);
  const bits = hostBits && asInteger(hostBits);
  if (block.kind !== "scalar" || number?.kind !== "known" || bits?.kind !== "known") return unknown;
  const parsed = parseCidr(block.text);
  if (!isCidr(parsed)) return unknown;
  const split = splitCidr(parsed, number.value, bits.value);
  if ("problem" in split) return unknown;
  const items = split.blocks.map(
    (cidr): ScalarTerm => ({ kind: "scalar", node, text: formatCidr(cidr), origins: block.origins, assumesDefaults }),
  );
  return { kind: "list", node, items, assumesDefaults };
}
