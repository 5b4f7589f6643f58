import { keyOf } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";
import { entryReference } from "./entries.ts";

export default defineRule({
  id: "nacl/cidr-count",
  consequence: "deploy-fail",
  summary: "A network ACL entry has an IPv4 block or an IPv6 block.",
  why: "An entry matches one block. EC2 refuses an entry with neither `CidrBlock` nor `Ipv6CidrBlock`, and one with both.",
  silentWhen: ["a macro may add properties", "`AWS::NoValue` leaves exactly one"],
  reference: entryReference,
  isFixable: false,
  *check(network) {
    for (const { resource } of network.networkAclEntries.values()) {
      const given = ["CidrBlock", "Ipv6CidrBlock"].filter((name) => resource.get(name) !== undefined);
      if (given.length === 1 || resource.mayGainProperties) continue;
      const { logicalId } = resource;
      const has = given.length === 0 ? "neither CidrBlock nor Ipv6CidrBlock" : "both CidrBlock and Ipv6CidrBlock";
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has ${has}, but needs one of them: CloudFormation will fail to create it.`,
      };
    }
  },
});
