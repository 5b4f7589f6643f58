import { keyOf, known } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vpn/static-without-routes",
  consequence: "traffic",
  summary: "A VPN connection with static routing has static routes.",
  why: "With static routing a virtual private gateway forwards only to the prefixes of the connection's static routes. Without any, nothing goes to the other side.",
  silentWhen: [
    "the connection ends at a transit gateway, which has routes of its own",
    "the connection is exported or handed to another stack",
    "a static route names a connection that is not known",
  ],
  reference: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html",
  isFixable: false,
  *check(network) {
    const routes = [...network.vpnConnectionRoutes.values()];
    if (routes.some((route) => route.connection?.logicalId === undefined)) return;
    for (const { resource, vpnGateway, transitGateway, staticRoutesOnly } of network.vpnConnections.values()) {
      const { logicalId } = resource;
      // With both gateways it is not even made: vpn/gateway-count.
      if (!vpnGateway || transitGateway || !staticRoutesOnly || known(staticRoutesOnly) !== true || network.mayGainEntries(logicalId))
        continue;
      if (routes.some((route) => route.connection?.logicalId === logicalId)) continue;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has static routing, but no AWS::EC2::VPNConnectionRoute: no packet will go to the other side.`,
      };
    }
  },
});
