import { type Cidr, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { NetworkAcl, NetworkAclEntry } from "../../network/network-acl.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known } from "../../network/resource.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import type { TextEdit } from "../../text/span.ts";
import { defineRule, type Finding, type Fix } from "../rule.ts";
import { completeEntries, type Direction, directionOf, freeRuleNumber, hasOtherEntries, isAllow, subnetsOfAcl } from "./entries.ts";

/** Clients take ports from here on: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
const firstEphemeral = 1024;
/** Linux takes ports from here on, Windows higher ones; load balancers, NAT gateways and functions any from `firstEphemeral` on. */
const firstUsual = 32_768;
/** The last one of Windows before 2008. */
const lastOfOldClients = 5000;
/** Fewer ports than this are those of a service: no client makes do with so few. */
const fewPorts = 100;

export default defineRule({
  id: "nacl/missing-ephemeral",
  consequence: "traffic",
  summary: "A network ACL lets the answers of a service through, which go to ephemeral ports.",
  why: `A network ACL is stateless: it looks at answers as at any other packet. They go to the port that the client chose, between 1024 and 65535, so an entry that
allows a service in one direction needs one that allows those ports in the other.`,
  silentWhen: [
    "no subnet of the template uses the ACL, or it may get entries elsewhere",
    "any entry allows a fair part of these ports, or all traffic, to an address that the service is for",
    "the entry is for a range of ports above 1023, which may be for answers itself",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html",
  isFixable: true,
  *check(network) {
    for (const acl of network.networkAcls.values()) {
      const entries = completeEntries(network, acl);
      if (!entries || subnetsOfAcl(network, acl).length === 0) continue;
      const [first, second] = unanswered(entries);
      // The same ports in both directions are one mistake: the answers were thought to go to the port that they come from.
      if (first && second && portsOf(first.service) === portsOf(second.service)) yield findingOf(network, acl, entries, first, second);
      else for (const one of [first, second]) if (one) yield findingOf(network, acl, entries, one, undefined);
    }
  },
});

function findingOf(
  network: Network,
  acl: NetworkAcl,
  entries: readonly NetworkAclEntry[],
  first: Unanswered,
  second: Unanswered | undefined,
): Finding {
  const { logicalId } = acl.resource;
  const all = second ? [first, second] : [first];
  return {
    at: keyOf(first.service.resource),
    logicalId: first.service.resource.logicalId,
    about: [logicalId, first.direction],
    message: second
      ? `${serviceLabel(first)} and ${serviceLabel(second)}, but ${logicalId} allows ephemeral ports in neither direction: the answers will be dropped.`
      : `${serviceLabel(first)}, but ${lackLabel(logicalId, first)}`,
    related: [{ at: keyOf(acl.resource), message: `${logicalId} is stateless: answers need an entry of their own.` }],
    fixes: acl.resource.declaration.bindings || hasOtherEntries(network, acl, entries) ? [] : [answerFix(network, acl, entries, all)],
  };
}

/** A service of one direction whose answers do not come back. */
interface Unanswered {
  readonly direction: Direction;
  readonly service: NetworkAclEntry;
  /** An entry for some of the ports that answers go to. */
  readonly part: NetworkAclEntry | undefined;
}

const opposite = (direction: Direction): Direction => (direction === "ingress" ? "egress" : "ingress");

/** At most one for each direction. A direction in which nothing is allowed at all is nacl/deny-all's. */
function unanswered(entries: readonly NetworkAclEntry[]): readonly Unanswered[] {
  const allowed = entries.filter(isAllow);
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const answers = allowed.filter((entry) => directionOf(entry) === opposite(direction));
    const [service] = allowed.filter(
      (entry) =>
        directionOf(entry) === direction &&
        isService(entry) &&
        !isMistakenAnswer(entry, answers) &&
        !answers.some((answer) => mayCarryAnswer(answer, known(entry.cidr))),
    );
    if (!service || answers.length === 0) return [];
    return [{ direction, service, part: answers.find((answer) => isLowPart(answer) && reaches(answer, known(service.cidr))) }];
  });
}

/** Out to the very ports, above the well-known ones, that are let in: meant for the answers. */
function isMistakenAnswer(entry: NetworkAclEntry, others: readonly NetworkAclEntry[]): boolean {
  if (directionOf(entry) !== "egress" || (known(entry.fromPort) ?? 0) < firstEphemeral) return false;
  return others.some((other) => isService(other) && portsOf(other) === portsOf(entry));
}

function serviceLabel({ service, direction }: Unanswered): string {
  const cidr = known(service.cidr);
  const peer = cidr ? formatCidr(cidr) : "its block";
  return `${service.resource.logicalId} allows TCP ${portsOf(service)} ${direction === "ingress" ? "from" : "to"} ${peer}`;
}

function lackLabel(acl: string, { direction, part }: Unanswered): string {
  const back = opposite(direction);
  if (!part) return `${acl} allows no ${back} to ephemeral ports there: the answers will be dropped.`;
  return `${acl} allows ${back} to ephemeral ports there up to ${known(part.toPort)} only: answers to most clients will be dropped.`;
}

/** TCP to well-known ports, or to few below those that clients take. */
function isService({ protocol, fromPort, toPort, cidr }: NetworkAclEntry): boolean {
  const [from, to] = [known(fromPort), known(toPort)];
  if (known(protocol) !== 6 || from === undefined || to === undefined || known(cidr) === undefined) return false;
  return to < firstEphemeral || (to < firstUsual && to >= from && to - from < fewPorts);
}

/** Whether an entry allows, or may allow, the ephemeral ports of some client at an address of `cidr`. */
function mayCarryAnswer(entry: NetworkAclEntry, cidr: Cidr | undefined): boolean {
  const protocol = known(entry.protocol);
  if ((protocol !== undefined && protocol !== -1 && protocol !== 6) || !reaches(entry, cidr)) return false;
  const [from, to] = [entry.fromPort && known(entry.fromPort), entry.toPort && known(entry.toPort)];
  if (protocol !== 6 || from === undefined || to === undefined) return true;
  return to - Math.max(from, firstEphemeral) >= fewPorts - 1 && !isLowPart(entry);
}

/** Whether it starts where ephemeral ports do and ends before those that clients take today. */
function isLowPart({ protocol, fromPort, toPort }: NetworkAclEntry): boolean {
  const [from, to] = [known(fromPort), known(toPort)];
  if (known(protocol) !== 6 || from === undefined || to === undefined || from > firstEphemeral + 1) return false;
  return to > lastOfOldClients && to < firstUsual;
}

function reaches(entry: NetworkAclEntry, cidr: Cidr | undefined): boolean {
  const block = known(entry.cidr);
  return !block || !cidr || overlaps(block, cidr);
}

const portsOf = ({ fromPort, toPort }: NetworkAclEntry): string => {
  const [from, to] = [known(fromPort), known(toPort)];
  return from === to ? `${from}` : `${from} to ${to}`;
};

function answerFix(network: Network, acl: NetworkAcl, entries: readonly NetworkAclEntry[], all: readonly Unanswered[]): Fix {
  const directions = all.map(({ direction }) => opposite(direction));
  return {
    title: `Allow TCP 1024 to 65535 as ${directions.sort().reverse().join(" and ")} in ${acl.resource.logicalId}`,
    preferred: true,
    safe: false,
    edits: () => {
      const taken = new Set(network.template.resources.keys());
      const edits = all.map(({ service, direction }) => insertAnswer(network, acl, entries, service, opposite(direction), taken));
      return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
    },
  };
}

function insertAnswer(
  network: Network,
  acl: NetworkAcl,
  entries: readonly NetworkAclEntry[],
  { resource, cidr, ruleNumber }: NetworkAclEntry,
  direction: Direction,
  taken: ReadonlySet<string>,
): readonly TextEdit[] | undefined {
  if (!cidr) return undefined;
  const properties = {
    map: [
      ["NetworkAclId", { ref: acl.resource.logicalId }],
      ["RuleNumber", freeRuleNumber(entries, direction, known(ruleNumber) ?? 100)],
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
  const logicalId = freshLogicalId(taken, `${resource.logicalId}Answers`);
  return insertResource(network.template.document, resource.entry, logicalId, "AWS::EC2::NetworkAclEntry", properties, {
    condition: resource.declaration.condition,
  });
}
