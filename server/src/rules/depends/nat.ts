import type { NatGateway } from "../../network/nat-gateway.ts";
import { keyOf, known } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";
import { internetAttachmentsOf, unawaited, vpcOfSubnet } from "./attachment.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/nat",
  consequence: "deploy-race",
  summary: "A public NAT gateway must wait until an internet gateway is attached to its VPC.",
  why: `A public NAT gateway fails where no internet gateway is attached to its VPC. It refers to its subnet and its Elastic IP address,
not to the attachment, so CloudFormation may create it first. The same order also matters when the stack is deleted: the internet
gateway cannot be detached while the NAT gateway holds a public address.`,
  awsError: "Gateway.NotAttached: Network vpc-… has no Internet gateway attached",
  silentWhen: [
    "the NAT gateway is private or regional",
    "its Elastic IP address, or anything else that it refers to, waits for the attachment",
    "the internet gateway is attached in another stack",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
  isFixable: true,
  *check(network) {
    for (const nat of network.natGateways.values()) {
      // Without an Elastic IP address it fails in any order: nat/public-without-eip.
      if (!isPublicZonal(nat) || !nat.allocation) continue;
      // With an address that a condition leaves out it is rejected: cfn/unguarded-conditional-reference.
      if (network.template.resources.has(addressOf(nat) ?? "") && !network.resources.has(addressOf(nat) ?? "")) continue;
      const vpc = vpcOfSubnet(network, nat.subnet);
      const attachment = unawaited(network, nat.resource, internetAttachmentsOf(network, vpc));
      if (!vpc || !attachment) continue;
      const { logicalId } = nat.resource;
      const message = `${logicalId} may be created before ${attachment.resource.logicalId} attaches the internet gateway to ${vpc.logicalId ?? "its VPC"}: CloudFormation may fail to create it.`;
      const finding = missingOrder(network, nat.resource, attachment.resource, message, "The internet gateway is attached here.");
      if (!finding) continue;
      const address = network.resources.get(addressOf(nat) ?? "");
      const related = address ? [{ at: keyOf(address), message: "Its address does not wait for the attachment either." }] : [];
      yield { ...finding, related: [...(finding.related ?? []), ...related] };
    }
  },
});

/** The Elastic IP address of the template that the NAT gateway takes. */
const addressOf = ({ allocation }: NatGateway): string | undefined =>
  allocation?.term.kind === "reference" ? allocation.term.logicalId : undefined;

/** Public and zonal are the defaults. Certain only where both values are known. */
const isPublicZonal = ({ connectivity, availabilityMode }: NatGateway): boolean =>
  (connectivity === undefined || known(connectivity) === "public") &&
  (availabilityMode === undefined || known(availabilityMode) === "zonal");
