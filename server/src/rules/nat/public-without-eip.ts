import type { NatGateway } from "../../network/nat-gateway.ts";
import type { Network } from "../../network/network.ts";
import { keyOf } from "../../network/resource.ts";
import { freshLogicalId, insertProperty, insertResource } from "../../template/edits.ts";
import { defineRule, type Fix } from "../rule.ts";
import { internetAttachments, isZonalPublic, vpcOf } from "./zonal.ts";

export default defineRule({
  id: "nat/public-without-eip",
  consequence: "deploy-fail",
  summary: "A public NAT gateway in a subnet needs an Elastic IP address.",
  why: "A public NAT gateway translates to its Elastic IP address. In a subnet it gets none by itself: `AllocationId` is required, unless it is private or regional.",
  silentWhen: ["the NAT gateway is private or regional, or may be", "a macro may add properties"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html",
  isFixable: true,
  *check(network) {
    for (const nat of network.natGateways.values()) {
      const { resource } = nat;
      if (!isZonalPublic(nat) || nat.allocation || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a public NAT gateway without an Elastic IP address (AllocationId): CloudFormation will fail to create it.`,
        fixes: resource.declaration.bindings ? [] : fixesOf(network, nat),
      };
    }
  },
});

/** Without an internet gateway an address would not help: then it is most likely meant to be private. */
function fixesOf(network: Network, nat: NatGateway): readonly Fix[] {
  const vpc = vpcOf(network, nat);
  if (vpc === undefined || internetAttachments(network, vpc)?.length !== 0) return [addressFix(network, nat)];
  if (nat.connectivity) return [];
  const { entry, logicalId } = nat.resource;
  return [
    {
      title: `Set ConnectivityType: private in ${logicalId}`,
      preferred: false,
      safe: false,
      edits: () => insertProperty(network.template.document, entry, "ConnectivityType", "private"),
    },
  ];
}

function addressFix(network: Network, nat: NatGateway): Fix {
  const { resource } = nat;
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${resource.logicalId}Address`);
  return {
    title: `Add the Elastic IP address ${logicalId}`,
    preferred: true,
    safe: false,
    edits: () => {
      const { document } = network.template;
      const vpc = vpcOf(network, nat);
      const attachment = vpc && internetAttachments(network, vpc)?.[0]?.resource;
      const { condition } = resource.declaration;
      // An attachment under another condition may be absent: it must not be named then.
      const dependsOn =
        attachment && (attachment.declaration.condition === undefined || attachment.declaration.condition === condition)
          ? [attachment.logicalId]
          : [];
      const address = insertResource(
        document,
        resource.entry,
        logicalId,
        "AWS::EC2::EIP",
        { map: [["Domain", "vpc"]] },
        { condition, dependsOn },
      );
      const property = insertProperty(document, resource.entry, "AllocationId", { getAtt: [logicalId, "AllocationId"] });
      return address && property && [...property, ...address];
    },
  };
}
