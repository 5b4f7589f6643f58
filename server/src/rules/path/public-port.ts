import { tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue, type Resource } from "../../network/resource.ts";
import { exposureOf } from "../../network/routing.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { type Station, stationsOf } from "../../reachability/station.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { causeAndEffect, cutOff, isWhateverPort, pathParts, portName } from "./cut-off.ts";

export default defineRule({
  id: "path/public-port",
  consequence: "traffic",
  summary: "What has a public address must be reachable on the ports that its security group opens to the world.",
  why: `A rule for \`0.0.0.0/0\` on something with a public address says that everyone shall get there. They do only where the subnet's table leads to an internet
gateway that is attached to its VPC, and where the subnet's network ACL lets the packets in and, because it keeps no state, the answers out.`,
  silentWhen: [
    "it is not certain that it has a public address",
    "its default route leads to a NAT gateway, a transit gateway or a firewall, or its table is an output of the template",
    "something on the way is known at deployment only",
    "a network ACL lets a part of the internet or of the ports through",
    "each thing in the way has a finding of its own",
    "what has the rule is a load balancer: the rules in `lb` are about those",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
  isFixable: true,
  *check(network) {
    for (const resource of hostsOf(network)) {
      const stations = stationsOf(network, resource.logicalId) ?? [];
      if (stations.length === 0 || !stations.every((station) => station.publicIpv4 === "yes" && isMeantToBePublic(network, station)))
        continue;
      const rules = openedBy(network, stations);
      // Only network ACLs tell ports apart that the groups open.
      for (const rule of network.networkAclEntries.size > 0 ? rules : rules.slice(0, 1)) {
        const finding = findingOf(network, resource, rule);
        if (!finding) continue;
        yield finding;
        break;
      }
    }
  },
});

/** Instances, and what runs as such or as tasks. */
const hostsOf = (network: Network): readonly Resource[] =>
  [...network.instances.values(), ...network.autoScalingGroups.values(), ...network.ecsServices.values()].map(({ resource }) => resource);

/** A default route to a NAT gateway, a transit gateway or a firewall says that its traffic goes another way. */
function isMeantToBePublic(network: Network, { subnet }: Station): boolean {
  const kind = subnet && exposureOf(network, subnet, 4).kind;
  return kind === "public" || kind === "isolated";
}

/** The rules of the groups of all of its interfaces that admit all of IPv4. */
function openedBy(network: Network, stations: readonly Station[]): readonly SecurityGroupRule[] {
  const [first, ...others] = stations.map(({ membership }) =>
    (membership?.groups ?? []).flatMap((one) => (one.kind === "declared" ? [one.group] : [])),
  );
  return [...new Set(first)]
    .filter((group) => others.every((groups) => groups.includes(group)))
    .flatMap((group) => network.topology.rulesOf(group, "ingress").rules)
    .filter(({ cidr }) => {
      const block = known(cidr);
      return block?.version === 4 && block.prefixLength === 0;
    });
}

function findingOf(network: Network, { logicalId }: Resource, rule: SecurityGroupRule): Finding | undefined {
  const { protocolNumber: protocol } = rule;
  const [first, last] = [known(rule.fromPort), known(rule.toPort)];
  if ((protocol !== tcp && protocol !== udp) || first === undefined || last === undefined || first < 0 || last > 65_535) return undefined;
  const cut = cutOff(network, { from: "internet", to: logicalId, protocol, port: first });
  if (!cut || (first !== last && !isWhateverPort(cut))) return undefined;
  const words = first === last ? portName(protocol, first) : `${portName(protocol, first)}-${last}`;
  const parts = pathParts(network, cut);
  return {
    at: rule.cidr?.node ?? rule.shape.node,
    logicalId: rule.resource.logicalId,
    about: [logicalId],
    message: causeAndEffect(
      cut,
      `nobody on the internet will get to ${cut.to ?? logicalId} on ${words}, which ${rule.resource.logicalId} opens to all`,
    ),
    ...parts,
    assumesDefaults: assumedDefaults(parts, knownValue(rule.fromPort), knownValue(rule.toPort), knownValue(rule.cidr)),
  };
}
