import type { Network } from "../../network/network.ts";
import { keyOf, type Link, link, type Resource, shapes } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "nat/eip-ref",
  consequence: "deploy-fail",
  summary: "An allocation id of an Elastic IP address is its attribute AllocationId, not its Ref.",
  why: "`Ref` of an `AWS::EC2::EIP` is the public IP address, and so is its attribute `PublicIp`. Where an allocation id is wanted, as for a NAT gateway, only `Fn::GetAtt` with `AllocationId` gives it.",
  awsError: "InvalidAllocationID.NotFound",
  silentWhen: ["the value is neither a Ref nor the attribute PublicIp of an Elastic IP address of this template"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html",
  isFixable: true,
  *check(network) {
    for (const { resource, allocation } of allocationsOf(network)) {
      const address = network.elasticIps.get(addressId(allocation) ?? "");
      if (!address) continue;
      const name = address.resource.logicalId;
      const { logicalId } = resource;
      yield {
        at: allocation.node,
        logicalId,
        about: [logicalId, allocation.path],
        message: `${logicalId} gets the IP address of ${name} where an allocation id belongs: CloudFormation will fail to create it.`,
        related: [{ at: keyOf(address.resource), message: `Ref and PublicIp of ${name} are its public IP address.` }],
        fixes:
          allocation.node.kind === "intrinsic" && !resource.declaration.bindings
            ? [
                {
                  title: `Use the attribute AllocationId of ${name}`,
                  preferred: true,
                  safe: true,
                  edits: () => replaceValue(network.template.document, allocation.node, { getAtt: [name, "AllocationId"] }),
                },
              ]
            : [],
      };
    }
  },
});

/** The Elastic IP address whose public IP, by `Ref` or by its attribute, stands in the place of an allocation id. */
const addressId = ({ logicalId, term }: Link): string | undefined =>
  logicalId ?? (term.kind === "reference" && term.attribute === "PublicIp" ? term.logicalId : undefined);

interface Allocation {
  readonly resource: Resource;
  readonly allocation: Link;
}

/** Every place that takes an allocation id. */
function allocationsOf(network: Network): readonly Allocation[] {
  const nats = [...network.natGateways.values()].map((nat) => ({ resource: nat.resource, allocation: nat.allocation }));
  const associations = [...network.elasticIpAssociations.values()].map(({ resource }) => ({
    resource,
    allocation: link(resource, "AllocationId"),
  }));
  const balancers = [...network.loadBalancers.values()].flatMap(({ resource }) =>
    shapes(resource, "SubnetMappings").shapes.map((mapping) => ({ resource, allocation: link(mapping, "AllocationId") })),
  );
  return [...nats, ...associations, ...balancers].flatMap(({ resource, allocation }) => (allocation ? [{ resource, allocation }] : []));
}
