import { pairOf } from "../../network/peering-routes.ts";
import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { peerRegionIdentity } from "../../network/vpc-peering.ts";
import { valueIdentity } from "../../template/value.ts";
import { removeResourceFix } from "../remove-resource.ts";
import { defineRule } from "../rule.ts";

/** Whose the peer is unless the template says otherwise; the identity of `!Ref AWS::AccountId`. */
const ownAccount = "${AWS::AccountId}";

export default defineRule({
  id: "peering/duplicate",
  consequence: "deploy-race",
  summary: "Two VPCs can have one peering connection between them.",
  why: `AWS allows one peering connection for each pair of VPCs, whichever of the two asks for it. AWS does not document whether a second
request is refused or answered with the connection that exists, so the second resource fails or is an alias that breaks when one is deleted.`,
  awsError: "VpcPeeringConnectionAlreadyExists",
  silentWhen: ["the connections exist under conditions that exclude each other", "owner or Region of the peer differ"],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
  isFixable: true,
  *check(network) {
    const pairs = groupBy(network.peerings.values(), (peering) => {
      const pair = pairOf(peering);
      const owner = peering.peerOwner ? valueIdentity(peering.peerOwner.value) : ownAccount;
      return pair && [pair, owner, peerRegionIdentity(peering)].join(" ");
    });
    for (const [first, ...others] of pairs.values()) {
      if (!first) continue;
      for (const other of others) {
        const { logicalId } = other.resource;
        const earlier = first.resource.logicalId;
        yield {
          at: keyOf(other.resource),
          logicalId,
          about: [logicalId, earlier],
          message: `${logicalId} connects the same two VPCs as ${earlier}: CloudFormation may fail to create it.`,
          related: [{ at: keyOf(first.resource), message: `${earlier} connects them already.` }],
          fixes: removeResourceFix(network, logicalId, false),
        };
      }
    }
  },
});
