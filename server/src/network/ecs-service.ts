/**
 * Amazon ECS services and the target groups that they register their tasks with. Does not know task definitions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
 */
import { type Field, integerField, type Link, link, type Resource, shapes } from "./resource.ts";

export const ecsServiceReads = { "AWS::ECS::Service": ["LoadBalancers", "NetworkConfiguration"] } as const;

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
}

export const readEcsService = (resource: Resource): EcsService => ({
  resource,
  registrations: shapes(resource, "LoadBalancers").shapes.map((registration) => ({
    targetGroup: link(registration, "TargetGroupArn"),
    loadBalancer: link(registration, "LoadBalancerName"),
    containerPort: integerField(registration, "ContainerPort"),
  })),
  hasOwnInterfaces: resource.get("NetworkConfiguration") !== undefined,
});
