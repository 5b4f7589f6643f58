import type { Network } from "../../network/network.ts";
import type { Link, Resource } from "../../network/resource.ts";
import { link } from "../../network/resource.ts";
import { defineRule } from "../rule.ts";
import { internetAttachmentsOf, unawaited, vpcOfSubnet } from "./attachment.ts";
import { missingOrder } from "./order.ts";

export default defineRule({
  id: "depends/eip",
  consequence: "deploy-race",
  summary: "An Elastic IP address must be associated only after an internet gateway is attached to the VPC.",
  why: `EC2 refuses to associate an Elastic IP address with an instance or a network interface of a VPC that no internet gateway is
attached to. Neither \`AWS::EC2::EIP\` with \`InstanceId\` nor \`AWS::EC2::EIPAssociation\` refers to the attachment, so CloudFormation may
create them first. Without the order, deleting the stack can fail too: the gateway cannot be detached while the address is in use.`,
  awsError: "Gateway.NotAttached: Network vpc-… is not attached to any internet gateway",
  silentWhen: [
    "the address is not associated here, or only with something that itself waits for the attachment",
    "the address feeds a NAT gateway: that is `depends/nat`",
    "the internet gateway is attached in another stack",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
  isFixable: true,
  *check(network) {
    for (const { resource, vpc } of addressAssociations(network)) {
      const attachment = unawaited(network, resource, internetAttachmentsOf(network, vpc));
      if (!vpc || !attachment) continue;
      const message = `${resource.logicalId} may be created before ${attachment.resource.logicalId} attaches the internet gateway to ${vpc.logicalId ?? "its VPC"}: CloudFormation may fail to associate the address.`;
      const finding = missingOrder(network, resource, attachment.resource, message, "The internet gateway is attached here.");
      if (finding) yield finding;
    }
  },
});

/** What associates an address at its own creation, with the VPC of the other side. */
export function* addressAssociations(network: Network): Iterable<{ readonly resource: Resource; readonly vpc: Link | undefined }> {
  for (const { resource, instance } of network.elasticIps.values()) if (instance) yield { resource, vpc: vpcOfInstance(network, instance) };
  for (const { resource, instance, networkInterface } of network.elasticIpAssociations.values())
    yield { resource, vpc: networkInterface ? vpcOfInterface(network, networkInterface) : vpcOfInstance(network, instance) };
}

/** The VPC of the instance's interfaces, where all are in one. */
function vpcOfInstance(network: Network, instance: Link | undefined): Link | undefined {
  const found = network.instances.get(instance?.logicalId ?? "");
  const vpcs = found?.interfaces.map(({ shape, subnet }) => {
    // An instance without a subnet of its own is in the default VPC.
    if (subnet || shape === found.resource) return vpcOfSubnet(network, subnet);
    return vpcOfInterface(network, link(shape, "NetworkInterfaceId"));
  });
  return vpcs?.every((vpc) => vpc?.identity === vpcs[0]?.identity) ? vpcs[0] : undefined;
}

const vpcOfInterface = (network: Network, networkInterface: Link | undefined): Link | undefined =>
  vpcOfSubnet(network, network.networkInterfaces.get(networkInterface?.logicalId ?? "")?.subnet);
