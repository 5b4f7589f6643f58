/** The refactoring that opens a security group to the VPC at the other end of a peering connection. Knows no finding. */
import type { Analysis } from "../analysis.ts";
import { partyOfVpc } from "../network/admission.ts";
import type { Network } from "../network/network.ts";
import { type PeeringSide, sidesOf } from "../network/peering-routes.ts";
import type { SecurityGroup } from "../network/security-group.ts";
import { addIngress, canAddIngress, fromVpc, type IngressPorts, type NewIngress, portsLabel } from "../rules/add-ingress.ts";
import { isAdmitted, openedPorts } from "../rules/peering/opened-ports.ts";
import type { Span } from "../text/span.ts";
import type { Refactoring } from "./refactorings.ts";
import { isResourceAround } from "./selection.ts";

/** For the security group around the selection: one for each VPC of the template that its own VPC is peered with. */
export function allowFromPeer(analysis: Analysis, span: Span): readonly Refactoring[] {
  const found = new Map<string, Refactoring>();
  for (const network of analysis.networks) {
    const group = [...network.securityGroups.values()].find((one) => isResourceAround(analysis, one.resource, span));
    if (!group) continue;
    for (const side of sidesIn(network, group)) {
      const refactoring = opening(network, group, side);
      if (refactoring && !found.has(side.peer.identity)) found.set(side.peer.identity, refactoring);
    }
  }
  return [...found.values()];
}

/** The sides of peering connections on which the group is. */
const sidesIn = (network: Network, group: SecurityGroup): readonly PeeringSide[] =>
  [...network.peerings.values()]
    .flatMap((peering) => sidesOf(network, peering))
    .filter((side) => side.ownVpc !== undefined && side.vpc.identity === group.vpc?.identity);

/** Opens what the group opens already, or everything where that is nothing; undefined where the peer has it all. */
function opening(network: Network, group: SecurityGroup, { peer, peerVpc, peering }: PeeringSide): Refactoring | undefined {
  if (!peerVpc) return undefined;
  const party = partyOfVpc(network, peer.identity);
  const opened = openedPorts(network, group);
  const wished: readonly IngressPorts[] = opened.length > 0 ? opened : [{ protocol: "-1", range: undefined }];
  const ports = wished.filter((one) => !isAdmitted(network, group, one, party));
  const addition: NewIngress = { group, ports, sources: [fromVpc(peerVpc, peering.resource)] };
  if (ports.length === 0 || !canAddIngress(network, addition)) return undefined;
  return {
    title: `Allow ${portsLabel(ports, "and")} from the peered VPC ${peerVpc.resource.logicalId}`,
    edits: () => addIngress(network, [addition]),
  };
}
