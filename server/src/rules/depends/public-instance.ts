import { publicInterfaces } from "../public/public-interface.ts";
import { defineRule } from "../rule.ts";
import { internetAttachmentsOf, unawaited } from "./attachment.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/public-instance",
  consequence: "hazard",
  summary: "An instance with a public address should wait until an internet gateway is attached to its VPC.",
  why: `AWS lists instances with public addresses among the resources that must wait for the attachment of the internet gateway. An instance refers to its subnet,
not to the attachment, so CloudFormation may start it first: it may fail, and what its user data downloads may not be reachable yet.`,
  silentWhen: [
    "the internet gateway is attached in another stack",
    "a reference or DependsOn orders the two at any distance",
    "a launch template may decide about the public address",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  isFixable: true,
  *check(network) {
    const seen = new Set<string>();
    for (const { networkInterface, subnet, assumesDefaults } of publicInterfaces(network)) {
      const { resource } = networkInterface;
      const attachment = unawaited(network, resource, internetAttachmentsOf(network, subnet.vpc));
      if (!attachment || seen.has(resource.logicalId)) continue;
      seen.add(resource.logicalId);
      const message = `${resource.logicalId} gets a public address, but may start before ${attachment.resource.logicalId} attaches the internet gateway to ${subnet.vpc?.logicalId ?? "its VPC"}: what it downloads at its start may fail.`;
      const finding = missingOrder(network, resource, attachment.resource, message, "The internet gateway is attached here.");
      if (finding) yield { ...finding, assumesDefaults };
    }
  },
});
