import { formatCidr, overlaps } from "../../cidr/cidr.ts";
import { vpcForbidden } from "../../cidr/reserved.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { sourcePlaces } from "./literal.ts";
import { vpcBlocks } from "./vpc-block.ts";

export default defineRule({
  id: "cidr/vpc-forbidden-range",
  consequence: "deploy-fail",
  summary: "A VPC has no block from the ranges that mean something else everywhere.",
  why: `EC2 refuses blocks from 0.0.0.0/8 (this network), 127.0.0.0/8 (loopback), 169.254.0.0/16 (link-local, where AWS has its own services) and 224.0.0.0/4
(multicast): hosts give these addresses a meaning of their own.`,
  silentWhen: [
    "the block is known at deployment only, or IPAM allocates it",
    "the block has a size that AWS refuses: that is `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: false,
  *check(network) {
    for (const { resource, field, value, isAdded } of vpcBlocks(network)) {
      const range = vpcForbidden.find((forbidden) => overlaps(forbidden, value.value));
      if (!range) continue;
      const { logicalId } = resource;
      yield {
        at: field.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} ${isAdded ? "is" : "has"} ${formatCidr(value.value)}, but a VPC can have no block from ${formatCidr(range)}: CloudFormation will fail to create it.`,
        related: sourcePlaces(field),
        assumesDefaults: assumedDefaults(value),
      };
    }
  },
});
