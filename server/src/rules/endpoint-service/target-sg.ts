import { tcp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Guard, toPort } from "../../network/admission.ts";
import type { LoadBalancer } from "../../network/load-balancer.ts";
import { anyoneThrough, deliveriesOf, hidesClients, itself, targetsOf, transportsOf } from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import type { VpcEndpointService } from "../../network/vpc-endpoint.ts";
import { type IngressPorts, onePort, portsLabel } from "../add-ingress.ts";
import { openingFixes, sourceOf } from "../ingress-fix.ts";
import { defineRule, type Finding } from "../rule.ts";
import { noneAdmits } from "../wording.ts";

export default defineRule({
  id: "endpoint-service/target-sg",
  consequence: "traffic",
  summary: "The targets behind an endpoint service admit the load balancer's own addresses.",
  why: `What comes through AWS PrivateLink reaches the targets from the private addresses of the Network Load Balancer, never from the client's own. Rules for the
consumers' addresses admit none of it: the targets' groups need the load balancer's subnets or its security group.`,
  silentWhen: ["no rule covers the port at all (lb/target-port-blocked)", "a group, a rule or the load balancer's subnets are not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html",
  isFixable: true,
  *check(network) {
    for (const service of network.vpcEndpointServices.values()) {
      const reported = new Set<string>();
      for (const blocked of blockedTargets(network, service)) {
        const key = [blocked.loadBalancer.resource, ...blocked.guard.groups.map((group) => group.resource)].map((one) => one.logicalId);
        if (reported.has(key.join(" "))) continue;
        reported.add(key.join(" "));
        yield findingOf(network, service, blocked, key);
      }
    }
  },
});

interface Blocked {
  readonly loadBalancer: LoadBalancer;
  readonly target: Resource;
  readonly guard: Guard;
  readonly ports: readonly IngressPorts[];
  readonly assumesDefaults: readonly string[];
}

function blockedTargets(network: Network, service: VpcEndpointService): readonly Blocked[] {
  const own = service.networkLoadBalancers.links.map((link) => link.logicalId);
  return deliveriesOf(network).flatMap(({ loadBalancer, targetGroup }) => {
    if (loadBalancer.type !== "network" || !own.includes(loadBalancer.resource.logicalId)) return [];
    const transports = transportsOf(targetGroup.protocol);
    return targetsOf(network, targetGroup).flatMap((target): readonly Blocked[] => {
      const { port, guard } = target;
      if (port === undefined || transports.length === 0 || !guard.isComplete) return [];
      const questions = transports.map((protocol) => toPort(protocol, port));
      const party = itself(network, loadBalancer);
      // What is shut to every client is lb/target-port-blocked's.
      const anyone = hidesClients(targetGroup) ? party : anyoneThrough(loadBalancer);
      const isShut = questions.every((packets) => admission(network, guard, "ingress", packets, party).verdict === "no");
      const isShutToAll = questions.every((packets) => admission(network, guard, "ingress", packets, anyone).verdict === "no");
      if (!isShut || isShutToAll) return [];
      const defaults = questions.flatMap((packets) => defaultsBehind(network, guard, "ingress", packets, party));
      const ports = transports.map((protocol) => onePort(protocol === tcp ? "tcp" : "udp", port));
      return [
        { loadBalancer, target: target.resource, guard, ports, assumesDefaults: [...new Set([...target.assumesDefaults, ...defaults])] },
      ];
    });
  });
}

function findingOf(network: Network, service: VpcEndpointService, blocked: Blocked, about: readonly string[]): Finding {
  const { loadBalancer, target, guard, ports } = blocked;
  const { logicalId } = service.resource;
  const groups = guard.groups.map((group) => group.resource.logicalId);
  return {
    at: keyOf(service.resource),
    logicalId,
    about: [logicalId, ...about],
    message: `${logicalId} reaches ${target.logicalId} from addresses of ${loadBalancer.resource.logicalId} on ${portsLabel(ports, "or")}, which ${noneAdmits(groups)} from there: connections through the endpoint service will time out.`,
    related: guard.groups.map((group) => ({
      at: keyOf(group.resource),
      message: `${group.resource.logicalId} guards ${target.logicalId}.`,
    })),
    fixes: openingFixes(network, guard, ports, sourceOf(network, loadBalancer.subnets, loadBalancer.securityGroups)),
    assumesDefaults: blocked.assumesDefaults,
  };
}
