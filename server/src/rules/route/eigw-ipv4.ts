import { formatCidr } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { renameKey } from "../../template/edit-rename.ts";
import { replaceValue } from "../../template/edits.ts";
import { entry } from "../../template/node.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "route/eigw-ipv4",
  consequence: "deploy-fail",
  summary: "An egress-only internet gateway takes IPv6 only.",
  why: "An egress-only internet gateway lets IPv6 connections out and none in. For IPv4 a NAT gateway does that.",
  silentWhen: ["the destination is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
  isFixable: true,
  *check(network) {
    for (const route of network.routes.values()) {
      const gateway = targetOf(route, "EgressOnlyInternetGatewayId");
      const destination = known(route.destination);
      if (!gateway || destination?.version !== 4 || !route.destination) continue;
      const { logicalId } = route.resource;
      yield {
        at: route.destination.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} sends the IPv4 block ${formatCidr(destination)} to the egress-only internet gateway${gateway.logicalId === undefined ? "" : ` ${gateway.logicalId}`}, which takes IPv6 only: CloudFormation will fail to create it.`,
        fixes: destination.prefixLength === 0 ? ipv6Fix(network, route) : [],
        assumesDefaults: assumedDefaults(knownValue(route.destination)),
      };
    }
  },
});

function ipv6Fix(network: Network, route: Route): readonly Fix[] {
  const found = entry(route.resource.declaration.properties, "DestinationCidrBlock");
  const hasTwin = network.topology
    .routesOf(route.table?.logicalId ?? "")
    .some((other) => other !== route && known(other.destination)?.version === 6 && known(other.destination)?.prefixLength === 0);
  if (found?.value.kind !== "scalar" || found.value.shared || hasTwin || route.resource.declaration.bindings) return [];
  return [
    {
      title: "Use DestinationIpv6CidrBlock: ::/0",
      preferred: true,
      safe: false,
      edits: () => {
        const key = renameKey(network.template.document, found, "DestinationIpv6CidrBlock");
        const value = replaceValue(network.template.document, found.value, "::/0");
        return key && value && [...key, ...value];
      },
    },
  ];
}
