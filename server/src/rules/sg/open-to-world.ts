import { formatCidr } from "../../cidr/cidr.ts";
import { intersect, isEmpty, type PortSet, ports } from "../../cidr/port-set.ts";
import { allProtocols, tcp, udp } from "../../cidr/protocol.ts";
import { portsOf } from "../../network/admission.ts";
import { knownValue } from "../../network/resource.ts";
import type { SecurityGroupRule } from "../../network/security-group.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { aboutRule, packetsLabel, rulesIn, subjectOf } from "./each-rule.ts";

export default defineRule({
  id: "sg/open-to-world",
  consequence: "hazard",
  summary: "Ports of administration and of databases are not open to the whole internet.",
  why: `A rule for \`0.0.0.0/0\` or \`::/0\` lets in whoever can reach the address, and such ports are tried day and night. Administrators
come from a known network, through a bastion or Session Manager; a database is for the security group of its application. HTTP and
HTTPS are meant for everyone and are not reported.`,
  silentWhen: ["the block is not the whole internet, or is not known", "the ports are none of administration, of databases, and not all"],
  reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
  isFixable: false,
  isPolicy: true,
  *check(network) {
    for (const rule of rulesIn(network)) {
      const block = knownValue(rule.cidr);
      if (rule.direction !== "ingress" || !rule.cidr || block?.value.prefixLength !== 0) continue;
      const service = sensitiveService(rule);
      if (service === undefined) continue;
      const what =
        service === ""
          ? rule.protocolNumber === allProtocols
            ? "every port of every protocol"
            : packetsLabel(rule)
          : `${packetsLabel(rule)} (${service})`;
      yield {
        at: rule.cidr.node,
        logicalId: rule.resource.logicalId,
        about: aboutRule(rule),
        message: `${subjectOf(rule)} lets the whole internet (${formatCidr(block.value)}) connect to ${what}.`,
        assumesDefaults: assumedDefaults(block, knownValue(rule.protocol), knownValue(rule.fromPort), knownValue(rule.toPort)),
      };
    }
  },
});

/** What should not be open to everyone, by TCP port. */
const services: readonly (readonly [port: number, name: string])[] = [
  [22, "SSH"],
  [23, "Telnet"],
  [445, "SMB"],
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [2049, "NFS"],
  [3306, "MySQL"],
  [3389, "Remote Desktop"],
  [5432, "PostgreSQL"],
  [5439, "Redshift"],
  [6379, "Redis"],
  [9200, "OpenSearch"],
  [11211, "Memcached"],
  [27017, "MongoDB"],
];

/** The service that the rule opens, empty for all of them; undefined where it opens none. */
function sensitiveService(rule: SecurityGroupRule): string | undefined {
  if (rule.protocolNumber === allProtocols) return "";
  if (rule.protocolNumber !== tcp && rule.protocolNumber !== udp) return undefined;
  const opened = portsOf(rule);
  if (!opened) return undefined;
  if (isAll(opened)) return "";
  if (rule.protocolNumber === udp) return undefined;
  const names = services.flatMap(([port, name]) => (isEmpty(intersect(opened, ports(port, port))) ? [] : [name]));
  return names.length === 0 ? undefined : names.length > 3 ? `${names.slice(0, 3).join(", ")} and others` : names.join(", ");
}

const isAll = (opened: PortSet): boolean => opened.length === 2 && (opened[0] ?? 1) <= 1 && opened[1] === 65_536;
