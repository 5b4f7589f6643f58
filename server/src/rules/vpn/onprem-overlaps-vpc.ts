import { contains, formatCidr } from "../../cidr/cidr.ts";
import { known, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { vpnAttachments } from "./gateways.ts";

export default defineRule({
  id: "vpn/onprem-overlaps-vpc",
  consequence: "traffic",
  summary: "The prefixes on the other side of a VPN connection are not addresses of the VPC.",
  why: "The local route of the VPC wins over every propagated route, even a more specific one. A prefix on premises that is inside the VPC's own block is never reached.",
  silentWhen: ["the prefix is larger than the VPC's block: the rest of it works", "the VPC or its block is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
  isFixable: false,
  *check(network) {
    for (const route of network.vpnConnectionRoutes.values()) {
      const destination = known(route.destination);
      const connection = network.vpnConnections.get(route.connection?.logicalId ?? "");
      if (!destination || !route.destination || !connection?.vpnGateway?.logicalId) continue;
      for (const attachment of vpnAttachments(network, connection.vpnGateway.logicalId) ?? []) {
        const vpc = attachment.vpc;
        const field =
          vpc &&
          network.topology.blocksOf(vpc.identity).known.find((one) => {
            const block = known(one);
            return block !== undefined && contains(block, destination);
          });
        const block = known(field);
        if (!vpc || !field || !block) continue;
        const { logicalId } = route.resource;
        yield {
          at: route.destination.node,
          logicalId,
          about: [logicalId, vpc.identity],
          message: `${logicalId} says that ${formatCidr(destination)} is on the other side, but that is inside ${vpc.logicalId ?? "the VPC"} (${formatCidr(block)}), whose local route wins: nothing will be sent over ${connection.resource.logicalId}.`,
          related: [{ at: field.node, message: `${vpc.logicalId ?? "The VPC"} has ${formatCidr(block)}.` }],
          assumesDefaults: assumedDefaults(knownValue(route.destination), knownValue(field)),
        };
      }
    }
  },
});
