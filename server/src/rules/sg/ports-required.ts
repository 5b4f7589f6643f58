import { icmp, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { setEntry } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import type { Source } from "../../template/source.ts";
import type { TextEdit } from "../../text/span.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { aboutRule, editableMap, mayGain, placeOf, protocolLabel, ruleReference, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/ports-required",
  consequence: "deploy-fail",
  summary: "A security group rule for TCP, UDP or ICMP has FromPort and ToPort.",
  why: `For TCP and UDP the two properties are the first and the last port; there is no default that means all of them. For ICMP they
are the type and the code of the message, and -1 stands for every type or code. Only ICMPv6 may go without: then every type is meant.`,
  silentWhen: ["the protocol is not known", "a macro may add properties"],
  reference: ruleReference,
  isFixable: true,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const { protocolNumber } = rule;
      if (protocolNumber !== tcp && protocolNumber !== udp && protocolNumber !== icmp) continue;
      if (rule.fromPort && rule.toPort) continue;
      const missing = ["FromPort", "ToPort"].filter((name) => rule.shape.get(name) === undefined);
      if (missing.length === 0 || mayGain(rule)) continue;
      yield {
        at: placeOf(rule),
        logicalId: rule.resource.logicalId,
        about: aboutRule(rule),
        message: `${subjectOf(rule)} is for ${protocolLabel(protocolNumber)} without ${missing.join(" and ")}: CloudFormation will fail to create it.`,
        fixes: fixesOf(network, rule, missing),
        assumesDefaults: assumedDefaults(knownValue(rule.protocol)),
      };
    }
  },
});

/** For ICMP every type, for TCP and UDP all ports; where one of the two is given, the other is the same. */
function fixesOf(network: Network, rule: SecurityGroupRule, missing: readonly string[]): readonly Fix[] {
  const map = editableMap(rule);
  if (!map || missing.some((name) => child(map, name) !== undefined)) return [];
  const given = child(map, missing[0] === "FromPort" ? "ToPort" : "FromPort");
  const isIcmp = rule.protocolNumber === icmp;
  const value = (name: string): Source => {
    if (isIcmp) return -1;
    return missing.length === 1 && given ? { node: given } : name === "FromPort" ? 0 : 65535;
  };
  const meaning = isIcmp ? "every ICMP type" : missing.length === 1 ? "that one port" : "all ports";
  const edits = (): readonly TextEdit[] | undefined => {
    const made = missing.map((name) =>
      setEntry(network.template.document, map, name, value(name), {
        after: name === "ToPort" && missing.length === 1 ? "FromPort" : "IpProtocol",
      }),
    );
    return made.every((edit) => edit !== undefined) ? made.flat() : undefined;
  };
  return [{ title: `Add ${missing.join(" and ")} for ${meaning}`, preferred: isIcmp || missing.length === 1, safe: false, edits }];
}
