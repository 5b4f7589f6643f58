import { addressBits, type Cidr, overlaps } from "../../cidr/cidr.ts";
import { splitCidr } from "../../cidr/fn-cidr.ts";
import { subnetCidr } from "../../network/address-space.ts";
import type { Network } from "../../network/network.ts";
import { known } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { groupBy } from "../../network/topology.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { type FnCidrCall, type FnCidrSelection, fnCidrCalls, meantHostBits } from "./fn-cidr-call.ts";

export default defineRule({
  id: "cidr/fn-cidr-overflow",
  consequence: "deploy-fail",
  summary: "Fn::Cidr must be asked only for blocks that it can make, and only these can be selected.",
  why: `\`Fn::Cidr\` splits off 1 to 256 blocks of one size from the start of a block. They must fit: \`Fn::Cidr: [10.0.0.0/24, 6, 6]\` fails,
because a /24 holds four /26 blocks. \`Fn::Select\` counts from 0, so of six blocks the last has the index 5. Either mistake shows when
CloudFormation creates the resource, and rolls the stack back.`,
  awsError: "Template error: Fn::Select cannot select nonexistent value at index 6",
  silentWhen: [
    "the size of the block that is split is not known (that of an Amazon-provided IPv6 block is known, and a VPC's IPv4 block is a /16 at most)",
    "the number of host bits is a prefix length by mistake: that is another finding",
    "the block is 0.0.0.0/0 or ::/0, which stands in for a block that is not given",
    "the expression stands in a branch of Fn::If that is not taken",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html",
  isFixable: true,
  *check(network) {
    const { calls, selections } = network.once(fnCidrCalls);
    // Every subnet splits the VPC's block in the same call: what does not fit is said once.
    for (const [problem, [call, ...others]] of groupBy(calls, problemOf)) {
      if (!call) continue;
      const { logicalId } = call.resource;
      yield {
        at: call.node,
        logicalId,
        about: [logicalId, call.path],
        message: `Fn::Cidr in ${logicalId} ${problem}: CloudFormation will fail to create it.`,
        related: others
          .filter((other) => other.node !== call.node)
          .map((other) => ({ at: other.node, message: `${other.resource.logicalId} asks for the same.` })),
        assumesDefaults: assumedDefaults(call.block, call.count, call.hostBits),
      };
    }
    for (const selection of selections) {
      const finding = checkSelection(network, selection);
      if (finding) yield finding;
    }
  },
});

/** What cannot be met, as a predicate; undefined where all is well or unknown, or the other rule speaks. */
function problemOf(call: FnCidrCall): string | undefined {
  const { block, count, hostBits } = call;
  if (count && (count.value < 1 || count.value > 256)) return `asks for ${count.value} blocks, but it makes 1 to 256`;
  // Whether blocks of a single address can be made is not documented; 0.0.0.0/0 is a stand-in where an optional block is not given.
  if (!block || block.cidr.prefixLength === 0 || !hostBits || hostBits.value === 0 || meantHostBits(call) !== undefined) return undefined;
  const bits = addressBits(block.cidr.version);
  const made = splitCidr(block.cidr, count?.value ?? 1, hostBits.value);
  if (!("problem" in made)) return undefined;
  if (made.problem === "host-bits") return `asks for ${hostBits.value} host bits, but an IPv${block.cidr.version} address has ${bits}`;
  const wished = `/${bits - hostBits.value}`;
  if (made.fits === 0) return `asks for ${wished} blocks, which are larger than ${block.name}`;
  return `asks for ${count?.value ?? 1} blocks of ${wished}, but ${block.name} holds only ${made.fits}`;
}

function checkSelection(network: Network, selection: FnCidrSelection): Finding | undefined {
  const { resource, node, path, index, call } = selection;
  const { count } = call;
  if (!count || count.value < 1 || count.value > 256 || index.value < count.value) return undefined;
  // Blocks that cannot be made cannot be selected either: one cause.
  if (problemOf(call) !== undefined || meantHostBits(call) !== undefined) return undefined;
  const { logicalId } = resource;
  const made = count.value === 1 ? "1 block (index 0)" : `${count.value} blocks (index 0 to ${count.value - 1})`;
  return {
    at: node,
    logicalId,
    about: [logicalId, path, "Fn::Select"],
    message: `Fn::Select in ${logicalId} asks for the block with index ${index.value}, but Fn::Cidr makes ${made}: CloudFormation will fail to create it.`,
    fixes: countFix(network, selection),
    assumesDefaults: assumedDefaults(index, count),
  };
}

/** One block more for each that is missing, where the split block holds them. */
function countFix(network: Network, { resource, node, index, call }: FnCidrSelection): readonly Fix[] {
  const { countNode, block, hostBits } = call;
  const wished = index.value + 1;
  if (countNode?.kind !== "scalar" || isShared(node) || resource.declaration.bindings || !block?.isExact || !hostBits) return [];
  const made = splitCidr(block.cidr, wished, hostBits.value);
  const wanted = "problem" in made ? undefined : made.blocks.at(-1);
  if (!wanted || isTaken(network, resource.logicalId, wanted)) return [];
  const isQuoted = countNode.style === "single" || countNode.style === "double";
  return [
    {
      title: `Ask Fn::Cidr for ${wished} blocks`,
      preferred: true,
      safe: false,
      edits: () => replaceValue(network.template.document, countNode, isQuoted ? String(wished) : wished),
    },
  ];
}

/** Whether another subnet beside that one has the block. */
function isTaken(network: Network, logicalId: string, block: Cidr): boolean {
  const vpc = network.subnets.get(logicalId)?.vpc?.identity;
  const siblings = vpc === undefined ? [] : network.topology.subnetsIn(vpc).filter(({ resource }) => resource.logicalId !== logicalId);
  return siblings.some((sibling) => {
    const other = known(subnetCidr(sibling, block.version));
    return other !== undefined && overlaps(other, block);
  });
}
