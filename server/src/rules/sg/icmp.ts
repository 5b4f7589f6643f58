import { icmp, icmpv6 } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { aboutRule, editableMap, permissionReference, protocolLabel, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/icmp",
  consequence: "deploy-race",
  summary: "A security group rule for ICMP has a message type and a code, not ports.",
  why: `For ICMP and ICMPv6 \`FromPort\` is the type of the message and \`ToPort\` its code: 8 and 0 are an echo request. Both are at most
255, and -1 stands for all. With -1 for the type the code must be -1, too. Numbers that look like ports mean that somebody copied a
rule for TCP: EC2 may refuse them, and what gets through is not what was meant.`,
  silentWhen: ["the protocol, the type or the code is not known"],
  reference: permissionReference,
  isFixable: true,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const { protocolNumber } = rule;
      if (protocolNumber !== icmp && protocolNumber !== icmpv6) continue;
      const type = knownValue(rule.fromPort);
      const code = knownValue(rule.toPort);
      const wrongType = type !== undefined && isNoNumber(type.value);
      const wrongCode = code !== undefined && (isNoNumber(code.value) || (type?.value === -1 && code.value !== -1));
      const wrong = wrongType ? rule.fromPort : wrongCode ? rule.toPort : undefined;
      if (!wrong) continue;
      const said =
        wrongType || (code && isNoNumber(code.value))
          ? `the ${wrongType ? "type" : "code"} ${knownValue(wrong)?.value}, but ${wrongType ? "types" : "codes"} lie between 0 and 255 or are -1`
          : `the code ${code?.value} for every type, but that takes -1 for every code`;
      yield {
        at: wrong.node,
        logicalId: rule.resource.logicalId,
        about: aboutRule(rule),
        message: `${subjectOf(rule)} is for ${protocolLabel(protocolNumber)} and has ${said}: CloudFormation may fail to create it.`,
        fixes: fixesOf(network, rule),
        assumesDefaults: assumedDefaults(knownValue(rule.protocol), type, code),
      };
    }
  },
});

const isNoNumber = (value: number): boolean => value < -1 || value > 255;

function fixesOf(network: Network, rule: SecurityGroupRule): readonly Fix[] {
  const { document } = network.template;
  const nodes = [rule.fromPort, rule.toPort].map((field) => field?.node);
  if (!editableMap(rule)) return [];
  return [
    {
      title: "Write -1 and -1: every ICMP type",
      preferred: true,
      safe: false,
      edits: () => {
        const edits = nodes.map((node) => node && replaceValue(document, node, -1));
        return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
      },
    },
  ];
}
