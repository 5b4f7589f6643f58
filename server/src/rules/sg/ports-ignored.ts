import { allProtocols, hasPorts } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { type Field, knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { removeEntry, replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import type { TextEdit } from "../../text/span.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { aboutRule, editableMap, peerLabel, permissionReference, protocolLabel, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/ports-ignored",
  consequence: "hazard",
  summary: "A security group rule names ports only for a protocol that has them.",
  why: `With the protocol -1, and with every protocol other than TCP, UDP, ICMP and ICMPv6, a rule is for all ports, whatever FromPort
and ToPort say. A rule that looks like port 443 then lets everything in. Usually \`IpProtocol: tcp\` was meant.`,
  silentWhen: ["the ports are all of them, or a placeholder: -1, 0, or 0 (or 1) to 65535", "the protocol or a port is not known"],
  reference: permissionReference,
  isFixable: true,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const { protocolNumber, fromPort, toPort } = rule;
      if (protocolNumber === undefined || hasPorts(protocolNumber)) continue;
      const from = portOf(fromPort);
      const to = portOf(toPort);
      const first = fromPort ?? toPort;
      if (!first || from === undefined || to === undefined || looksWide(from, to)) continue;
      const written = [from, to].filter((port) => port !== "none");
      const traffic = protocolNumber === allProtocols ? "everything" : "all traffic of that protocol";
      const ports = new Set(written).size > 1 ? `the ports ${written.join(" to ")}` : `port ${written[0]}`;
      yield {
        at: first.node,
        logicalId: rule.resource.logicalId,
        about: aboutRule(rule),
        message: `${subjectOf(rule)} is for ${protocolLabel(protocolNumber)}: AWS ignores ${ports}, and the rule lets ${rule.direction === "ingress" ? "in" : "out"} ${traffic}${peerLabel(rule)}.`,
        fixes: fixesOf(network, rule, from, to),
        assumesDefaults: assumedDefaults(knownValue(rule.protocol), knownValue(fromPort), knownValue(toPort)),
      };
    }
  },
});

/** Undefined where the port is not known. */
function portOf(field: Field<number> | undefined): number | "none" | undefined {
  return field ? knownValue(field)?.value : "none";
}

/** Whoever writes these does not take the rule for one about certain ports. */
const looksWide = (from: number | "none", to: number | "none"): boolean =>
  (from === "none" || (from >= -1 && from <= 1)) && (to === "none" || to === -1 || to === 0 || to === 65_535);

function fixesOf(network: Network, rule: SecurityGroupRule, from: number | "none", to: number | "none"): readonly Fix[] {
  const map = editableMap(rule);
  if (!map) return [];
  const { document } = network.template;
  const protocol = child(map, "IpProtocol");
  const isRange = from !== "none" && to !== "none" && from >= 0 && from <= to && to <= 65_535;
  const names = ["FromPort", "ToPort"].filter((name) => child(map, name) !== undefined);
  const removal: Fix = {
    title: `Remove ${names.join(" and ")}`,
    preferred: false,
    safe: false,
    edits: () => {
      const made = names.map((name) => removeEntry(document, map, name));
      return made.every((edit) => edit !== undefined) ? withoutOverlap(made.flat()) : undefined;
    },
  };
  if (!isRange || protocol?.kind !== "scalar") return [removal];
  return [removal, { title: "Write IpProtocol: tcp", preferred: false, safe: false, edits: () => replaceValue(document, protocol, "tcp") }];
}

function withoutOverlap(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  return sorted.every((edit, index) => edit.span.start >= (sorted[index - 1]?.span.end ?? 0)) ? sorted : undefined;
}
