import { keyOf } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "igw/multiple-vpcs",
  consequence: "deploy-fail",
  summary: "An internet gateway is attached to one VPC.",
  why: "An internet gateway serves one VPC. Each VPC that needs the internet needs an internet gateway of its own.",
  awsError: "Resource.AlreadyAssociated",
  silentWhen: ["the attachments exist under conditions that exclude each other", "the VPCs may be the same"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
  isFixable: false,
  *check(network) {
    const groups = groupBy(network.gatewayAttachments.values(), (one) => one.internetGateway?.identity);
    for (const [first, ...others] of groups.values()) {
      if (!first?.vpc) continue;
      for (const attachment of others) {
        if (!attachment.vpc || compareTerms(first.vpc.term, attachment.vpc.term) !== "different") continue;
        const { logicalId } = attachment.resource;
        const gateway = attachment.internetGateway?.logicalId ?? "the internet gateway";
        yield {
          at: keyOf(attachment.resource),
          logicalId,
          about: [logicalId, first.resource.logicalId],
          message: `${logicalId} attaches ${gateway} to ${attachment.vpc.logicalId}, but ${first.resource.logicalId} attaches it to ${first.vpc.logicalId}: CloudFormation will fail to create the second one.`,
          related: [{ at: keyOf(first.resource), message: `${gateway} is attached to ${first.vpc.logicalId} here.` }],
        };
      }
    }
  },
});
