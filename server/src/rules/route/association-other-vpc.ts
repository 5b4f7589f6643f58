import { isOutsideItsVpc } from "../../network/address-space.ts";
import { isAllowedSize } from "../../network/block-size.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, known, type Link } from "../../network/resource.ts";
import type { RouteTable, SubnetRouteTableAssociation } from "../../network/route-table.ts";
import type { Subnet } from "../../network/subnet.ts";
import { groupBy, vpcIdentity } from "../../network/topology.ts";
import { compareTerms } from "../../template/value.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "route/association-other-vpc",
  consequence: "deploy-fail",
  summary: "A subnet uses a route table of its own VPC.",
  why: "A route table belongs to one VPC and can be associated with subnets of that VPC only.",
  silentWhen: [
    "the two VPCs may be the same",
    "the subnet's block is not inside its own VPC: `cidr/subnet-outside-vpc`",
    "the subnet or the table is not in the template",
  ],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html",
  isFixable: false,
  *check(network) {
    const wrong = [...network.subnetRouteTableAssociations.values()].flatMap((association) => misfitOf(network, association) ?? []);
    // Several subnets of one VPC at one table: the same fault, most likely of the table, said once.
    for (const [first, ...others] of groupBy(wrong, ({ table, from }) => `${table.resource.logicalId} ${from.identity}`).values()) {
      if (!first) continue;
      const { association, subnet, table, from, to } = first;
      const { logicalId } = association.resource;
      yield {
        at: keyOf(association.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} associates ${subnet.resource.logicalId} of ${from.logicalId} with ${table.resource.logicalId} of ${to.logicalId}: CloudFormation will fail to create it.`,
        related: [
          { at: keyOf(subnet.resource), message: `${subnet.resource.logicalId} is in ${from.logicalId}.` },
          { at: keyOf(table.resource), message: `${table.resource.logicalId} is in ${to.logicalId}.` },
          ...others.map((other) => ({
            at: keyOf(other.association.resource),
            message: `${other.association.resource.logicalId} will fail likewise.`,
          })),
        ],
      };
    }
  },
});

interface Misfit {
  readonly association: SubnetRouteTableAssociation;
  readonly subnet: Subnet;
  readonly table: RouteTable;
  /** The VPC of the subnet, and that of the table. */
  readonly from: Link;
  readonly to: Link;
}

/** Undefined where subnet and table are in one VPC, or may be. */
function misfitOf(network: Network, association: SubnetRouteTableAssociation): Misfit | undefined {
  const subnet = network.subnets.get(association.subnet?.logicalId ?? "");
  const table = network.routeTables.get(association.table?.logicalId ?? "");
  if (!subnet?.vpc || !table?.vpc || compareTerms(subnet.vpc.term, table.vpc.term) !== "different") return undefined;
  // The subnet is in the wrong VPC then, and fails itself: cidr/subnet-outside-vpc.
  if (isOutsideItsVpc(network, subnet)) return undefined;
  return { association, subnet, table, from: subnet.vpc, to: table.vpc };
}

/** Whether all subnets of the table are in other VPCs than the table: then the table's VPC is the fault, and is reported here. */
export function isTableMisplaced(network: Network, table: string): boolean {
  const own = [...network.subnetRouteTableAssociations.values()].filter((association) => association.table?.logicalId === table);
  return own.length > 0 && own.every((association) => misfitOf(network, association) !== undefined);
}

/** Whether the association is reported here. */
export const isOtherVpc = (network: Network, association: SubnetRouteTableAssociation): boolean =>
  misfitOf(network, association) !== undefined;

/**
 * Whether a subnet of the VPC has a table of another one, a table of it a subnet of another one, a subnet lies outside of it, or AWS
 * refuses its block: what is in the VPC, or where the VPC is, is in doubt then, and reported.
 */
export const isMixedUp = (network: Network, vpc: Link): boolean => network.once(mixedUp).has(vpc.identity);

const mixedUp = (network: Network): ReadonlySet<string> =>
  new Set([
    ...[...network.subnetRouteTableAssociations.values()].flatMap((association) => {
      const misfit = misfitOf(network, association);
      return misfit ? [misfit.from.identity, misfit.to.identity] : [];
    }),
    ...[...network.subnets.values()].flatMap((subnet) => (subnet.vpc && isOutsideItsVpc(network, subnet) ? [subnet.vpc.identity] : [])),
    ...[...network.vpcs.values()].flatMap(({ cidr, resource }) => {
      const block = known(cidr);
      return block && !isAllowedSize(block) ? [vpcIdentity(resource.logicalId)] : [];
    }),
  ]);
