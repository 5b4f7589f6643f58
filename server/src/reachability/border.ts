/** The border of a subnet: its network ACL, and delivery to an interface behind it. */
import type { Network } from "../network/network.ts";
import type { Subnet } from "../network/subnet.ts";
import { type Direction, passAcl } from "./acl.ts";
import { aclBlocker } from "./filters.ts";
import type { Packet } from "./flow.ts";
import type { Journey } from "./journey.ts";
import { blocked, chain, hop, nothing, parameterIn, type Passage, unknown } from "./passage.ts";
import type { Station } from "./station.ts";

/** The network ACL at the border of a subnet. */
export function crossBorder(network: Network, subnet: Subnet, direction: Direction, packet: Packet): Passage {
  const verdict = passAcl(network, subnet, direction, packet);
  const way = direction === "ingress" ? "into" : "out of";
  if (verdict.answer === "yes")
    return verdict.acl ? hop(verdict.acl, "network ACL", `lets the packets ${way} ${subnet.resource.logicalId}`) : nothing;
  if (verdict.answer === "unknown") return { ...nothing, unknowns: verdict.unknowns };
  return blocked(aclBlocker(verdict, subnet, direction, packet));
}

/** Into the subnet of the target, which is in the VPC that the packets are in. `from`: the subnet that they come from, where it is one. */
export function deliver({ network, packet }: Journey, station: Station, from: Subnet | undefined): Passage {
  const { subnet, owner } = station;
  if (!subnet) return unplaced(station);
  if (subnet === from) return nothing;
  return chain(
    crossBorder(network, subnet, "ingress", packet),
    hop(subnet.resource, "subnet", owner === subnet.resource ? "delivers the packets" : `delivers the packets to ${owner.logicalId}`),
  );
}

/** Something in a subnet that the template does not make: named by the parameter where one gives it. */
export function unplaced({ owner, place }: Station): Passage {
  const name = parameterIn(place?.identity);
  if (name === undefined) return unknown(owner.logicalId, `The subnet of ${owner.logicalId} is not in the template.`);
  return unknown(name, `${owner.logicalId} stands in ${name}, a subnet that is not in the template.`);
}
