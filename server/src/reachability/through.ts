/**
 * Two sides joined: to an endpoint or load balancer, and from there to what stands behind it. An endpoint of an endpoint service leads to a
 * Network Load Balancer and on to its targets, a resource endpoint to a resource gateway and on to the resource.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
 */
import { isSubset, ports } from "../cidr/port-set.ts";
import { tcp } from "../cidr/protocol.ts";
import { deliveriesOf, targetsOf, transportsOf } from "../network/load-balancing.ts";
import type { Network } from "../network/network.ts";
import { known, type Resource } from "../network/resource.ts";
import { ownServiceId, type VpcEndpoint } from "../network/vpc-endpoint.ts";
import { type Endpoint, type EndProblem, readEnd } from "./ends.ts";
import { takes } from "./load-balancer.ts";
import { chain, blocked, distinctBlockers, parameterIn, type Passage, unknown } from "./passage.ts";
import type { Question, Trace } from "./answer.ts";
import { traceBetween } from "./between.ts";

/** From one end through an endpoint or load balancer to the other. */
export function joinThrough(network: Network, question: Question, from: Endpoint, to: Endpoint): Trace | EndProblem {
  const middle = readEnd(network, question.through ?? "", question.region);
  if ("problem" in middle) return middle;
  const { resource } = middle;
  const { protocol, port } = question;
  const first = traceBetween(network, from, middle, protocol, port);
  const balancer = resource && network.loadBalancers.get(resource.logicalId);
  if (balancer) return joined(first, undefined, behindBalancer(network, balancer.resource, to, protocol, port));
  const endpoint = resource && network.vpcEndpoints.get(resource.logicalId);
  if (!endpoint) return { problem: `${question.through} is no endpoint and no load balancer: nothing joins its two sides.` };
  return endpoint.resourceConfiguration
    ? throughResource(network, endpoint, first, to, question)
    : throughService(network, endpoint, first, to, question);
}

/** One after the other, with what the middle itself says. */
function joined(first: Trace, middle: Passage | undefined, second: Trace): Trace {
  const blockers = distinctBlockers([...first.blockers, ...(middle?.blockers ?? []), ...second.blockers]);
  const unknowns = [...first.unknowns, ...(middle?.unknowns ?? []), ...second.unknowns];
  const isOpen = first.verdict === "unknown" || second.verdict === "unknown" || unknowns.length > 0;
  return {
    verdict: blockers.length > 0 ? "blocked" : isOpen ? "unknown" : "reachable",
    blockers,
    forward: [...first.forward, ...(middle?.hops ?? []), ...second.forward],
    back: [...second.back, ...first.back],
    assumptions: [...new Set([...first.assumptions, ...second.assumptions])],
    unknowns,
    parts: [...first.parts, ...second.parts],
  };
}

function throughService(network: Network, endpoint: VpcEndpoint, first: Trace, to: Endpoint, { protocol, port }: Question): Trace {
  const service = network.vpcEndpointServices.get(ownServiceId(endpoint.serviceName) ?? "");
  const [link, second] = service ? service.networkLoadBalancers.links : [];
  const balancer = network.loadBalancers.get(link?.logicalId ?? "");
  const { logicalId } = endpoint.resource;
  if (!balancer || second)
    return joined(first, unknown(logicalId, `Which load balancer stands behind ${logicalId} is not in the template.`), reached);
  return joined(first, takes(network, balancer.resource, protocol, port), behindBalancer(network, balancer.resource, to, protocol, port));
}

/** Where nothing more is to be asked. */
const reached: Trace = { verdict: "reachable", blockers: [], forward: [], back: [], assumptions: [], unknowns: [], parts: [] };

/** From a load balancer to its target, on the port that the listener for `port` leads to. */
function behindBalancer(network: Network, resource: Resource, to: Endpoint, protocol: number, port: number | undefined): Trace {
  const own = network.once(deliveriesOf).filter(({ loadBalancer, listener }) => {
    const transports = transportsOf(listener.protocol);
    return (
      loadBalancer.resource.logicalId === resource.logicalId &&
      known(listener.port) === port &&
      (transports.length === 0 || transports.includes(protocol))
    );
  });
  const targets = own
    .flatMap(({ targetGroup }) => targetsOf(network, targetGroup))
    .filter((one) => one.resource.logicalId === to.resource?.logicalId);
  const [target] = targets;
  const from = readEnd(network, resource.logicalId, undefined);
  if ("problem" in from || to.resource?.logicalId === resource.logicalId) return reached;
  return traceBetween(network, from, to, protocol, target ? target.port : port);
}

function throughResource(network: Network, endpoint: VpcEndpoint, first: Trace, to: Endpoint, { protocol, port }: Question): Trace {
  const { logicalId } = endpoint.resource;
  const configuration = network.resourceConfigurations.get(
    endpoint.resourceConfiguration?.logicalId ?? parameterIn(endpoint.resourceConfiguration?.identity.replace(/\.\w+\}$/, "}")) ?? "",
  );
  const gateway = configuration?.gateway && network.resourceGateways.get(configuration.gateway.logicalId ?? "");
  if (!configuration || !gateway)
    return joined(first, unknown(logicalId, `What stands behind ${logicalId} is not in the template.`), reached);
  const from = readEnd(network, gateway.resource.logicalId, undefined);
  if ("problem" in from) return joined(first, undefined, reached);
  return joined(
    first,
    configured(configuration.resource, configuration.ports, protocol, port),
    traceBetween(network, from, to, protocol, port),
  );
}

/** Whether a resource configuration leads such packets on. https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html */
export function configured(resource: Resource, opened: readonly number[] | undefined, protocol: number, port: number | undefined): Passage {
  const { logicalId } = resource;
  if (protocol !== tcp) return blocked({ code: "PROTOCOL_RESTRICTION", resource, message: `${logicalId} leads TCP on, and nothing else.` });
  if (opened === undefined) return unknown(logicalId, `The ports of ${logicalId} are not known.`);
  if (port === undefined || isSubset(ports(port, port), opened)) return chain();
  return blocked({ code: "TARGET_PORT_RESTRICTION", resource, message: `${logicalId} does not lead port ${port} on.` });
}
