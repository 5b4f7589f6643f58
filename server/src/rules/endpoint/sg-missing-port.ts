import { tcp } from "../../cidr/protocol.ts";
import { admission, defaultsBehind, type Guard, guardOf, toPort } from "../../network/admission.ts";
import { transportsOf } from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue } from "../../network/resource.ts";
import { groupBy } from "../../network/topology.ts";
import { awsService, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { valueIdentity } from "../../template/value.ts";
import { fromVpc, type IngressPorts, onePort, portsLabel } from "../add-ingress.ts";
import { ingressFixes } from "../ingress-fix.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { capitalized, noneAdmits } from "../wording.ts";

export default defineRule({
  id: "endpoint/sg-missing-port",
  consequence: "traffic",
  summary: "A security group of an interface endpoint must admit the service's port.",
  why: `An interface endpoint is a network interface in your subnets, guarded by security groups like any other. AWS services answer on
TCP 443 there, an endpoint service of your own on the ports of its load balancer's listeners. Where no group admits the port, every
call through the endpoint times out; with private DNS that is every call to the service from the whole VPC.`,
  silentWhen: [
    "any rule of any of the groups covers the port, whatever its source is",
    "a group is given by a parameter or an import, is exported, or has rules that are known at deployment only",
    "the endpoint names no security group and so has the VPC's default group",
    "the service is one that listens on other ports than 443 (e-mail, file transfer, Keyspaces, IoT and others)",
    "one of several listeners of an endpoint service of this template is admitted",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
  isFixable: true,
  *check(network) {
    const shut = [...network.vpcEndpoints.values()].flatMap((endpoint) => shutEndpoint(network, endpoint) ?? []);
    // Endpoints with the same groups lack the same rule: said once.
    const causes = groupBy(shut, ({ groups, ports }) => `${[...groups].sort().join()} ${ports}`);
    for (const [first, ...others] of causes.values()) if (first) yield findingOf(network, first, others);
  },
});

/** A port that the service behind an endpoint listens on; any of the transports may be the one in use. */
interface ServicePort {
  readonly transports: readonly number[];
  readonly port: number;
  readonly assumesDefaults: readonly string[];
}

interface Offer {
  readonly service: string;
  readonly ports: readonly ServicePort[];
}

interface ShutEndpoint {
  readonly endpoint: VpcEndpoint;
  readonly guard: Guard;
  readonly groups: readonly string[];
  readonly offer: Offer;
  /** "TCP 443" */
  readonly ports: string;
}

function shutEndpoint(network: Network, endpoint: VpcEndpoint): ShutEndpoint | undefined {
  if (endpoint.type !== "Interface") return undefined;
  const guard = guardOf(network, endpoint.securityGroups);
  if (!guard.isComplete) return undefined;
  const offer = awsOffer(endpoint) ?? ownOffer(network, endpoint);
  if (!offer || offer.ports.length === 0 || !offer.ports.every((port) => isShut(network, guard, port))) return undefined;
  const groups = guard.groups.map((group) => group.resource.logicalId);
  return { endpoint, guard, groups, offer, ports: portsLabel(portsOf(offer), "or") };
}

function findingOf(network: Network, shut: ShutEndpoint, others: readonly ShutEndpoint[]): Finding {
  const { endpoint, guard, groups, offer, ports } = shut;
  const { logicalId } = endpoint.resource;
  return {
    at: keyOf(endpoint.resource),
    logicalId,
    about: [logicalId],
    message: `${capitalized(noneAdmits(groups))} ${ports}: calls to ${offer.service} through ${logicalId} will time out.`,
    related: [
      ...guard.groups.map((group) => ({ at: keyOf(group.resource), message: `${group.resource.logicalId} admits no ${ports}.` })),
      ...others.map((other) => ({
        at: keyOf(other.endpoint.resource),
        message: `Calls to ${other.offer.service} through ${other.endpoint.resource.logicalId} will time out, too.`,
      })),
    ],
    fixes: openFixes(network, endpoint, guard, offer),
    assumesDefaults: assumedDefaults(
      ...offer.ports,
      ...offer.ports.flatMap(({ transports, port }) =>
        transports.map((protocol) => ({ assumesDefaults: defaultsBehind(network, guard, "ingress", toPort(protocol, port), undefined) })),
      ),
    ),
  };
}

const isShut = (network: Network, guard: Guard, { transports, port }: ServicePort): boolean =>
  transports.every((protocol) => admission(network, guard, "ingress", toPort(protocol, port), undefined).verdict === "no");

const nameOf = (protocol: number): "tcp" | "udp" => (protocol === tcp ? "tcp" : "udp");

const portsOf = (offer: Offer): readonly IngressPorts[] =>
  offer.ports.flatMap(({ transports, port }) => transports.map((protocol) => onePort(nameOf(protocol), port)));

/**
 * AWS services that listen on other ports, too, or on those only: SMTP, SFTP and FTPS, Cassandra, MQTT, NICE DCV, DataSync and
 * gateways, Airflow's database, Neptune Analytics, streamed transcription.
 */
const otherPorts =
  /^(?:email-smtp|transfer\.server|cassandra|iot(?!sitewise|twinmaker|fleetwise)|appstream|workspaces|datasync|storagegateway|backup-gateway|airflow|neptune|mgn|drs|transcribestreaming)/;

function awsOffer({ serviceName }: VpcEndpoint): Offer | undefined {
  const service = awsService(serviceName);
  if (service === undefined || otherPorts.test(service)) return undefined;
  return { service, ports: [{ transports: [tcp], port: 443, assumesDefaults: knownValue(serviceName)?.assumesDefaults ?? [] }] };
}

/** An endpoint service of this template, with the listeners of its Network Load Balancers. */
function ownOffer(network: Network, { serviceName }: VpcEndpoint): Offer | undefined {
  const name = serviceName && valueIdentity(serviceName.value);
  const service = network.vpcEndpointServices.get(
    /^com\.amazonaws\.vpce\.[^$]*(?:\$\{AWS::Region\})?\.\$\{(\w+)\}$/.exec(name ?? "")?.[1] ?? "",
  );
  const balancers = service?.networkLoadBalancers;
  if (!service || !balancers?.isComplete || balancers.links.length === 0) return undefined;
  const ids = balancers.links.map((one) => one.logicalId ?? "");
  if (ids.some((id) => !network.loadBalancers.has(id) || network.mayGainEntries(id))) return undefined;
  const listeners = [...network.listeners.values()];
  // A listener whose load balancer is unknown may be one of these.
  if (listeners.some(({ loadBalancer }) => loadBalancer?.logicalId === undefined)) return undefined;
  const ports = listeners
    .filter(({ loadBalancer }) => ids.includes(loadBalancer?.logicalId ?? ""))
    .map(({ protocol, port }) => ({
      transports: transportsOf(protocol),
      port: known(port),
      assumesDefaults: assumedDefaults(knownValue(port)),
    }));
  const isKnown = (port: { readonly port: number | undefined; readonly transports: readonly number[] }) =>
    port.port !== undefined && port.transports.length > 0;
  if (!ports.every(isKnown)) return undefined;
  return {
    service: service.resource.logicalId,
    ports: ports.flatMap(({ port, ...rest }) => (port === undefined ? [] : [{ ...rest, port }])),
  };
}

function openFixes(network: Network, endpoint: VpcEndpoint, guard: Guard, offer: Offer): readonly Fix[] {
  const vpc = network.vpcs.get(endpoint.vpc?.logicalId ?? "");
  const [group] = guard.groups;
  return vpc && group ? ingressFixes(network, { group, ports: portsOf(offer), sources: [fromVpc(vpc)] }) : [];
}
