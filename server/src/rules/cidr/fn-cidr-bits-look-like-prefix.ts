import { addressBits } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { type FnCidrCall, fnCidrCalls, meantHostBits } from "./fn-cidr-call.ts";
import { isWithin, oncePerLiteral } from "./literal.ts";

export default defineRule({
  id: "cidr/fn-cidr-bits-look-like-prefix",
  consequence: "deploy-fail",
  summary: "The third argument of Fn::Cidr is a number of host bits, not a prefix length.",
  why: `\`Fn::Cidr: [10.0.0.0/16, 4, 8]\` makes four /24 blocks: the last argument says how many bits are left for hosts, 32 minus the prefix
length. Whoever writes 24 there, with /24 in mind, asks for /8 blocks, and no such block is in a VPC's block. For IPv6 it is 128 minus
the prefix length; for /64 both numbers are 64.`,
  silentWhen: [
    "the size of the block that is split is not known",
    "a block of that size fits",
    "the number, taken as a prefix length, would make too few blocks",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html",
  isFixable: true,
  *check(network) {
    const found = network.once(fnCidrCalls).calls.flatMap((call) => {
      const meant = meantHostBits(call);
      const [origin, second] = call.hostBits?.origins ?? [];
      const isElsewhere = origin && !second && !isWithin(call.node, origin);
      return meant === undefined ? [] : [[isElsewhere ? origin : call.node, findingOf(network, call, meant)] as const];
    });
    yield* oncePerLiteral(found);
  },
});

function findingOf(network: Network, call: FnCidrCall, meant: number): Finding {
  const { resource, block, hostBits, hostBitsNode, node, path } = call;
  const { logicalId } = resource;
  const length = hostBits?.value ?? 0;
  return {
    at: hostBitsNode ?? node,
    logicalId,
    about: [logicalId, path],
    message: `Fn::Cidr in ${logicalId} asks for ${length} host bits, which make /${addressBits(4) - length} blocks and not /${length}, more than ${block?.name ?? "the block"} holds: CloudFormation will fail to create it.`,
    fixes: fixesOf(network, call, meant),
    assumesDefaults: assumedDefaults(block, hostBits, call.count),
  };
}

function fixesOf(network: Network, { resource, hostBits, hostBitsNode, node }: FnCidrCall, meant: number): readonly Fix[] {
  if (hostBitsNode?.kind !== "scalar" || isShared(node) || resource.declaration.bindings) return [];
  const isQuoted = hostBitsNode.style === "single" || hostBitsNode.style === "double";
  return [
    {
      title: `Ask for ${meant} host bits, which make /${hostBits?.value ?? 0} blocks`,
      preferred: true,
      safe: false,
      edits: () => replaceValue(network.template.document, hostBitsNode, isQuoted ? String(meant) : meant),
    },
  ];
}
