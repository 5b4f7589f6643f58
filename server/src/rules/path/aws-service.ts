import { tcp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Resource, shapes, textField } from "../../network/resource.ts";
import { distinctBlockers } from "../../reachability/passage.ts";
import { stationsOf } from "../../reachability/station.ts";
import { asItems, asText, valueIdentity } from "../../template/value.ts";
import { defineRule, type Finding } from "../rule.ts";
import { listed } from "../wording.ts";
import { causeAndEffect, commonOpening, type CutOff, cutOff, pathParts } from "./cut-off.ts";

export default defineRule({
  id: "path/aws-service",
  consequence: "traffic",
  summary: "What needs an AWS service must have a way to it: through the internet, a NAT gateway or an endpoint.",
  why: `A task on AWS Fargate pulls its image from Amazon ECR through its own interface: it asks \`ecr.api\` and \`ecr.dkr\`, and the layers come from Amazon S3, so that
endpoints for two of the three are not enough. An instance that is managed by Systems Manager calls \`ssm\` and \`ssmmessages\`. Without a public address and an internet
gateway, a NAT gateway or endpoints with working private DNS, those calls time out.`,
  silentWhen: [
    "something on the way is known at deployment only",
    "some image of the task does not come from Amazon ECR for certain",
    "the instance's role is made elsewhere, or has no managed policy for Systems Manager",
    "its subnets have IPv6 addresses, over which it may reach the service",
    "each thing in the way has a finding of its own",
  ],
  reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
  isFixable: true,
  *check(network) {
    for (const { workload, services, purpose } of needs(network)) {
      const finding = findingOf(network, workload, services, purpose);
      if (finding) yield finding;
    }
  },
});

/** Services without which something does not work. */
interface Need {
  readonly workload: Resource;
  readonly services: readonly string[];
  /** "pulls its image from Amazon ECR" */
  readonly purpose: string;
}

function needs(network: Network): readonly Need[] {
  const tasks = [...network.ecsServices.values()].filter((service) => service.isOnFargate && pullsFromRegistry(network, service.resource));
  const instances: readonly Resource[] = [
    ...[...network.instances.values()].filter(({ resource }) => isManaged(network, resource)),
    ...[...network.autoScalingGroups.values()].filter(
      ({ launchedFrom, isLaunchComplete }) =>
        isLaunchComplete &&
        launchedFrom.every(({ logicalId }) => {
          const from = network.resources.get(logicalId ?? "");
          return from !== undefined && isManaged(network, from);
        }),
    ),
  ].map(({ resource }) => resource);
  return [
    ...tasks.map(({ resource }) => ({
      workload: resource,
      services: ["ecr.api", "ecr.dkr", "s3"],
      purpose: "pulls its image from Amazon ECR",
    })),
    ...instances.map((workload) => ({ workload, services: ["ssm", "ssmmessages"], purpose: "is managed by Systems Manager" })),
  ];
}

const named = (network: Network, resource: Resource, type: string): readonly Resource[] => [
  ...new Set(
    resource
      .references()
      .flatMap(({ logicalId }) => network.resources.get(logicalId) ?? [])
      .filter((one) => one.type === type),
  ),
];

/** Whether every image of the task is one of Amazon ECR's private registries. */
function pullsFromRegistry(network: Network, service: Resource): boolean {
  const [definition, second] = named(network, service, "AWS::ECS::TaskDefinition");
  if (!definition || second) return false;
  const { shapes: containers, isComplete } = shapes(definition, "ContainerDefinitions");
  const images = containers.map((container) => {
    const image = textField(container, "Image");
    return image ? valueIdentity(image.value) : "";
  });
  return isComplete && images.length > 0 && images.every((image) => isPrivateImage(network, image));
}

function isPrivateImage(network: Network, image: string): boolean {
  if (/\.dkr\.ecr\./.test(image)) return true;
  const repository = /^\$\{(\w+)\.RepositoryUri\}/.exec(image)?.[1];
  return network.resources.get(repository ?? "")?.type === "AWS::ECR::Repository";
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html */
const managedPolicy = /\/(?:AmazonSSMManagedInstanceCore|AmazonEC2RoleforSSM)$/;

/** Whether the role of an instance, or of what it starts from, has the managed policy. */
const isManaged = (network: Network, resource: Resource): boolean =>
  named(network, resource, "AWS::IAM::InstanceProfile").some((profile) =>
    named(network, profile, "AWS::IAM::Role").some((role) => {
      const arns = role.get("ManagedPolicyArns");
      return (arns && asItems(arns))?.some((arn) => {
        const text = asText(arn);
        return text !== undefined && managedPolicy.test(valueIdentity(text));
      });
    }),
  );

function findingOf(network: Network, workload: Resource, services: readonly string[], purpose: string): Finding | undefined {
  const { logicalId } = workload;
  const stations = stationsOf(network, logicalId) ?? [];
  if (stations.length === 0 || stations.some((station) => station.addresses(6) !== undefined)) return undefined;
  const cuts = services.flatMap((service) => {
    const cut = cutOff(network, { from: logicalId, to: service, protocol: tcp, port: 443 });
    return cut ? [{ service, cut }] : [];
  });
  const all = together(cuts.map(({ cut }) => cut));
  if (!all) return undefined;
  const names = listed(cuts.map(({ service }) => service));
  return {
    at: keyOf(workload),
    logicalId,
    about: [logicalId],
    message: causeAndEffect(all, `${all.from ?? logicalId}, which ${purpose}, will not reach ${names} on tcp 443`),
    ...pathParts(network, all),
  };
}

/** What stops any of several ways; the change that opens all of them, where it is one. */
function together(cuts: readonly CutOff[]): CutOff | undefined {
  const [first] = cuts;
  if (!first) return undefined;
  return {
    ...first,
    blockers: distinctBlockers(cuts.flatMap(({ blockers }) => blockers)),
    assumesDefaults: cuts.flatMap(({ assumesDefaults }) => assumesDefaults),
    opening: commonOpening(cuts.map(({ opening }) => opening)),
  };
}
