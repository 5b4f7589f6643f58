import { keyOf } from "../../network/resource.ts";
import { lacksSecondZone } from "../../network/zone.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "lb/alb-two-azs",
  consequence: "deploy-fail",
  summary: "An Application Load Balancer has subnets in two Availability Zones.",
  why: `An Application Load Balancer places a node in each of its subnets and must have subnets in at least two Availability Zones. Elastic Load
Balancing refuses to create it otherwise.`,
  awsError: "At least two subnets in two different Availability Zones must be specified",
  silentWhen: [
    "a subnet is given by a parameter or made in another stack",
    "the zones of the subnets are not known to be the same",
    "a subnet is in a Local Zone or on an Outpost, where one is enough",
    "the load balancer is a Network or Gateway Load Balancer",
  ],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
  isFixable: false,
  *check(network) {
    for (const { resource, type, subnets } of network.loadBalancers.values()) {
      if (type !== "application" || resource.mayGainProperties || !lacksSecondZone(network, subnets)) continue;
      const { logicalId } = resource;
      const names = new Set(subnets.links.map((link) => link.logicalId ?? ""));
      const [first] = names;
      const clause = names.size === 1 ? `has one subnet, ${first}` : `has subnets in one Availability Zone only (${[...names].join(", ")})`;
      yield {
        at: subnets.links[0]?.node ?? keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} ${clause}, but an Application Load Balancer needs two zones: CloudFormation will fail to create it.`,
        related: [...names].flatMap((name) => {
          const subnet = network.subnets.get(name);
          return subnet
            ? [{ at: keyOf(subnet.resource), message: names.size === 1 ? `${name} is its only subnet.` : `${name} is in that zone.` }]
            : [];
        }),
      };
    }
  },
});
