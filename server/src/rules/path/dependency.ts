import { tcp, udp } from "../../cidr/protocol.ts";
import { classicTargetsOf, deliveriesOf, targetsOf, transportsOf } from "../../network/load-balancing.ts";
import type { Network } from "../../network/network.ts";
import type { Reference } from "../../network/references.ts";
import { known, knownValue, type Resource } from "../../network/resource.ts";
import { type ServicePorts, servicePortsOf } from "../../network/service-port.ts";
import { awsService } from "../../network/vpc-endpoint.ts";
import { type Node, type Place, scalarText } from "../../template/node.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { causeAndEffect, type CutOff, cutOff, pathParts, portName } from "./cut-off.ts";

export default defineRule({
  id: "path/dependency",
  consequence: "traffic",
  summary: "What is told the address of a database, cache, file system, load balancer or endpoint must be able to reach its port.",
  why: `A function, task or instance that is handed \`Db.Endpoint.Address\` is going to connect to it. A security group that does not admit it, a network ACL, a missing
route or two VPCs without a connection show up as a time-out long after the stack was made. The whole way is looked at, there and back.`,
  silentWhen: [
    "something on the way is known at deployment only",
    "the port is not in the template and the engine has no default",
    "some of its interfaces do reach some of the other's",
    "each thing in the way has a finding of its own",
    "a condition of its own decides whether it is told the address",
    "the load balancer is internet-facing, or what names it is one of its targets",
  ],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.Scenarios.html",
  isFixable: true,
  *check(network) {
    const seen = new Set<string>();
    for (const { workload, teller, reference } of mentions(network)) {
      const needed = network.resources.get(reference.logicalId);
      const pair = `${workload.logicalId} ${reference.logicalId}`;
      if (!needed || seen.has(pair)) continue;
      seen.add(pair);
      const finding = findingOf(network, workload, teller, needed, reference);
      if (finding) yield finding;
    }
  },
});

/** That a workload is told an address. */
interface Mention {
  readonly workload: Resource;
  /** The resource in which the address stands: the workload, or what it starts from. */
  readonly teller: Resource;
  readonly reference: Reference;
}

/** Attributes that are the address to connect to, by type. */
const addresses: Readonly<Record<string, RegExp>> = {
  "AWS::RDS::DBInstance": /^Endpoint\.Address$/,
  "AWS::RDS::DBCluster": /^(?:Read)?Endpoint\.Address$/,
  "AWS::DocDB::DBCluster": /^(?:Read)?Endpoint$/,
  "AWS::Neptune::DBCluster": /^(?:Read)?Endpoint$/,
  "AWS::Redshift::Cluster": /^Endpoint\.Address$/,
  "AWS::ElastiCache::CacheCluster": /^(?:Redis|Configuration)Endpoint\.Address$/,
  "AWS::ElastiCache::ReplicationGroup": /^(?:Primary|Configuration|Reader)EndPoint\.Address$|^ReadEndPoint\.Addresses/,
  "AWS::EFS::FileSystem": /^(?:Ref|FileSystemId)$/,
  "AWS::OpenSearchService::Domain": /^DomainEndpoint$/,
  "AWS::Elasticsearch::Domain": /^DomainEndpoint$/,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": /^DNSName$/,
  "AWS::ElasticLoadBalancing::LoadBalancer": /^DNSName$/,
  "AWS::EC2::VPCEndpoint": /^DnsEntries$/,
};

function mentions(network: Network): readonly Mention[] {
  if (![...network.resources.values()].some(({ type }) => type in addresses)) return [];
  return tellers(network).flatMap(({ workload, teller }) =>
    teller
      .references()
      .filter(({ logicalId, attribute }) => {
        const needed = network.resources.get(logicalId);
        return needed !== undefined && needed !== workload && addresses[needed.type]?.test(attribute) === true;
      })
      .filter((reference) => isCertain(network, reference, teller, workload))
      .map((reference) => ({ workload, teller, reference })),
  );
}

/** What runs somewhere, with the text that tells it about others. */
function tellers(network: Network): readonly { readonly workload: Resource; readonly teller: Resource }[] {
  return [...network.workloads.values()].flatMap(({ resource: workload, subnets }) => {
    if (subnets.links.length === 0 && workload.type !== "AWS::EC2::Instance") return [];
    switch (workload.type) {
      case "AWS::EC2::Instance":
      case "AWS::Lambda::Function":
      case "AWS::Serverless::Function":
      case "AWS::CodeBuild::Project":
        return [{ workload, teller: workload }];
      case "AWS::ECS::Service":
        return workload
          .references()
          .flatMap(({ logicalId }) => network.resources.get(logicalId) ?? [])
          .filter(({ type }) => type === "AWS::ECS::TaskDefinition")
          .map((teller) => ({ workload, teller }));
      case "AWS::AutoScaling::AutoScalingGroup":
        return (network.autoScalingGroups.get(workload.logicalId)?.launchedFrom ?? [])
          .flatMap((from) => network.resources.get(from.logicalId ?? "") ?? [])
          .map((teller) => ({ workload, teller }));
      default:
        return [];
    }
  });
}

/** Outside of any `Fn::If`, but for one whose condition makes one of the resources, too. */
function isCertain(network: Network, reference: Reference, teller: Resource, workload: Resource): boolean {
  const conditions = [teller, workload, network.resources.get(reference.logicalId)].map((one) => one?.declaration.condition);
  const ifs = choicesAround(teller.declaration.properties, reference.node) ?? [];
  return ifs.every((condition) => condition !== undefined && conditions.includes(condition));
}

/** The conditions of the `Fn::If` around a node, outermost first; undefined where it is not inside `from`. */
function choicesAround(from: Node | undefined, node: Node): readonly (string | undefined)[] | undefined {
  if (!from || from.block !== node.block || from.span.start > node.span.start || from.span.end < node.span.end) return undefined;
  if (from === node) return [];
  const inner = from.kind === "map" ? from.entries.map((entry) => entry.value) : from.kind === "list" ? from.items : [];
  for (const one of from.kind === "intrinsic" ? [from.argument] : inner) {
    const found = choicesAround(one, node);
    if (found) return from.kind === "intrinsic" && from.name === "Fn::If" ? [conditionOf(from.argument), ...found] : found;
  }
  return undefined;
}

const conditionOf = (argument: Node): string | undefined => (argument.kind === "list" ? scalarText(argument.items[0]) : undefined);

/** What a resource listens on; any of the ports may be meant. */
interface Offer extends ServicePorts {
  readonly protocol: number;
}

function offersOf(network: Network, workload: Resource, needed: Resource): readonly Offer[] {
  const { logicalId, type } = needed;
  const fixed = (port: number): readonly Offer[] => [{ protocol: tcp, ports: [port], assumesDefaults: [] }];
  if (type === "AWS::EFS::FileSystem") return fixed(2049);
  if (type === "AWS::OpenSearchService::Domain" || type === "AWS::Elasticsearch::Domain") return fixed(443);
  if (type === "AWS::EC2::VPCEndpoint") {
    const endpoint = network.vpcEndpoints.get(logicalId);
    return endpoint?.type === "Interface" &&
      /^(?:ssm|ec2|ecr|logs|sqs|sns|kms|secretsmanager|sts|s3|execute-api)/.test(awsService(endpoint.serviceName) ?? "")
      ? fixed(443)
      : [];
  }
  if (type.endsWith("::LoadBalancer")) return listenerOffers(network, workload, logicalId);
  const ports = servicePortsOf(needed, (id) => network.resources.get(id));
  return ports ? [{ protocol: tcp, ...ports }] : [];
}

/** One for all listeners: any of them may be the one that is meant. */
function listenerOffers(network: Network, workload: Resource, logicalId: string): readonly Offer[] {
  const classic = network.classicLoadBalancers.get(logicalId);
  const balancer = network.loadBalancers.get(logicalId);
  if ((classic ?? balancer)?.scheme !== "internal" || network.mayGainEntries(logicalId)) return [];
  const targets = classic
    ? classicTargetsOf(network, classic)
    : network
        .once(deliveriesOf)
        .filter(({ loadBalancer }) => loadBalancer === balancer)
        .flatMap(({ targetGroup }) => targetsOf(network, targetGroup).map(({ resource }) => resource));
  if (targets.includes(workload)) return [];
  const listeners = classic
    ? classic.listeners.map(({ port }) => ({ port, protocols: [tcp] }))
    : [...network.listeners.values()]
        .filter(({ loadBalancer }) => loadBalancer?.logicalId === logicalId)
        .map(({ port, protocol }) => ({ port, protocols: transportsOf(protocol) }));
  if (listeners.some(({ port, protocols }) => known(port) === undefined || protocols.length === 0)) return [];
  return [tcp, udp].flatMap((protocol) => {
    const own = listeners.filter(({ protocols }) => protocols.includes(protocol)).flatMap(({ port }) => knownValue(port) ?? []);
    return own.length > 0 ? [{ protocol, ports: own.map(({ value }) => value), assumesDefaults: assumedDefaults(...own) }] : [];
  });
}

/** A database that has a public address, and is asked from another VPC, goes by that one. */
const mayBePublic = (network: Network, needed: Resource): boolean => {
  const own = network.databaseInstances.get(needed.logicalId)?.publiclyAccessible;
  return own !== undefined && known(own) !== false;
};

function findingOf(network: Network, workload: Resource, teller: Resource, needed: Resource, reference: Reference): Finding | undefined {
  const offers = offersOf(network, workload, needed);
  const asked = offers.flatMap(({ protocol, ports }) =>
    ports.map((port) => ({
      words: portName(protocol, port),
      cut: cutOff(network, { from: workload.logicalId, to: needed.logicalId, protocol, port }),
    })),
  );
  const cuts: readonly CutOff[] = asked.flatMap(({ cut }) => cut ?? []);
  const [cut] = cuts;
  if (!cut || cuts.length < asked.length || mayBePublic(network, needed)) return undefined;
  const parts = pathParts(network, asked.length === 1 ? cut : { ...cut, opening: undefined });
  const told = `which ${teller === workload ? "is told" : `${teller.logicalId} tells`} the address of ${needed.logicalId}`;
  const ports = asked.map(({ words }) => words).join(" or ");
  return {
    at: placeOf(reference),
    logicalId: teller.logicalId,
    about: [workload.logicalId, needed.logicalId],
    message: causeAndEffect(cut, `${cut.from ?? workload.logicalId}, ${told}, will not reach ${cut.to ?? "it"} on ${ports}`),
    ...parts,
    assumesDefaults: assumedDefaults(parts, ...offers),
  };
}

/** The name itself inside a long text. */
function placeOf({ node, logicalId, attribute }: Reference): Place {
  const { block, span } = node;
  if (node.name !== "Fn::Sub") return node;
  const name = attribute === "Ref" ? `\${${logicalId}}` : `\${${logicalId}.${attribute}}`;
  const start = block.text.indexOf(name, span.start);
  return start >= 0 && start + name.length <= span.end ? { block, span: { start, end: start + name.length } } : node;
}
