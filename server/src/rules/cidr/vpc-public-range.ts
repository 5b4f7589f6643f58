import { formatCidr, overlaps } from "../../cidr/cidr.ts";
import { isPrivate, vpcForbidden } from "../../cidr/reserved.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { sourcePlaces } from "./literal.ts";
import { vpcBlocks } from "./vpc-block.ts";

export default defineRule({
  id: "cidr/vpc-public-range",
  consequence: "hazard",
  summary: "A VPC should have blocks from private ranges.",
  why: `EC2 accepts blocks outside of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 and 198.19.0.0/16, but they are public addresses that belong to
somebody. The VPC keeps them to itself: its hosts cannot reach the real owners, and the block cannot be used for the internet.`,
  silentWhen: [
    "the block is known at deployment only, or IPAM allocates it",
    "the block is one that AWS refuses: that is `cidr/vpc-forbidden-range` or `cidr/vpc-size`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: false,
  *check(network) {
    for (const { resource, field, value, isAdded } of vpcBlocks(network)) {
      if (isPrivate(value.value) || vpcForbidden.some((forbidden) => overlaps(forbidden, value.value))) continue;
      const { logicalId } = resource;
      yield {
        at: field.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} ${isAdded ? "is" : "has"} ${formatCidr(value.value)}, which is not a private range: hosts of the VPC will not reach the owners of these public addresses.`,
        related: sourcePlaces(field),
        assumesDefaults: assumedDefaults(value),
      };
    }
  },
});
