/** What a security group opens already, as ports for another source. Knows rules; does not know who they are for. */
import { allPorts } from "../../cidr/port-set.ts";
import { allProtocols, icmp, icmpv6, parseProtocol } from "../../cidr/protocol.ts";
import { icmpMessages } from "../../cidr/traffic-set.ts";
import { admission, type Packets, type Party, toPort } from "../../network/admission.ts";
import type { Network } from "../../network/network.ts";
import { type Field, known } from "../../network/resource.ts";
import type { SecurityGroup, SecurityGroupRule } from "../../network/security-group.ts";
import type { Source } from "../../template/source.ts";
import type { IngressPorts } from "../add-ingress.ts";

/**
 * The ports of the group's ingress rules, each once, those of unknown rules left out. A rule for all traffic counts only where
 * there is no other: it is often one of the group's members among themselves.
 */
export function openedPorts(network: Network, group: SecurityGroup): readonly IngressPorts[] {
  const found = new Map<string, IngressPorts>();
  for (const rule of network.topology.rulesOf(group, "ingress").rules) {
    const ports = portsOfRule(rule);
    if (ports) found.set(JSON.stringify([ports.protocol, ports.range]), ports);
  }
  const single = [...found.values()].filter(({ protocol }) => protocol !== "-1");
  return single.length > 0 ? single : [...found.values()];
}

/** Whether the group admits the first and the last of the ports from `party` for certain. */
export function isAdmitted(network: Network, group: SecurityGroup, { protocol, range }: IngressPorts, party: Party): boolean {
  const number = parseProtocol(protocol);
  const guard = { groups: [group], isComplete: true };
  const admits = (packets: Packets): boolean => admission(network, guard, "ingress", packets, party).verdict === "yes";
  if (number === undefined || number === allProtocols) return admits("any");
  if (!range) return admits({ protocol: number, ports: allPorts });
  if (number === icmp || number === icmpv6) return admits({ protocol: number, ports: icmpMessages(...range) });
  return range.every((port) => admits(toPort(number, port)));
}

function portsOfRule(rule: SecurityGroupRule): IngressPorts | undefined {
  const protocol = known(rule.protocol);
  if (protocol === undefined || rule.protocolNumber === undefined) return undefined;
  if (rule.protocolNumber === allProtocols) return { protocol: "-1", range: undefined };
  const [from, to] = [known(rule.fromPort), known(rule.toPort)];
  if (from === undefined || to === undefined) return rule.fromPort || rule.toPort ? undefined : { protocol, range: undefined };
  return { protocol, range: [from, to], written: [written(rule.fromPort, from), written(rule.toPort, to)] };
}

/** A port by parameter or mapping stays one. */
const written = (field: Field<number> | undefined, value: number): Source =>
  field?.node.kind === "intrinsic" && !field.node.shared ? { node: field.node } : value;
