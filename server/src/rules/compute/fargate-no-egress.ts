import type { EcsService } from "../../network/ecs-service.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, knownValue, type Link } from "../../network/resource.ts";
import { effectiveTable, exposureOf } from "../../network/routing.ts";
import type { Subnet } from "../../network/subnet.ts";
import { vpcOfSubnets } from "../../network/topology.ts";
import { awsService } from "../../network/vpc-endpoint.ts";
import { setEntry } from "../../template/edits.ts";
import { isShared } from "../../template/source.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "compute/fargate-no-egress",
  consequence: "traffic",
  summary: "A task on AWS Fargate has a way to the registry of its image.",
  why: `A task on AWS Fargate pulls its image through its own network interface. It has no public address unless \`AssignPublicIp\` is \`ENABLED\`, so in a public subnet
it reaches nothing outside, and in a subnet without a default route neither. Then no task starts. It needs a public address in a public subnet, a NAT gateway, or
endpoints for Amazon ECR and Amazon S3 in its VPC.`,
  awsError: "ResourceInitializationError: unable to pull secrets or registry auth, or CannotPullContainerError",
  silentWhen: [
    "the VPC, a subnet, its table or a route in it is made elsewhere",
    "the VPC has an endpoint for Amazon ECR, or may have",
    "one of the subnets has another way out, IPv6 included",
    "the service may run on EC2 instances, or AssignPublicIp is not known",
  ],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
  isFixable: true,
  *check(network) {
    for (const service of network.ecsServices.values()) {
      const placed = placeOf(network, service);
      if (!placed) continue;
      const { subnets, vpc } = placed;
      const kinds = subnets.map((subnet) => exitOf(network, subnet));
      if (kinds.includes(undefined) || mayHaveRegistry(network, vpc)) continue;
      const { logicalId } = service.resource;
      const names = listed(subnets.map((subnet) => subnet.resource.logicalId));
      const isPublic = kinds.every((kind) => kind === "public");
      const why = isPublic
        ? "have no public address, which the internet gateway needs"
        : `have no way out of ${vpc.logicalId}, which has no endpoint for Amazon ECR`;
      yield {
        at: service.assignPublicIp && isPublic ? service.assignPublicIp.node : keyOf(service.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} runs on AWS Fargate in ${names}, where its tasks ${why}: they will fail to pull their image.`,
        related: subnets.map((subnet) => ({
          at: keyOf(subnet.resource),
          message: `${subnet.resource.logicalId} has ${exitOf(network, subnet) === "public" ? "a default route to an internet gateway" : "no default route"}.`,
        })),
        fixes: isPublic ? enableFix(network, service) : [],
        assumesDefaults: assumedDefaults(knownValue(service.assignPublicIp)),
      };
    }
  },
});

/** Its subnets, all of this template, where its tasks have no public address for certain. */
function placeOf(network: Network, service: EcsService): { readonly subnets: readonly Subnet[]; readonly vpc: Link } | undefined {
  const { resource, isOnFargate, configuration, assignPublicIp } = service;
  const links = network.workloads.get(resource.logicalId)?.subnets;
  if (!isOnFargate || !configuration || !links?.isComplete || resource.mayGainProperties) return undefined;
  if (assignPublicIp && known(assignPublicIp) !== "DISABLED") return undefined;
  const subnets = links.links.flatMap((link) => network.subnets.get(link.logicalId ?? "") ?? []);
  const vpc = vpcOfSubnets(network, links);
  if (subnets.length === 0 || subnets.length < links.links.length || !vpc || !network.vpcs.has(vpc.logicalId ?? "")) return undefined;
  return { subnets, vpc };
}

/** Undefined where the subnet has, or may have, another way to a registry. */
function exitOf(network: Network, subnet: Subnet): "public" | "none" | undefined {
  if (subnet.ipv6Cidr) return undefined;
  const { kind } = exposureOf(network, subnet);
  if (kind === "public") return "public";
  const effective = effectiveTable(network, subnet);
  if (kind !== "isolated" || effective.kind === "unknown") return undefined;
  const hasRoutes = effective.kind === "explicit" && network.topology.routesOf(effective.table.resource.logicalId).length > 0;
  return hasRoutes ? undefined : "none";
}

function mayHaveRegistry(network: Network, vpc: Link): boolean {
  if (network.isOpen || network.isHandedToStack(vpc.logicalId ?? "")) return true;
  return [...network.vpcEndpoints.values()].some((endpoint) => {
    if (endpoint.vpc?.logicalId !== undefined && endpoint.vpc.identity !== vpc.identity) return false;
    const service = awsService(endpoint.serviceName);
    return endpoint.type === undefined || service === undefined || service.startsWith("ecr.");
  });
}

function enableFix(network: Network, { configuration, resource }: EcsService): readonly Fix[] {
  const node = configuration?.node;
  if (node?.kind !== "map" || isShared(node) || resource.declaration.bindings) return [];
  return [
    {
      title: `Set AssignPublicIp: ENABLED in ${resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => setEntry(network.template.document, node, "AssignPublicIp", "ENABLED"),
    },
  ];
}
