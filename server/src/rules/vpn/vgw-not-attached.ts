import { keyOf } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { defineRule } from "../rule.ts";
import { servesDirectConnect, vpnAttachments } from "./gateways.ts";

export default defineRule({
  id: "vpn/vgw-not-attached",
  consequence: "traffic",
  summary: "The virtual private gateway of a VPN connection is attached to a VPC.",
  why: "A virtual private gateway serves the VPC that it is attached to. A VPN connection to one that is not attached comes up, and leads nowhere.",
  silentWhen: [
    "the gateway is exported or handed to another stack",
    "Direct Connect uses the gateway",
    "a route leads to the gateway: that fails earlier, and has a rule of its own",
  ],
  reference: "https://docs.aws.amazon.com/vpn/latest/s2svpn/SetUpVPNConnections.html",
  isFixable: false,
  *check(network) {
    for (const connection of network.vpnConnections.values()) {
      const gateway = connection.vpnGateway?.logicalId ?? "";
      const made = network.vpnGateways.get(gateway);
      if (!made || servesDirectConnect(network, gateway) || vpnAttachments(network, gateway)?.length !== 0) continue;
      if ([...network.routes.values()].some((route) => targetOf(route, "GatewayId")?.logicalId === gateway)) continue;
      const { logicalId } = connection.resource;
      yield {
        at: keyOf(connection.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} ends at ${gateway}, which is attached to no VPC: what comes over the tunnels will go nowhere.`,
        related: [{ at: keyOf(made.resource), message: `${gateway} is attached nowhere in this template.` }],
      };
    }
  },
});
