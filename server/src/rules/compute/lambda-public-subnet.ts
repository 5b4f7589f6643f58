import { keyOf, knownValue, type Links, type Resource, shape } from "../../network/resource.ts";
import type { Network } from "../../network/network.ts";
import { exposureOf } from "../../network/routing.ts";
import { vpcOfSubnets } from "../../network/topology.ts";
import { defineRule } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "compute/lambda-public-subnet",
  consequence: "hazard",
  summary: "A Lambda function that needs the internet runs in a subnet with a NAT gateway, not in a public one.",
  why: `A function in a VPC has private addresses only: a public subnet gives it no public one. Its packets to the internet leave through the internet gateway
without an address that an answer could come back to. It reaches the internet from subnets whose default route leads to a NAT gateway.`,
  silentWhen: [
    "the VPC has endpoints, or may have: the function may need nothing else",
    "the function may use IPv6",
    "a subnet, its table or a route in it is made elsewhere",
  ],
  reference: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html",
  isFixable: false,
  *check(network) {
    for (const { resource, subnets } of network.workloads.values()) {
      if (resource.type !== "AWS::Lambda::Function" && resource.type !== "AWS::Serverless::Function") continue;
      const open = publicSubnets(network, subnets);
      const [first] = open;
      if (!first || isEnough(network, resource, subnets)) continue;
      const { logicalId } = resource;
      const names = open.map(({ subnet }) => subnet.resource.logicalId);
      yield {
        at: first.link.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} runs in ${listed(names)}, whose default route leads to an internet gateway, but a function has no public address: it will not reach the internet from there.`,
        related: open.map(({ subnet, route }) => ({
          at: keyOf(route.resource),
          message: `${route.resource.logicalId} is the default route of ${subnet.resource.logicalId}.`,
        })),
        assumesDefaults: open.flatMap(({ route }) => knownValue(route.destination)?.assumesDefaults ?? []),
      };
    }
  },
});

function publicSubnets(network: Network, { links }: Links) {
  return links.flatMap((link) => {
    const subnet = network.subnets.get(link.logicalId ?? "");
    const exposure = subnet && exposureOf(network, subnet);
    return subnet && exposure?.kind === "public" ? [{ link, subnet, route: exposure.route }] : [];
  });
}

/** The function may do without the internet, or reach it over IPv6. */
function isEnough(network: Network, resource: Resource, subnets: Links): boolean {
  const vpc = vpcOfSubnets(network, subnets);
  const isDualStack = shape(resource, "VpcConfig")?.get("Ipv6AllowedForDualStack") !== undefined;
  if (isDualStack || resource.mayGainProperties || network.isOpen || !vpc || !network.vpcs.has(vpc.logicalId ?? "")) return true;
  const hasEndpoint = [...network.vpcEndpoints.values()].some(
    (one) => one.vpc?.logicalId === undefined || one.vpc.identity === vpc.identity,
  );
  return hasEndpoint || network.isHandedToStack(vpc.logicalId ?? "");
}
