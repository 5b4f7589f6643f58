import { known } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "nat/via-peering-or-vgw",
  consequence: "traffic",
  summary: "A default route does not lead over a peering connection.",
  why: `A peering connection delivers only to addresses of the VPC at its other end. The internet gateway and the NAT gateways of that VPC cannot be used through
it, so a default route over a peering connection drops everything that is meant for the internet. A transit gateway can carry such traffic.`,
  silentWhen: ["the destination is not known", "the default route leads to a virtual private gateway, which can be right"],
  reference: "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
  isFixable: false,
  *check(network) {
    for (const route of network.routes.values()) {
      const peering = targetOf(route, "VpcPeeringConnectionId");
      const destination = known(route.destination);
      if (!peering || destination?.prefixLength !== 0 || !route.destination) continue;
      const { logicalId } = route.resource;
      yield {
        at: route.destination.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} sends all other traffic over the peering connection${peering.logicalId === undefined ? "" : ` ${peering.logicalId}`}, which delivers to the peer VPC only: packets to the internet will be dropped.`,
      };
    }
  },
});
