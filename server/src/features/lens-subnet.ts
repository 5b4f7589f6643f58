/** The lens of a subnet: how its packets leave, by which table, who is in it, how many addresses there are. */
import { usableAddresses } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { keyOf, known } from "../network/resource.ts";
import { effectiveTable, type Exposure, exposureOf } from "../network/routing.ts";
import type { Subnet } from "../network/subnet.ts";
import { usersOf } from "./group-members.ts";
import { type LensText, namesOrCount } from "./lens-text.ts";
import { count } from "./markdown.ts";
import { exitOf } from "./words.ts";

/** "public through Gateway · table PublicTable · used by Web, Nat · 251 usable addresses". */
export function subnetLens(network: Network, subnet: Subnet): LensText {
  const { logicalId } = subnet.resource;
  const effective = effectiveTable(network, subnet);
  const table = effective.kind === "explicit" ? effective.table.resource : undefined;
  const users = usersOf(network, subnet);
  const cidr = known(subnet.cidr);
  const parts = [
    exposureWords(exposureOf(network, subnet)),
    table ? `table ${table.logicalId}` : effective.kind === "main" ? "main table" : "",
    users.length > 0 ? `used by ${namesOrCount(users, "resources")}` : "",
    cidr ? count(usableAddresses(cidr), "usable address", "usable addresses") : "",
  ].filter((part) => part !== "");
  const routes = table ? network.topology.routesOf(table.logicalId) : [];
  const associations = [...network.subnetRouteTableAssociations.values()].filter((one) => one.subnet?.logicalId === logicalId);
  const shown = [
    ...(table ? [table] : []),
    ...[...associations, ...routes].map(({ resource }) => resource),
    ...users.flatMap((id) => network.resources.get(id) ?? []),
  ];
  return {
    title: parts.length > 0 ? parts.join(" · ") : "its block and its route table are not known",
    tooltip: `Show the route table of ${logicalId} and what is in the subnet`,
    places: shown.map(keyOf),
  };
}

/** Empty where it is not known. */
function exposureWords(exposure: Exposure): string {
  if (exposure.kind === "unknown") return "";
  if (exposure.kind === "isolated") return "isolated";
  const gateway = exposure.route.targets[0]?.link.logicalId;
  const kind = exposure.kind === "forwarded" ? "out" : exposure.kind;
  return gateway === undefined ? `${kind} via ${exposure.kind === "public" ? "IGW" : exitOf(exposure)}` : `${kind} through ${gateway}`;
}
