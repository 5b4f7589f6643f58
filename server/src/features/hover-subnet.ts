/** The hovers of subnets and route tables: the table that decides, and whether the subnet is public, private or isolated. */
import { formatCidr, usableAddresses } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import type { RouteTable } from "../network/route-table.ts";
import { type EffectiveTable, effectiveTable, exposureOf, tableEntries } from "../network/routing.ts";
import type { Subnet } from "../network/subnet.ts";
import { code, count, paragraphs, sentenceList, table } from "./markdown.ts";
import { entryWords, exposureWords, linkWords } from "./words.ts";

export function subnetHover(network: Network, subnet: Subnet): string {
  const effective = effectiveTable(network, subnet);
  const cidr = known(subnet.cidr);
  const zone = subnet.availabilityZone ? undefined : "AWS picks its Availability Zone.";
  return paragraphs([
    `**Subnet** ${code(subnet.resource.logicalId)}${cidr ? ` ${code(formatCidr(cidr))}` : ""} in VPC ${linkWords(subnet.vpc)}`,
    cidr
      ? `${count(usableAddresses(cidr), "usable address", "usable addresses")}: AWS keeps the first four and the last. ${zone ?? ""}`.trim()
      : zone,
    `It is ${exposureWords(network, exposureOf(network, subnet))}.`,
    effectiveTableWords(effective),
    effective.kind === "unknown"
      ? undefined
      : entriesTable(network, subnet.vpc?.identity, effective.kind === "explicit" ? effective.table : undefined),
  ]);
}

function effectiveTableWords(effective: EffectiveTable): string {
  switch (effective.kind) {
    case "explicit":
      return `Route table ${code(effective.table.resource.logicalId)} (explicit association):`;
    case "main":
      return "No association: the VPC's main route table applies, which has local routes only:";
    case "unknown":
      return "Its route table is made elsewhere.";
  }
}

const entriesTable = (network: Network, vpc: string | undefined, of: RouteTable | undefined): string | undefined => {
  const entries = tableEntries(network, vpc, of);
  return entries.length > 0
    ? table(
        ["Destination", "Target"],
        entries.map((entry) => entryWords(network, entry)),
      )
    : undefined;
};

export function routeTableHover(network: Network, routeTable: RouteTable): string {
  const { logicalId } = routeTable.resource;
  const subnets = network.topology.subnetsOf(logicalId).map((subnet) => code(subnet.resource.logicalId));
  return paragraphs([
    `**Route table** ${code(logicalId)} in VPC ${linkWords(routeTable.vpc)}`,
    subnets.length > 0 ? `Used by ${sentenceList(subnets)}.` : "No subnet of this template uses it.",
    entriesTable(network, routeTable.vpc?.identity, routeTable),
  ]);
}
