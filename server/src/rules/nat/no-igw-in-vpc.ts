import type { Network } from "../../network/network.ts";
import { keyOf, type Link } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
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
    "the NAT gateway is private or regional, or has no Elastic IP address: `nat/public-without-eip`",
    "a route leads to an internet gateway that is not attached: `route/gateway-not-attached`; or the attachment names no gateway: `igw/attachment-gateway-count`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
  isFixable: false,
  *check(network) {
    // Without an address it may be meant to be private: nat/public-without-eip.
    const byVpc = groupBy(
      [...network.natGateways.values()].filter((nat) => isZonalPublic(nat) && nat.allocation),
      (nat) => vpcOf(network, nat)?.identity,
    );
    for (const [nat, ...others] of byVpc.values()) {
      const vpc = nat && vpcOf(network, nat);
      if (!vpc || internetAttachments(network, vpc)?.length !== 0) continue;
      const { logicalId } = nat.resource;
      yield {
        at: keyOf(nat.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a public NAT gateway, but no internet gateway is attached to ${vpc.logicalId}: CloudFormation will fail to create it.`,
        // The same lack, said once.
        related: [
          ...relatedVpc(network, vpc),
          ...others.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} will fail likewise.` })),
        ],
      };
    }
  },
});

const relatedVpc = (network: Network, vpc: Link) => {
  const made = network.vpcs.get(vpc.logicalId ?? "");
  return made ? [{ at: keyOf(made.resource), message: `${made.resource.logicalId} has no internet gateway.` }] : [];
};
