import { guardOfResource } from "../../network/guard.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, knownValue, type Resource } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import { awsService, type VpcEndpoint } from "../../network/vpc-endpoint.ts";
import type { Vpc } from "../../network/vpc.ts";
import { freshLogicalId, insertProperty, insertResource } from "../../template/edits.ts";
import { child, type Node, scalarText } from "../../template/node.ts";
import { visitIntrinsics } from "../../template/template.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";
import { hasPlainType, isGiven, isNone, typesOfService } from "./kind.ts";

export default defineRule({
  id: "endpoint/default-sg",
  consequence: "traffic",
  summary: "An interface endpoint names a security group that admits its clients.",
  why: `Without \`SecurityGroupIds\` an endpoint gets the VPC's default security group. That admits members of itself only, so every client that has another group
is shut out, and with private DNS loses the service altogether.`,
  silentWhen: [
    "the VPC is not in the template: its default group may have other rules",
    "the template uses the VPC's default group anywhere",
    "the endpoint has no subnets (endpoint/interface-no-subnets)",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html",
  isFixable: true,
  *check(network) {
    for (const endpoint of network.vpcEndpoints.values()) {
      const { resource, type } = endpoint;
      const vpc = network.vpcs.get(endpoint.vpc?.logicalId ?? "");
      if (!vpc || network.isOpen || (type !== "Interface" && type !== "Resource")) continue;
      if (!isNone(endpoint.securityGroups) || !isGiven(endpoint.subnets)) continue;
      if (typesOfService(network, endpoint)?.includes(type) === false || network.isHandedToStack(resource.logicalId)) continue;
      if (usesDefaultGroup(network, vpc)) continue;
      const { logicalId } = resource;
      const clients = network.mayGainEntries(vpc.resource.logicalId) ? [] : clientsIn(network, vpc);
      const who = clients.length === 0 ? "clients with any other group" : listed(clients.map((client) => client.logicalId));
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        consequence: clients.length === 0 ? "hazard" : "traffic",
        message: `${logicalId} has no SecurityGroupIds and so the default group of ${vpc.resource.logicalId}, which admits its own members only: ${who} cannot connect to it.`,
        related: clients.map((client) => ({ at: keyOf(client), message: `${client.logicalId} is in other security groups.` })),
        fixes: hasPlainType(endpoint) ? groupFix(network, endpoint, vpc) : [],
        assumesDefaults: assumedDefaults(knownValue(endpoint.typeField)),
      };
    }
  },
});

/** What calls AWS services by nature. */
const clientTypes = [
  "AWS::EC2::Instance",
  "AWS::AutoScaling::AutoScalingGroup",
  "AWS::Lambda::Function",
  "AWS::Serverless::Function",
  "AWS::ECS::Service",
  "AWS::CodeBuild::Project",
];

/** Clients in subnets of the VPC whose security groups the template declares, all of them. */
function clientsIn(network: Network, { resource: { logicalId } }: Vpc): readonly Resource[] {
  const subnets = network.topology.subnetsIn(vpcIdentity(logicalId));
  const clients = new Set(subnets.flatMap((subnet) => network.topology.workloadsIn(subnet.resource.logicalId)).map((one) => one.resource));
  return [...clients].filter((client) => {
    const guard = clientTypes.includes(client.type) ? guardOfResource(network, client) : undefined;
    return guard?.isComplete === true && guard.groups.length > 0;
  });
}

/** Whether anything names the attribute `DefaultSecurityGroup` of the VPC: a rule may open it, clients may be members. */
function usesDefaultGroup(network: Network, { resource: { logicalId } }: Vpc): boolean {
  const isNamed = [...network.resources.values()].some((resource) =>
    resource.references().some((reference) => reference.logicalId === logicalId && reference.attribute === "DefaultSecurityGroup"),
  );
  // Not only exported ones: other stacks can be given outputs by hand.
  return isNamed || network.template.outputs.some(({ value }) => mentionsDefaultGroup(value, logicalId));
}

function mentionsDefaultGroup(node: Node, logicalId: string): boolean {
  let found = false;
  visitIntrinsics(node, ({ argument }) => {
    const text = argument.kind === "list" ? argument.items.map(scalarText).join(".") : (scalarText(argument) ?? "");
    found ||= text.includes(`${logicalId}.DefaultSecurityGroup`);
  });
  return found;
}

/** A group for an AWS service's port, which is open to the VPC. */
function groupFix(network: Network, endpoint: VpcEndpoint, vpc: Vpc): readonly Fix[] {
  const { declaration, logicalId, entry } = endpoint.resource;
  const service = awsService(endpoint.serviceName);
  const conditions = new Set([vpc.resource, endpoint.resource].flatMap((one) => one.declaration.condition ?? []));
  const isLooped = declaration.bindings !== undefined || vpc.resource.declaration.bindings !== undefined;
  const isWritten = child(declaration.properties, "SecurityGroupIds") !== undefined;
  if (service === undefined || !vpc.cidr || isWritten || isLooped || conditions.size > 1) return [];
  const vpcId = vpc.resource.logicalId;
  const { document, resources } = network.template;
  return [
    {
      title: `Give ${logicalId} a security group that admits TCP 443 from ${vpcId}`,
      preferred: true,
      safe: false,
      edits: () => {
        const group = freshLogicalId(new Set(resources.keys()), `${logicalId}SecurityGroup`);
        const rule = {
          map: [
            ["IpProtocol", "tcp"],
            ["FromPort", 443],
            ["ToPort", 443],
            ["CidrIp", { getAtt: [vpcId, "CidrBlock"] }],
          ] as const,
        };
        const properties = {
          map: [
            ["GroupDescription", `HTTPS from the VPC to ${service}`],
            ["VpcId", { ref: vpcId }],
            ["SecurityGroupIngress", [rule]],
          ] as const,
        };
        const inserted = insertResource(document, vpc.resource.entry, group, "AWS::EC2::SecurityGroup", properties, {
          condition: [...conditions][0],
        });
        const named = insertProperty(document, entry, "SecurityGroupIds", [{ getAtt: [group, "GroupId"] }]);
        return inserted && named && [...inserted, ...named];
      },
    },
  ];
}
