import { type Cidr, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { Network } from "../../network/network.ts";
import { known, knownValue } from "../../network/resource.ts";
import type { Node } from "../../template/node.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "clientvpn/client-cidr-overlap",
  consequence: "deploy-fail",
  summary: "The block for Client VPN clients overlaps neither the VPC nor a route of the endpoint.",
  why: "Clients get addresses of their own. Their block must not overlap the VPC of an associated subnet, nor a destination that was added to the endpoint's routes.",
  awsError: "InvalidClientVpnSubnetId.OverlappingCidr",
  silentWhen: ["a block is not known", "the route is the default route, or leads to `local`"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-clientvpnendpoint.html",
  isFixable: false,
  *check(network) {
    for (const { resource, clientCidr } of network.clientVpnEndpoints.values()) {
      const cidr = known(clientCidr);
      if (!clientCidr || !cidr) continue;
      const { logicalId } = resource;
      const hit = usedBlocks(network, logicalId).find((used) => overlaps(used.cidr, cidr));
      if (!hit) continue;
      yield {
        at: clientCidr.node,
        logicalId,
        about: [logicalId],
        message: `${logicalId} gives its clients ${formatCidr(cidr)}, which overlaps ${hit.owner} (${formatCidr(hit.cidr)}): CloudFormation will fail to create ${hit.failing}.`,
        related: [{ at: hit.node, message: `${hit.owner} has ${formatCidr(hit.cidr)}.` }],
        assumesDefaults: assumedDefaults(knownValue(clientCidr)),
      };
    }
  },
});

interface Used {
  readonly cidr: Cidr;
  readonly owner: string;
  /** What CloudFormation cannot create then. */
  readonly failing: string;
  readonly node: Node;
}

/** Blocks of the VPCs of associated subnets, and destinations of routes. */
function usedBlocks(network: Network, endpoint: string): readonly Used[] {
  const vpcs = [...network.clientVpnAssociations.values()].flatMap((association) => {
    const vpc = association.endpoint?.logicalId === endpoint ? network.subnets.get(association.subnet?.logicalId ?? "")?.vpc : undefined;
    return (vpc ? network.topology.blocksOf(vpc.identity).known : []).flatMap((field): readonly Used[] => {
      const cidr = known(field);
      return cidr ? [{ cidr, owner: vpc?.logicalId ?? "the VPC", failing: association.resource.logicalId, node: field.node }] : [];
    });
  });
  const routes = [...network.clientVpnRoutes.values()].flatMap((route): readonly Used[] => {
    const cidr = known(route.destination);
    const isLocal = route.subnet?.identity === "local";
    if (!cidr || !route.destination || cidr.prefixLength === 0 || isLocal || route.endpoint?.logicalId !== endpoint) return [];
    return [{ cidr, owner: route.resource.logicalId, failing: route.resource.logicalId, node: route.destination.node }];
  });
  return [...vpcs, ...routes];
}
