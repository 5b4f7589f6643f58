import { keyOf, known, type Resource } from "../../network/resource.ts";
import type { Network } from "../../network/network.ts";
import { groupBy } from "../../network/topology.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "vpn/static-route-on-bgp",
  consequence: "deploy-fail",
  summary: "Static routes belong to a VPN connection with static routing.",
  why: "A VPN connection learns its prefixes by BGP unless it has `StaticRoutesOnly: true`. EC2 refuses a static route on a connection with BGP.",
  awsError: "InvalidVpnConnection.InvalidType",
  silentWhen: ["the connection is not in the template", "whether it has static routing is not known"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpnconnectionroute.html",
  isFixable: true,
  *check(network) {
    // Several static routes of one connection have one cause: said once.
    const byConnection = groupBy(network.vpnConnectionRoutes.values(), (route) => route.connection?.logicalId);
    for (const [id, [route, ...others]] of byConnection) {
      const connection = network.vpnConnections.get(id);
      if (!route || !connection || connection.resource.mayGainProperties) continue;
      const { staticRoutesOnly } = connection;
      if (staticRoutesOnly && known(staticRoutesOnly) !== false) continue;
      const { logicalId } = route.resource;
      const name = connection.resource.logicalId;
      yield {
        at: keyOf(route.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a static route of ${name}, which routes by BGP: CloudFormation will fail to create it.`,
        related: [
          { at: keyOf(connection.resource), message: `${name} does not have StaticRoutesOnly: true.` },
          ...others.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} is another static route of ${name}.` })),
        ],
        fixes: staticFix(network, connection.resource, route.resource),
      };
    }
  },
});

/** Replaces the connection where it exists already. None where the connection also exists without the route: it would have none then. */
function staticFix(network: Network, connection: Resource, route: Resource): readonly Fix[] {
  const given = child(connection.declaration.properties, "StaticRoutesOnly");
  const { condition } = route.declaration;
  if (condition !== undefined && condition !== connection.declaration.condition) return [];
  if (connection.declaration.bindings || (given && (given.kind !== "scalar" || given.shared))) return [];
  return [
    {
      title: `Set StaticRoutesOnly: true on ${connection.logicalId}`,
      preferred: true,
      safe: false,
      edits: () =>
        given
          ? replaceValue(network.template.document, given, true)
          : insertProperty(network.template.document, connection.entry, "StaticRoutesOnly", true),
    },
  ];
}
