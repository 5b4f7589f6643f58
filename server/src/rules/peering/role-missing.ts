import { keyOf, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "peering/role-missing",
  consequence: "deploy-fail",
  summary: "A peering connection with a VPC of another account names a role that may accept it.",
  why: `The owner of the other VPC must accept the request. CloudFormation does so by itself in its own account; for another account it needs \`PeerRoleArn\`, a role of
that account which allows to accept peering connections. Without it the connection stays pending, and the stack fails.`,
  awsError: "VpcPeeringConnection failed to stabilize",
  silentWhen: [
    "PeerOwnerId is the account of the stack (`!Ref AWS::AccountId`), or not known",
    "the other VPC is in the template: it is of the same account",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/peer-with-vpc-in-another-account.html",
  isFixable: false,
  *check(network) {
    for (const { resource, peerOwner, peerVpc } of network.peerings.values()) {
      const owner = knownValue(peerOwner);
      const isOwn = network.vpcs.has(peerVpc?.logicalId ?? "");
      if (!owner || !/^\d{12}$/.test(owner.value) || isOwn || resource.mayGainProperties || resource.get("PeerRoleArn") !== undefined)
        continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} asks account ${owner.value} for a peering connection, but has no PeerRoleArn to accept it with: CloudFormation will fail to create it.`,
        assumesDefaults: assumedDefaults(owner),
      };
    }
  },
});
