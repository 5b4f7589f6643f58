/**
 * Clients of a Client VPN endpoint: what they are authorized for, and the routes that the endpoint has. Does not know who connects.
 * https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/how-it-works.html
 */
import type { Network } from "../network/network.ts";
import type { ClientVpnAuthorizationRule } from "../network/client-vpn.ts";
import { known, type Resource } from "../network/resource.ts";
import { type Answer, isWithinField, type Packet } from "./flow.ts";
import { describeTarget, type End } from "./journey.ts";
import { assumed, blocked, chain, nothing, type Passage, unknown } from "./passage.ts";

/** Whether the endpoint lets its clients go there; nothing to say where the source is no Client VPN endpoint. */
export function clientAccess(network: Network, from: End, to: End, packet: Packet): Passage {
  if (from.kind !== "station") return nothing;
  const { owner, vpc } = from.station;
  if (!network.clientVpnEndpoints.has(owner.logicalId)) return nothing;
  const isHome = to.kind === "station" && to.station.vpc === vpc;
  const words = describeTarget({ target: to, packet });
  return chain(authorized(network, owner, packet, words), isHome ? nothing : routed(network, owner, packet, words));
}

function authorized(network: Network, owner: Resource, packet: Packet, to: string): Passage {
  const { logicalId } = owner;
  const rules = [...network.clientVpnAuthorizationRules.values()].filter(({ endpoint }) => endpoint?.logicalId === logicalId);
  const answers = rules.map(({ target }) => (target ? isWithinField(packet.destination, target) : "unknown"));
  const answer = anyOf(answers);
  if (answer === "yes") return membership(rules.filter((_, index) => answers[index] === "yes"));
  if (answer === "unknown" || network.mayGainEntries(logicalId))
    return unknown(logicalId, `What the clients of ${logicalId} are authorized for is not known.`);
  return blocked({
    code: "x-client-vpn-not-authorized",
    resource: owner,
    message: `No authorization rule of ${logicalId} lets its clients reach ${to}.`,
  });
}

/** The longest prefix decides: where only rules for groups have it, the client is taken to be in one of them. */
function membership(rules: readonly ClientVpnAuthorizationRule[]): Passage {
  const length = ({ target }: ClientVpnAuthorizationRule): number => known(target)?.prefixLength ?? 0;
  const longest = Math.max(...rules.map(length));
  const deciding = rules.filter((rule) => length(rule) === longest);
  if (!deciding.every(({ isForGroup }) => isForGroup)) return nothing;
  return assumed(`The client is in a group that ${deciding.map(({ resource }) => resource.logicalId).join(" or ")} lets in.`);
}

/** The VPC of the associated subnets has a route by itself; everything else needs one. */
function routed(network: Network, owner: Resource, packet: Packet, to: string): Passage {
  const { logicalId } = owner;
  const routes = [...network.clientVpnRoutes.values()].filter(({ endpoint }) => endpoint?.logicalId === logicalId);
  const answer = anyOf(routes.map(({ destination }) => (destination ? isWithinField(packet.destination, destination) : "unknown")));
  if (answer === "yes") return nothing;
  if (answer === "unknown" || network.mayGainEntries(logicalId)) return unknown(logicalId, `Which routes ${logicalId} has is not known.`);
  return blocked({ code: "NO_ROUTE_TO_DESTINATION", resource: owner, message: `${logicalId} has no route to ${to} for its clients.` });
}

const anyOf = (answers: readonly Answer[]): Answer => (answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no");
