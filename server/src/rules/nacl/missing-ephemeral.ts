import { type Cidr, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { NetworkAcl, NetworkAclEntry } from "../../network/network-acl.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known } from "../../network/resource.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { defineRule, type Fix } from "../rule.ts";
import { completeEntries, type Direction, directionOf, freeRuleNumber, hasOtherEntries, isAllow, subnetsOfAcl } from "./entries.ts";

/** Clients answer to ports from here on: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
const firstEphemeral = 1024;

export default defineRule({
  id: "nacl/missing-ephemeral",
  consequence: "traffic",
  summary: "A network ACL lets the answers of a service through, which go to ephemeral ports.",
  why: `A network ACL is stateless: it looks at answers as at any other packet. They go to the port that the client chose, between 1024 and 65535, so an entry that
allows a service in one direction needs one that allows those ports in the other.`,
  silentWhen: [
    "no subnet of the template uses the ACL, or it may get entries elsewhere",
    "any entry allows some of these ports, or all traffic, to an address that the service is for",
    "the entry is for more than well-known ports",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
  isFixable: true,
  *check(network) {
    for (const acl of network.networkAcls.values()) {
      const entries = completeEntries(network, acl);
      if (!entries || subnetsOfAcl(network, acl).length === 0) continue;
      for (const direction of ["ingress", "egress"] as const) {
        const back: Direction = direction === "ingress" ? "egress" : "ingress";
        const answers = entries.filter((entry) => isAllow(entry) && directionOf(entry) === back);
        // Nothing allowed at all is nacl/deny-all's.
        if (answers.length === 0) continue;
        const services = entries.filter((entry) => isAllow(entry) && directionOf(entry) === direction && isService(entry));
        const [service] = services.filter((entry) => !answers.some((answer) => mayCarryAnswer(answer, known(entry.cidr))));
        if (!service) continue;
        const { logicalId } = acl.resource;
        const cidr = known(service.cidr);
        yield {
          at: keyOf(service.resource),
          logicalId: service.resource.logicalId,
          about: [logicalId, direction],
          message: `${service.resource.logicalId} allows TCP ${portsOf(service)} ${direction === "ingress" ? "from" : "to"} ${cidr ? formatCidr(cidr) : "its block"}, but ${logicalId} allows no ${back} to ephemeral ports there: the answers will be dropped.`,
          related: [{ at: keyOf(acl.resource), message: `${logicalId} is stateless: answers need an entry of their own.` }],
          fixes:
            acl.resource.declaration.bindings || !cidr || hasOtherEntries(network, acl, entries)
              ? []
              : [answerFix(network, acl, entries, service, back)],
        };
      }
    }
  },
});

/** TCP to well-known ports. */
function isService({ protocol, fromPort, toPort, cidr }: NetworkAclEntry): boolean {
  const to = known(toPort);
  return known(protocol) === 6 && known(fromPort) !== undefined && to !== undefined && to < firstEphemeral && known(cidr) !== undefined;
}

/** Whether an entry allows, or may allow, any ephemeral port at an address of `cidr`. */
function mayCarryAnswer(entry: NetworkAclEntry, cidr: Cidr | undefined): boolean {
  const protocol = known(entry.protocol);
  const block = known(entry.cidr);
  if (protocol !== undefined && protocol !== -1 && protocol !== 6) return false;
  if (block && cidr && !overlaps(block, cidr)) return false;
  if (protocol !== 6) return true;
  const to = entry.toPort ? known(entry.toPort) : undefined;
  return to === undefined || to >= firstEphemeral;
}

const portsOf = ({ fromPort, toPort }: NetworkAclEntry): string => {
  const [from, to] = [known(fromPort), known(toPort)];
  return from === to ? `${from}` : `${from} to ${to}`;
};

function answerFix(
  network: Network,
  acl: NetworkAcl,
  entries: readonly NetworkAclEntry[],
  service: NetworkAclEntry,
  direction: Direction,
): Fix {
  return {
    title: `Allow TCP 1024 to 65535 as ${direction} in ${acl.resource.logicalId}`,
    preferred: true,
    safe: false,
    edits: () => {
      const cidr = service.cidr;
      if (!cidr) return undefined;
      const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${service.resource.logicalId}Answers`);
      const properties = {
        map: [
          ["NetworkAclId", { ref: acl.resource.logicalId }],
          ["RuleNumber", freeRuleNumber(entries, direction, known(service.ruleNumber) ?? 100)],
          ["Protocol", 6],
          ["RuleAction", "allow"],
          ["Egress", direction === "egress"],
          [known(cidr)?.version === 6 ? "Ipv6CidrBlock" : "CidrBlock", { node: cidr.node }],
          [
            "PortRange",
            {
              map: [
                ["From", firstEphemeral],
                ["To", 65535],
              ] as const,
            },
          ],
        ] as const,
      };
      return insertResource(network.template.document, service.resource.entry, logicalId, "AWS::EC2::NetworkAclEntry", properties, {
        condition: service.resource.declaration.condition,
      });
    },
  };
}
