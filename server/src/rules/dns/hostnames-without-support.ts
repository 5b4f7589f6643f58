import { defineRule } from "../rule.ts";
import { dnsGap, gapFinding, isContradiction } from "./vpc-attributes.ts";

export default defineRule({
  id: "dns/hostnames-without-support",
  consequence: "deploy-fail",
  summary: "A VPC with DNS hostnames needs DNS support.",
  why: `AWS gives instances DNS hostnames only in a VPC that has DNS support: \`EnableDnsHostnames\` cannot be true while
\`EnableDnsSupport\` is false. Support is on unless a template turns it off.`,
  silentWhen: ["one of the two values is not known", "hostnames are off, which is the default"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html",
  isFixable: true,
  *check(network) {
    for (const vpc of network.vpcs.values()) {
      const gap = isContradiction(vpc) ? dnsGap(network, vpc, true) : undefined;
      if (!gap) continue;
      const { logicalId } = vpc.resource;
      yield gapFinding(
        gap,
        `${logicalId} turns DNS hostnames on, which need DNS support, and turns DNS support off: CloudFormation will fail to create it.`,
      );
    }
  },
});
