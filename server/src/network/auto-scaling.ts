/**
 * Auto Scaling groups: what their instances start from, and which load balancers they register with. Does not know instances, nor
 * load balancers attached later.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
 */
import { booleanField, type Field, type Link, link, type Links, links, type Resource, shape, type Shape, shapes } from "./resource.ts";

export const autoScalingReads = {
  "AWS::EC2::LaunchTemplate": ["LaunchTemplateData.NetworkInterfaces"],
  "AWS::AutoScaling::LaunchConfiguration": ["AssociatePublicIpAddress"],
  "AWS::AutoScaling::AutoScalingGroup": [
    "TargetGroupARNs",
    "TrafficSources",
    "LoadBalancerNames",
    "LaunchTemplate",
    "LaunchConfigurationName",
    "MixedInstancesPolicy",
    "InstanceId",
  ],
} as const;

export interface AutoScalingGroup {
  readonly resource: Resource;
  readonly targetGroups: Links;
  /** Classic Load Balancers. */
  readonly loadBalancers: Links;
  /** Launch templates and launch configurations, by id or name. */
  readonly launchedFrom: readonly Link[];
  /** False where instances may start from something else, too. */
  readonly isLaunchComplete: boolean;
}

export function readAutoScalingGroup(resource: Resource): AutoScalingGroup {
  const own = links(resource, "TargetGroupARNs");
  const sources = shapes(resource, "TrafficSources");
  const policy = shape(resource, "MixedInstancesPolicy");
  const mixed = policy && shape(policy, "LaunchTemplate");
  const configuration = link(resource, "LaunchConfigurationName");
  const templates = [launchTemplateOf(resource, "LaunchTemplate"), mixed && launchTemplateOf(mixed, "LaunchTemplateSpecification")];
  const overrides = mixed ? shapes(mixed, "Overrides") : undefined;
  const launchedFrom = [...(configuration ? [configuration] : []), ...templates.flatMap((template) => template ?? [])];
  return {
    resource,
    targetGroups: {
      links: [...own.links, ...sources.shapes.flatMap((source) => link(source, "Identifier") ?? [])],
      isComplete: own.isComplete && sources.isComplete,
    },
    loadBalancers: links(resource, "LoadBalancerNames"),
    launchedFrom,
    isLaunchComplete:
      launchedFrom.length > 0 &&
      resource.get("InstanceId") === undefined &&
      (overrides === undefined ||
        (overrides.isComplete && overrides.shapes.every((override) => override.get("LaunchTemplateSpecification") === undefined))),
  };
}

/** The launch template that a specification at `name` names; undefined where there is none. */
export function launchTemplateOf(of: Shape, name: string): Link | undefined {
  const specification = shape(of, name);
  return specification && (link(specification, "LaunchTemplateId") ?? link(specification, "LaunchTemplateName"));
}

/**
 * Whether a launch template or launch configuration gives its instances a public address: of the first interface. Undefined where it
 * leaves that to the subnet.
 */
export function launchedPublicIp(from: Resource): Field<boolean> | undefined {
  if (from.type === "AWS::AutoScaling::LaunchConfiguration") return booleanField(from, "AssociatePublicIpAddress");
  const data = shape(from, "LaunchTemplateData");
  const [first] = data ? shapes(data, "NetworkInterfaces").shapes : [];
  return first && booleanField(first, "AssociatePublicIpAddress");
}
