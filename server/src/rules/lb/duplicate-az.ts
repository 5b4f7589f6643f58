import type { Network } from "../../network/network.ts";
import { keyOf, type Links, type Resource } from "../../network/resource.ts";
import { lacksSecondZone, repeatedZones } from "../../network/zone.ts";
import { dropSubnetFix } from "../drop-subnet.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "lb/duplicate-az",
  consequence: "deploy-fail",
  summary: "A load balancer has one subnet in each Availability Zone.",
  why: `A load balancer places one node in each Availability Zone and takes one subnet for it. Its nodes reach targets in every subnet of the zone, so
a second subnet there would add nothing, and Elastic Load Balancing refuses it.`,
  awsError: "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
  silentWhen: [
    "the zone of a subnet is not known",
    "two zones are given by different parameters",
    "all subnets of an Application Load Balancer are in one zone: that is `lb/alb-two-azs`",
  ],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
  isFixable: true,
  *check(network) {
    for (const { resource, subnets } of balancers(network)) {
      for (const [first, again] of repeatedZones(network, subnets.links)) {
        const { logicalId } = resource;
        const subnet = network.subnets.get(first.logicalId ?? "");
        const isTwice = first.identity === again.identity;
        const named = isTwice
          ? `names ${again.logicalId ?? "a subnet"} twice`
          : `names ${again.logicalId ?? "a subnet"} and ${first.logicalId ?? "another"} in the same Availability Zone`;
        yield {
          at: again.node,
          logicalId,
          about: [logicalId, isTwice ? again.path : again.identity],
          message: `${logicalId} ${named}: CloudFormation will fail to create it.`,
          related:
            subnet && !isTwice ? [{ at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in that zone, too.` }] : [],
          fixes: dropSubnetFix(network, resource, "Subnets", again),
        };
      }
    }
  },
});

function balancers(network: Network): readonly { readonly resource: Resource; readonly subnets: Links }[] {
  const current = [...network.loadBalancers.values()].filter(
    ({ type, subnets }) => type !== "application" || !lacksSecondZone(network, subnets),
  );
  return [...current, ...network.classicLoadBalancers.values()];
}
