import { keyOf, knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";
import { isNone, typesOfService } from "./kind.ts";

export default defineRule({
  id: "endpoint/interface-no-subnets",
  consequence: "traffic",
  summary: "An interface endpoint names the subnets that it has network interfaces in.",
  why: "An interface endpoint is reached through a network interface in each of its subnets. Without subnets it has no address, and nobody can use it.",
  silentWhen: [
    "the subnets or the type are not known",
    "the endpoint is exported, or handed to another stack or a custom resource, which may add subnets",
    "it names route tables instead (endpoint/gateway-properties)",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
  isFixable: false,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type } = endpoint;
      const kind = kinds[type ?? ""];
      if (type === undefined || !kind || !isNone(endpoint.subnets) || !isNone(endpoint.routeTables)) continue;
      if (network.mayGainEntries(resource.logicalId) || typesOfService(network, endpoint)?.includes(type) === false) continue;
      // A newer way to name subnets, with addresses: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
      if (resource.get("SubnetConfigurations") !== undefined) continue;
      const { logicalId } = resource;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} is ${kind} without SubnetIds: it will have no address, and nothing can use it.`,
        assumesDefaults: assumedDefaults(knownValue(endpoint.typeField)),
      };
    }
  },
});

/** The types whose endpoints are network interfaces. A gateway load balancer's is endpoint/gwlb-subnets' matter. */
const kinds: Readonly<Record<string, string>> = {
  Interface: "an interface endpoint",
  Resource: "an endpoint of type Resource",
  ServiceNetwork: "an endpoint of type ServiceNetwork",
};
