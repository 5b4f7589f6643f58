import type { Network } from "../../network/network.ts";
import { misplacedTarget, type RouteTarget, targetTypes } from "../../network/route-table.ts";
import { renameKey } from "../../template/edit-rename.ts";
import { entry } from "../../template/node.ts";
import { defineRule, type Fix } from "../rule.ts";
import type { Resource } from "../../network/resource.ts";

export default defineRule({
  id: "route/wrong-target-property",
  consequence: "deploy-fail",
  summary: "A route names its target in the property for that kind of target.",
  why: `Each kind of target has a property of its own. \`GatewayId\` takes internet gateways and virtual private gateways only: with the id of a NAT
gateway there, the stack waits for minutes and then fails.`,
  awsError: "did not stabilize",
  silentWhen: ["the target is not a resource of this template", "the target is a custom resource or a nested stack"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html",
  isFixable: true,
  *check(network) {
    for (const { resource, targets } of network.routes.values()) {
      for (const { property, link } of targets) {
        const target = misplacedTarget(network.resources, { property, link });
        if (!target) continue;
        const right = (Object.keys(targetTypes) as RouteTarget[]).find((name) => targetTypes[name]?.includes(target.type));
        const name = target.type.replace("AWS::EC2::", "");
        const kind = `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`;
        yield {
          at: link.node,
          logicalId: resource.logicalId,
          about: [resource.logicalId, property],
          message: `${resource.logicalId} names ${target.logicalId}, ${kind}, in ${property}${right ? ` instead of ${right}` : ""}: CloudFormation will fail to create it.`,
          related: [{ at: target.entry.key, message: `${target.logicalId} is ${kind}.` }],
          fixes: right && targets.length === 1 ? renameFix(network, resource, property, right) : [],
        };
      }
    }
  },
});

function renameFix(network: Network, resource: Resource, property: RouteTarget, right: RouteTarget): readonly Fix[] {
  const found = entry(resource.declaration.properties, property);
  // Behind an Fn::If the other branch may be right where it is.
  if (found?.value.kind !== "intrinsic" || found.value.name === "Fn::If" || resource.declaration.bindings) return [];
  return [
    {
      title: `Rename ${property} to ${right}`,
      preferred: true,
      safe: false,
      edits: () => renameKey(network.template.document, found, right),
    },
  ];
}
