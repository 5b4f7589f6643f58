import type { Network } from "../../network/network.ts";
import { keyOf, type Link } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";
import { internetAttachments, isZonalPublic, vpcOf } from "./zonal.ts";

export default defineRule({
  id: "nat/no-igw-in-vpc",
  consequence: "deploy-fail",
  summary: "A public NAT gateway needs an internet gateway in its VPC.",
  why: "A public NAT gateway reaches the internet through the VPC's internet gateway. EC2 refuses to create it while none is attached.",
  awsError: "Network vpc-… has no Internet gateway attached",
  silentWhen: [
    "the VPC is not in the template",
    "a nested stack or custom resource gets the VPC and may attach the gateway",
    "the NAT gateway is private or regional",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
  isFixable: false,
  *check(network) {
    for (const nat of network.natGateways.values()) {
      const vpc = vpcOf(network, nat);
      if (!vpc || !isZonalPublic(nat) || internetAttachments(network, vpc)?.length !== 0) continue;
      const { logicalId } = nat.resource;
      yield {
        at: keyOf(nat.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a public NAT gateway, but no internet gateway is attached to ${vpc.logicalId}: CloudFormation will fail to create it.`,
        related: relatedVpc(network, vpc),
      };
    }
  },
});

const relatedVpc = (network: Network, vpc: Link) => {
  const made = network.vpcs.get(vpc.logicalId ?? "");
  return made ? [{ at: keyOf(made.resource), message: `${made.resource.logicalId} has no internet gateway.` }] : [];
};
