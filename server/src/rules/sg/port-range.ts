import { tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { type Field, knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { aboutRule, editableMap, permissionReference, protocolLabel, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/port-range",
  consequence: "deploy-fail",
  summary: "The ports of a security group rule lie between 0 and 65535, the first not after the last.",
  why: `For TCP and UDP \`FromPort\` is the first port and \`ToPort\` the last one. EC2 refuses a range that ends before it begins, and
numbers that are no ports. All ports are 0 to 65535; -1 means all only for ICMP.`,
  silentWhen: ["the protocol or a port is not known"],
  reference: permissionReference,
  isFixable: true,
  *check(network) {
    for (const rule of rulesIn(network)) {
      if (rule.protocolNumber !== tcp && rule.protocolNumber !== udp) continue;
      const finding = checkRange(network, rule);
      if (finding) yield finding;
    }
  },
});

function checkRange(network: Network, rule: SecurityGroupRule): Finding | undefined {
  const from = knownValue(rule.fromPort);
  const to = knownValue(rule.toPort);
  const stray = [rule.fromPort, rule.toPort].find((field) => isOutside(knownValue(field)?.value));
  const wrong = stray ?? (from && to && from.value > to.value ? rule.fromPort : undefined);
  if (!wrong) return undefined;
  // What EC2 makes of -1 for both ports is not documented.
  const isPlaceholder = from?.value === -1 && to?.value === -1;
  const said = stray
    ? `port ${knownValue(stray)?.value}, but ports lie between 0 and 65535`
    : `the ports ${from?.value} to ${to?.value}, but the first comes after the last`;
  return {
    at: wrong.node,
    logicalId: rule.resource.logicalId,
    about: aboutRule(rule),
    ...(isPlaceholder ? { consequence: "deploy-race" as const } : {}),
    message: `${subjectOf(rule)} is for ${protocolLabel(rule.protocolNumber ?? tcp)} and has ${said}: CloudFormation ${isPlaceholder ? "may" : "will"} fail to create it.`,
    fixes: stray ? widen(network, rule, isPlaceholder) : swap(network, rule),
    assumesDefaults: assumedDefaults(stray ? knownValue(stray) : from, stray ? undefined : to, knownValue(rule.protocol)),
  };
}

const isOutside = (port: number | undefined): boolean => port !== undefined && (port < 0 || port > 65_535);

function swap(network: Network, rule: SecurityGroupRule): readonly Fix[] {
  const { fromPort, toPort } = rule;
  if (!editableMap(rule) || !fromPort || !toPort) return [];
  return [{ title: "Swap FromPort and ToPort", preferred: true, safe: false, edits: () => both(network, fromPort, toPort) }];
}

function both(network: Network, fromPort: Field<number>, toPort: Field<number>): ReturnType<Fix["edits"]> {
  const { document } = network.template;
  const first = replaceValue(document, fromPort.node, knownValue(toPort)?.value ?? 0);
  const last = replaceValue(document, toPort.node, knownValue(fromPort)?.value ?? 65_535);
  return first && last ? [...first, ...last] : undefined;
}

/** -1 for both means all ports to its author. */
function widen(network: Network, rule: SecurityGroupRule, isPlaceholder: boolean): readonly Fix[] {
  const { fromPort, toPort } = rule;
  if (!isPlaceholder || !editableMap(rule) || !fromPort || !toPort) return [];
  const { document } = network.template;
  return [
    {
      title: "Write the ports 0 to 65535",
      preferred: true,
      safe: false,
      edits: () => {
        const first = replaceValue(document, fromPort.node, 0);
        const last = replaceValue(document, toPort.node, 65_535);
        return first && last ? [...first, ...last] : undefined;
      },
    },
  ];
}
