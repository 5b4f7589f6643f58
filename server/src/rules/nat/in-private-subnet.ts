import type { Network } from "../../network/network.ts";
import { keyOf, known } from "../../network/resource.ts";
import { effectiveTable, exposureOf } from "../../network/routing.ts";
import { type Route, targetOf } from "../../network/route-table.ts";
import { publicReason, tablesToUse } from "../route/subnet-implicit-main.ts";
import { defineRule } from "../rule.ts";
import { internetAttachments, isZonalPublic, vpcOf } from "./zonal.ts";

export default defineRule({
  id: "nat/in-private-subnet",
  consequence: "traffic",
  summary: "A public NAT gateway stands in a subnet with a route to the internet gateway.",
  why: `A NAT gateway sends the translated packets by the route table of its own subnet. In a subnet without a default route to an internet gateway they go
nowhere: the stack is created, and nothing behind the NAT gateway reaches the internet.`,
  silentWhen: [
    "the subnet's table, or a route in it, is made elsewhere",
    "the default route leads to a transit gateway, a firewall or another middlebox, or another route leads to an internet gateway",
    "the subnet has no table of its own although it is meant to be public: `route/subnet-implicit-main`",
    "the VPC has no internet gateway, or the default route leads to this very NAT gateway: rules of their own",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
  isFixable: false,
  *check(network) {
    const seen = new Set<string>();
    for (const nat of network.natGateways.values()) {
      const subnet = network.subnets.get(nat.subnet?.logicalId ?? "");
      const vpc = vpcOf(network, nat);
      if (!subnet || !vpc || !isZonalPublic(nat) || !internetAttachments(network, vpc)?.length) continue;
      const exposure = exposureOf(network, subnet, 4);
      const toNat = exposure.kind === "private" ? targetOf(exposure.route, "NatGatewayId") : undefined;
      if (exposure.kind !== "isolated" && (!toNat?.logicalId || toNat.logicalId === nat.resource.logicalId)) continue;
      const effective = effectiveTable(network, subnet);
      // Said by route/subnet-implicit-main already.
      if (effective.kind === "main" && tablesToUse(network, vpc).length > 0 && publicReason(network, subnet)) continue;
      const tableId = effective.kind === "explicit" ? effective.table.resource.logicalId : undefined;
      if (tableId !== undefined && (network.mayGainEntries(tableId) || seen.has(tableId))) continue;
      // To a part of the internet, as with 0.0.0.0/1 or a prefix list.
      if (tableId !== undefined && network.topology.routesOf(tableId).some((route) => leadsOut(network, route))) continue;
      // Other NAT gateways whose subnets share the table: the same lack, said once.
      if (tableId !== undefined) seen.add(tableId);
      const { logicalId } = nat.resource;
      const why = toNat
        ? `whose default route leads to ${toNat.logicalId}`
        : `which has no default route${exposureOf(network, subnet).kind === "isolated" ? "" : " for IPv4"}`;
      yield {
        at: nat.subnet?.node ?? keyOf(nat.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is a public NAT gateway in ${subnet.resource.logicalId}, ${why}, instead of one to an internet gateway: what it sends will never reach the internet.`,
        related: [
          {
            at: keyOf(subnet.resource),
            message: `${subnet.resource.logicalId} uses ${tableId ?? "the main route table"}, without a route to an internet gateway.`,
          },
        ],
      };
    }
  },
});

/** A route for IPv4, or maybe for IPv4, to an internet gateway (of whichever stack) or to a firewall. */
const leadsOut = (network: Network, { destination, targets }: Route): boolean =>
  known(destination)?.version !== 6 &&
  targets.some(
    ({ property, link }) =>
      property === "VpcEndpointId" ||
      (property === "GatewayId" && !network.vpnGateways.has(link.logicalId ?? "") && !link.identity.startsWith("vgw-")),
  );
