import { oneZoneOnly } from "../one-zone.ts";
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
      if (type === "application") yield* oneZoneOnly(network, resource, subnets, "an Application Load Balancer needs two zones");
    }
  },
});
