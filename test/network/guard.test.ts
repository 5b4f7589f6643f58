import { expect, test } from "vitest";
import { guardOfResource } from "../../server/src/network/guard.ts";
import { deliveriesOf, healthCheckPortOf, targetsOf } from "../../server/src/network/load-balancing.ts";
import { buildNetwork, type Network } from "../../server/src/network/network.ts";
import { readDocument } from "../../server/src/template/read-document.ts";
import { buildTemplate } from "../../server/src/template/template.ts";

const ref = (name: string) => ({ Ref: name });
const group = { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "g" } };
const template = (data: object) => ({ Type: "AWS::EC2::LaunchTemplate", Properties: { LaunchTemplateData: data } });

const base = {
  A: group,
  B: group,
  Interface: { Type: "AWS::EC2::NetworkInterface", Properties: { SubnetId: "subnet-1", GroupSet: [ref("A")] } },
  Template: template({ SecurityGroupIds: [ref("A")] }),
  Interfaces: template({ NetworkInterfaces: [{ DeviceIndex: 0, Groups: [ref("A"), ref("B")] }] }),
  Named: template({ SecurityGroups: [ref("B")] }),
  Bare: template({ InstanceType: "t3.micro" }),
  Configuration: { Type: "AWS::AutoScaling::LaunchConfiguration", Properties: { SecurityGroups: [ref("A")] } },
};

function networkOf(resources: object): Network {
  const text = JSON.stringify({ Parameters: { Given: { Type: "String" } }, Resources: { ...base, ...resources } });
  return buildNetwork(buildTemplate(readDocument(text)), new Map(), new Map());
}

const scaling = (properties: object) => ["AWS::AutoScaling::AutoScalingGroup", properties] as const;
const instance = (properties: object) => ["AWS::EC2::Instance", properties] as const;
const mixed = (specification: object, overrides: object = {}) =>
  scaling({ MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: specification, ...overrides } } });

/** The groups, with a question mark where there may be others. */
test.each<[name: string, thing: readonly [type: string, properties: object], groups: string]>([
  ["an instance", instance({ SecurityGroupIds: [ref("A"), { "Fn::GetAtt": ["B", "GroupId"] }] }), "A B"],
  ["an instance, groups by name", instance({ SecurityGroups: [ref("A")] }), "A"],
  ["an instance without groups", instance({}), "?"],
  ["an instance with a given group, too", instance({ SecurityGroupIds: [ref("A"), ref("Given")] }), "A ?"],
  ["an instance's interfaces", instance({ NetworkInterfaces: [{ GroupSet: [ref("A")] }, { GroupSet: [ref("B")] }] }), "A B"],
  ["an interface without groups", instance({ NetworkInterfaces: [{ GroupSet: [ref("A")] }, {}] }), "A ?"],
  ["an interface that is declared apart", instance({ NetworkInterfaces: [{ NetworkInterfaceId: ref("Interface") }] }), "A"],
  ["an interface of another stack", instance({ NetworkInterfaces: [{ NetworkInterfaceId: ref("Given") }] }), "?"],
  ["an instance from a launch template", instance({ LaunchTemplate: { LaunchTemplateId: ref("Interfaces"), Version: "1" } }), "A B"],
  [
    "own groups win over the launch template's",
    instance({ LaunchTemplate: { LaunchTemplateId: ref("Template") }, SecurityGroupIds: [ref("B")] }),
    "B",
  ],
  ["a launch template by name", instance({ LaunchTemplate: { LaunchTemplateName: "web" } }), "?"],
  ["an Auto Scaling group", scaling({ LaunchTemplate: { LaunchTemplateId: ref("Template") } }), "A"],
  ["groups by name in a launch template", scaling({ LaunchTemplate: { LaunchTemplateId: ref("Named") } }), "B"],
  ["a launch template without groups", scaling({ LaunchTemplate: { LaunchTemplateId: ref("Bare") } }), "?"],
  ["a launch configuration", scaling({ LaunchConfigurationName: ref("Configuration") }), "A"],
  ["a given launch configuration", scaling({ LaunchConfigurationName: ref("Given") }), "?"],
  ["an Auto Scaling group after an instance", scaling({ InstanceId: "i-1" }), "?"],
  ["mixed instances", mixed({ LaunchTemplateId: ref("Template") }, { Overrides: [{ InstanceType: "t3.small" }] }), "A"],
  [
    "mixed instances from several templates",
    mixed({ LaunchTemplateId: ref("Template") }, { Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateId: ref("Named") } }] }),
    "A ?",
  ],
  ["a database", ["AWS::RDS::DBInstance", { VPCSecurityGroups: [ref("A")] }], "A"],
  ["something without groups", ["AWS::S3::Bucket", {}], "?"],
])("guards of %s", (_name, [type, properties], groups) => {
  const network = networkOf({ Thing: { Type: type, Properties: properties } });
  const thing = network.resources.get("Thing");
  if (!thing) throw new Error("the network has no Thing");
  const guard = guardOfResource(network, thing);
  expect([...guard.groups.map(({ resource }) => resource.logicalId), ...(guard.isComplete ? [] : ["?"])].join(" ")).toBe(groups);
});

const targetGroup = (properties: object) => ({
  Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
  Properties: { Port: 80, Protocol: "HTTP", ...properties },
});
const service = (network: object | undefined) => ({
  Type: "AWS::ECS::Service",
  Properties: {
    LoadBalancers: [{ ContainerName: "web", ContainerPort: 8080, TargetGroupArn: ref("Targets") }],
    NetworkConfiguration: network,
  },
});

test.each<[name: string, group: object, others: object, targets: readonly string[]]>([
  ["instances by id", { Targets: [{ Id: ref("One") }, { Id: ref("Two"), Port: "81" }] }, {}, ["One 80", "Two 81"]],
  ["instances by address", { TargetType: "ip", Targets: [{ Id: { "Fn::GetAtt": ["One", "PrivateIp"] } }] }, {}, ["One 80"]],
  [
    "an interface by address",
    { TargetType: "ip", Targets: [{ Id: { "Fn::GetAtt": ["Interface", "PrimaryPrivateIpAddress"] } }] },
    {},
    ["Interface 80"],
  ],
  ["addresses", { TargetType: "ip", Targets: [{ Id: "10.0.0.5" }] }, {}, []],
  ["an unknown port", { Port: ref("Given"), Targets: [{ Id: ref("One") }] }, {}, ["One ?"]],
  ["functions", { TargetType: "lambda", Targets: [{ Id: ref("One") }] }, {}, []],
  ["load balancers", { TargetType: "alb", Targets: [{ Id: ref("One") }] }, {}, []],
  ["an unknown type", { TargetType: ref("Given"), Targets: [{ Id: ref("One") }] }, {}, []],
  [
    "an Auto Scaling group",
    {},
    { Scaling: { Type: "AWS::AutoScaling::AutoScalingGroup", Properties: { TargetGroupARNs: [ref("Targets")] } } },
    ["Scaling 80"],
  ],
  [
    "an Auto Scaling group by traffic source",
    {},
    {
      Scaling: {
        Type: "AWS::AutoScaling::AutoScalingGroup",
        Properties: { TrafficSources: [{ Identifier: ref("Targets"), Type: "elbv2" }] },
      },
    },
    ["Scaling 80"],
  ],
  ["tasks with interfaces of their own", { TargetType: "ip" }, { Service: service({ AwsvpcConfiguration: {} }) }, ["Service 8080"]],
  ["tasks that share their host's network", {}, { Service: service(undefined) }, []],
])("targets: %s", (_name, properties, others, targets) => {
  const server = { Type: "AWS::EC2::Instance", Properties: { SecurityGroupIds: [ref("A")] } };
  const network = networkOf({ Targets: targetGroup(properties), One: server, Two: server, ...others });
  const found = network.targetGroups.get("Targets");
  expect(found && targetsOf(network, found).map(({ resource, port }) => `${resource.logicalId} ${port ?? "?"}`)).toEqual(targets);
});

test("load balancers deliver through listeners, then through listener rules", () => {
  const forward = (name: string) => [{ Type: "forward", TargetGroupArn: ref(name) }];
  const weighted = [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: ref("X") }, { TargetGroupArn: ref("Y") }] } }];
  const network = networkOf({
    Rule: { Type: "AWS::ElasticLoadBalancingV2::ListenerRule", Properties: { ListenerArn: ref("Second"), Actions: weighted } },
    Elsewhere: { Type: "AWS::ElasticLoadBalancingV2::ListenerRule", Properties: { ListenerArn: ref("Given"), Actions: weighted } },
    First: {
      Type: "AWS::ElasticLoadBalancingV2::Listener",
      Properties: { LoadBalancerArn: ref("Balancer"), DefaultActions: forward("Y") },
    },
    Second: {
      Type: "AWS::ElasticLoadBalancingV2::Listener",
      Properties: { LoadBalancerArn: ref("Balancer"), DefaultActions: [{ Type: "redirect" }] },
    },
    Imported: {
      Type: "AWS::ElasticLoadBalancingV2::Listener",
      Properties: { LoadBalancerArn: ref("Given"), DefaultActions: forward("X") },
    },
    Balancer: { Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {} },
    X: targetGroup({}),
    Y: targetGroup({}),
  });
  const ways = deliveriesOf(network).map(({ listener, targetGroup: to }) => `${listener.resource.logicalId} ${to.resource.logicalId}`);
  expect(ways).toEqual(["First Y", "Second X", "Second Y"]);
});

test.each<[properties: object, port: number | undefined]>([
  [{ HealthCheckPort: "8081" }, 8081],
  [{ HealthCheckPort: 8081 }, 8081],
  [{ HealthCheckPort: "traffic-port" }, undefined],
  [{}, undefined],
  [{ HealthCheckPort: ref("Given") }, undefined],
  [{ HealthCheckPort: 8081, HealthCheckEnabled: false }, undefined],
  [{ HealthCheckPort: 8081, HealthCheckEnabled: "true" }, 8081],
])("health checks of %j go to port %s", (properties, port) => {
  const found = networkOf({ Targets: targetGroup(properties) }).targetGroups.get("Targets");
  expect(found && healthCheckPortOf(found)).toBe(port);
});
