/**
 * Amazon ECS services and the target groups that they register their tasks with. Does not know task definitions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
 */
import { type Field, integerField, known, type Link, link, type Resource, type Shape, shape, shapes, textField } from "./resource.ts";

export const ecsServiceReads = {
  "AWS::ECS::Service": ["LoadBalancers", "NetworkConfiguration", "LaunchType", "CapacityProviderStrategy"],
} as const;

export interface EcsService {
  readonly resource: Resource;
  readonly registrations: readonly {
    readonly targetGroup: Link | undefined;
    /** A Classic Load Balancer. */
    readonly loadBalancer: Link | undefined;
    /** The port of a task with an interface of its own. */
    readonly containerPort: Field<number> | undefined;
  }[];
  /** Whether each task has an interface of its own (network mode `awsvpc`), so that its port is the container's. */
  readonly hasOwnInterfaces: boolean;
  /** Whether its tasks run on AWS Fargate for certain. False where the cluster decides. */
  readonly isOnFargate: boolean;
  /** `AwsvpcConfiguration`. */
  readonly configuration: Shape | undefined;
  /** `ENABLED` or `DISABLED` (the default): whether tasks on Fargate get a public address. */
  readonly assignPublicIp: Field<string> | undefined;
}

export function readEcsService(resource: Resource): EcsService {
  const outer = shape(resource, "NetworkConfiguration");
  const configuration = outer && shape(outer, "AwsvpcConfiguration");
  return {
    resource,
    isOnFargate: isOnFargate(resource),
    configuration,
    assignPublicIp: configuration && textField(configuration, "AssignPublicIp"),
    registrations: shapes(resource, "LoadBalancers").shapes.map((registration) => ({
      targetGroup: link(registration, "TargetGroupArn"),
      loadBalancer: link(registration, "LoadBalancerName"),
      containerPort: integerField(registration, "ContainerPort"),
    })),
    hasOwnInterfaces: resource.get("NetworkConfiguration") !== undefined,
  };
}

/** By its launch type, or where all of its capacity providers are Fargate's. */
function isOnFargate(resource: Resource): boolean {
  const launchType = textField(resource, "LaunchType");
  if (launchType) return known(launchType) === "FARGATE";
  const providers = shapes(resource, "CapacityProviderStrategy");
  const names = providers.shapes.map((one) => known(textField(one, "CapacityProvider")));
  return providers.isComplete && names.length > 0 && names.every((name) => name === "FARGATE" || name === "FARGATE_SPOT");
}
