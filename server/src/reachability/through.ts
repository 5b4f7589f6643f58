/**
 * Two sides joined: to an endpoint or load balancer, and from there to what stands behind it. An endpoint of an endpoint service leads
 * to a Network Load Balancer and on to its targets, a resource endpoint to a resource gateway and on to the resource; of a Gateway Load
 * Balancer endpoint it is asked whether the way passes it.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
 */
import type { LoadBalancer } from "../network/load-balancer.ts";
import type { Network } from "../network/network.ts";
import type { Links } from "../network/resource.ts";
import { awsService, ownServiceId, type VpcEndpoint } from "../network/vpc-endpoint.ts";
import type { Question, Trace } from "./answer.ts";
import { behindBalancer, reached } from "./behind-balancer.ts";
import { traceBetween } from "./between.ts";
import { configurationOf } from "./endpoint-ends.ts";
import { type Endpoint, type EndProblem, readEnd } from "./ends.ts";
import { passGroups } from "./filters.ts";
import { request } from "./flow.ts";
import { takes } from "./load-balancer.ts";
import { best, blocked, chain, distinctBlockers, type Hop, type Identity, isFilter, nothing, type Passage, unknown } from "./passage.ts";
import { stationsOf } from "./station.ts";

/** From one end through an endpoint or load balancer to the other. */
export function joinThrough(network: Network, question: Question, from: Endpoint, to: Endpoint): Trace | EndProblem {
  const middle = readEnd(network, question.through ?? "", question.region);
  if ("problem" in middle) return middle;
  const { resource } = middle;
  const { protocol, port } = question;
  const endpoint = network.vpcEndpoints.get(resource?.logicalId ?? "");
  if (endpoint?.type === "GatewayLoadBalancer") return throughInspection(network, endpoint, from, to, question);
  const service = endpoint && awsService(endpoint.serviceName);
  if (endpoint?.type === "Gateway" && service !== undefined && service === to.service)
    return passing(endpoint, from, to, traceBetween(network, from, to, protocol, port));
  const first = traceBetween(network, from, middle, protocol, port);
  // By the endpoint's own names: what stands behind it is the service.
  if (service !== undefined && service === to.service) return first;
  const balancer = network.loadBalancers.get(resource?.logicalId ?? "") ?? network.classicLoadBalancers.get(resource?.logicalId ?? "");
  if (balancer) return joined(first, undefined, behindBalancer(network, balancer.resource, to, protocol, port, from));
  if (!endpoint) return { problem: `${question.through} is no endpoint and no load balancer: nothing joins its two sides.` };
  return endpoint.resourceConfiguration
    ? throughResource(network, endpoint, first, to, question)
    : throughService(network, endpoint, first, from, to, question);
}

/** One after the other, with what the middle itself says. */
function joined(first: Trace, middle: Passage | undefined, second: Trace): Trace {
  const blockers = distinctBlockers([...first.blockers, ...(middle?.blockers ?? []), ...second.blockers]);
  const unknowns = [...first.unknowns, ...(middle?.unknowns ?? []), ...second.unknowns];
  const isOpen = first.verdict === "unknown" || second.verdict === "unknown" || unknowns.length > 0;
  return {
    verdict: blockers.length > 0 ? "blocked" : isOpen ? "unknown" : "reachable",
    blockers,
    forward: withoutRepeat([...first.forward, ...(middle?.hops ?? []), ...second.forward]),
    back: [...second.back, ...first.back],
    assumptions: [...new Set([...first.assumptions, ...second.assumptions])],
    unknowns,
    parts: [...first.parts, ...second.parts],
  };
}

/** The middle once: as the end of one side and the beginning of the other it stands there twice. */
const withoutRepeat = (hops: readonly Hop[]): readonly Hop[] =>
  hops.filter(({ resource, kind }, index) => {
    const next = hops[index + 1];
    return !(resource && next?.resource?.logicalId === resource.logicalId && next.kind === kind && !filterKinds.has(kind));
  });

/** Two rules of one group, or two sides of one ACL, are two hops. */
const filterKinds: ReadonlySet<string> = new Set(["security group", "network ACL"]);

function throughService(
  network: Network,
  endpoint: VpcEndpoint,
  first: Trace,
  from: Endpoint,
  to: Endpoint,
  { protocol, port }: Question,
): Trace {
  const service = network.vpcEndpointServices.get(ownServiceId(endpoint.serviceName) ?? "");
  const balancers = service ? balancersOf(network, service.networkLoadBalancers) : undefined;
  const { logicalId } = endpoint.resource;
  if (!balancers)
    return joined(first, unknown(logicalId, `Which load balancer stands behind ${logicalId} is not in the template.`), reached);
  const answers = balancers.map((balancer) => {
    const middle = chain(
      takes(network, balancer.resource, protocol, port),
      clientsThroughPrivateLink(network, balancer, from, endpoint, protocol, port),
    );
    return joined(first, middle, behindBalancer(network, balancer.resource, to, protocol, port, undefined));
  });
  // Where a service has several load balancers, one that has the target is enough.
  return (
    answers.find(({ verdict }) => verdict === "reachable") ?? answers.find(({ verdict }) => verdict === "unknown") ?? answers[0] ?? first
  );
}

/** Undefined where one of them is of another stack, or there are none. */
function balancersOf(network: Network, { links, isComplete }: Links): readonly LoadBalancer[] | undefined {
  const declared = links.flatMap((link) => network.loadBalancers.get(link.logicalId ?? "") ?? []);
  return isComplete && declared.length > 0 && declared.length === links.length ? declared : undefined;
}

/** The groups of a Network Load Balancer are asked about clients by their own addresses. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html */
function clientsThroughPrivateLink(
  network: Network,
  { resource, privateLinkEnforcement }: LoadBalancer,
  from: Endpoint,
  endpoint: VpcEndpoint,
  protocol: number,
  port: number | undefined,
): Passage {
  if (privateLinkEnforcement === "off") return nothing;
  const lost: Identity = { kind: "lost", at: endpoint.resource };
  const [station] = stationsOf(network, resource.logicalId) ?? [];
  const asked = from.places.flatMap(({ end, addresses }) => {
    const [source, destination] = [addresses(4), station?.addresses(4)];
    if (!station || !source || !destination) return [];
    const packet = request(4, protocol, port, source, destination);
    return [passGroups(network, station, "ingress", packet, end.kind === "station" ? end.station : undefined, lost)];
  });
  const stopped = asked.filter(({ blockers, unknowns }) => blockers.length + unknowns.length > 0);
  const found = stopped.find(({ blockers }) => blockers.length > 0) ?? best(stopped) ?? asked[0] ?? nothing;
  return privateLinkEnforcement === undefined && found.blockers.length > 0
    ? unknown(resource.logicalId, `Whether the groups of ${resource.logicalId} are asked about clients of an endpoint is not known.`)
    : found;
}

function throughResource(network: Network, endpoint: VpcEndpoint, first: Trace, to: Endpoint, { protocol, port }: Question): Trace {
  const { logicalId } = endpoint.resource;
  const configuration = configurationOf(network, endpoint);
  const group = network.resourceConfigurations.get(configuration?.group?.logicalId ?? "");
  const gateway = network.resourceGateways.get((configuration?.gateway ?? group?.gateway)?.logicalId ?? "");
  const from = gateway && readEnd(network, gateway.resource.logicalId, undefined);
  if (!from || "problem" in from)
    return joined(first, unknown(logicalId, `What stands behind ${logicalId} is not in the template.`), reached);
  return joined(first, undefined, traceBetween(network, from, to, protocol, port));
}

/** Whether the way passes a Gateway Load Balancer endpoint; to an appliance behind it, what its load balancer hands over. */
function throughInspection(network: Network, endpoint: VpcEndpoint, from: Endpoint, to: Endpoint, { protocol, port }: Question): Trace {
  const service = network.vpcEndpointServices.get(ownServiceId(endpoint.serviceName) ?? "");
  const [balancer] = (service && balancersOf(network, service.gatewayLoadBalancers)) ?? [];
  const behind = balancer && behindBalancer(network, balancer.resource, to, protocol, port, undefined);
  if (behind && !behind.blockers.some(({ code }) => code === "TARGET_ADDRESS_RESTRICTION")) return behind;
  return passing(endpoint, from, to, traceBetween(network, from, to, protocol, port));
}

/** A way that has to pass an endpoint. */
function passing(endpoint: VpcEndpoint, from: Endpoint, to: Endpoint, whole: Trace): Trace {
  const { resource } = endpoint;
  const isPassed = [...whole.forward, ...whole.back].some((one) => one.resource?.logicalId === resource.logicalId);
  // A route that is missing may be the one to the endpoint.
  if (isPassed || !whole.blockers.every(isFilter)) return whole;
  const message = `The way from ${from.text} to ${to.text} does not pass ${resource.logicalId}.`;
  return joined(whole, blocked({ code: "COMPONENT_FILTER_RESTRICTION", resource, message }), reached);
}
