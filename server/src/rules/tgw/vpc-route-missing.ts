import type { Network } from "../../network/network.ts";
import { attachmentsTo, routesToGateway } from "../../network/attached-vpcs.ts";
import { servingTables } from "../../network/peering-routes.ts";
import { keyOf, type Link } from "../../network/resource.ts";
import type { RouteTable } from "../../network/route-table.ts";
import type { TransitGatewayAttachment } from "../../network/transit-gateway.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { isTableMisplaced } from "../route/misfits.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "tgw/vpc-route-missing",
  consequence: "traffic",
  summary: "A VPC that is attached to a transit gateway has routes that lead there.",
  why: "Attaching a VPC changes none of its route tables. Without a route whose target is the transit gateway no packet of the VPC goes there, answers included.",
  silentWhen: [
    "the VPC is not in the template, or none of its subnets has a route table",
    "a route table of the VPC is exported or handed to another stack",
    "the attachment is handed to another stack",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
  isFixable: true,
  *check(network) {
    if ([...network.routes.values()].some((route) => !network.routeTables.has(route.table?.logicalId ?? ""))) return;
    for (const attachment of network.transitGatewayAttachments.values()) {
      const { vpc, gateway, resource } = attachment;
      if (!vpc || !gateway || !network.vpcs.has(vpc.logicalId ?? "")) continue;
      const tables = servingTables(network, vpc);
      const mayGain =
        network.topology.tablesIn(vpc.identity).some((table) => network.mayGainEntries(table.resource.logicalId)) ||
        network.isHandedToStack(resource.logicalId) ||
        hasMisplacedTable(network, vpc);
      if (tables.length === 0 || mayGain || routesToGateway(network, vpc.identity, gateway).length > 0) continue;
      const { logicalId } = resource;
      const name = gateway.logicalId ?? "the transit gateway";
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} attaches ${vpc.logicalId} to ${name}, but no route table of ${vpc.logicalId} has a route to it: no packet of ${vpc.logicalId} will go there.`,
        related: tables.map((table) => ({ at: keyOf(table.resource), message: `${table.resource.logicalId} has no route to ${name}.` })),
        fixes: routesFix(network, attachment, vpc, gateway, tables),
      };
    }
  },
});

/** Whether a subnet of the VPC is associated with a table of another VPC: route/association-other-vpc. */
const hasMisplacedTable = (network: Network, vpc: Link): boolean =>
  network.topology
    .subnetsIn(vpc.identity)
    .some(({ resource }) => isTableMisplaced(network, network.topology.tableOf(resource.logicalId)?.resource.logicalId ?? ""));

/** Routes for the blocks of the other VPCs of this template on the same transit gateway. */
function routesFix(
  network: Network,
  attachment: TransitGatewayAttachment,
  vpc: Link,
  gateway: Link,
  tables: readonly RouteTable[],
): readonly Fix[] {
  const others = attachmentsTo(network, gateway.identity).flatMap((one) =>
    one.vpc?.logicalId && one.vpc.logicalId !== vpc.logicalId ? (network.vpcs.get(one.vpc.logicalId) ?? []) : [],
  );
  const parts = [attachment.resource, ...tables.map((table) => table.resource), ...others.map((other) => other.resource)];
  const conditions = new Set(parts.flatMap((part) => part.declaration.condition ?? []));
  const target = gateway.term;
  const isSettled = tables.some((table) => isDeclared(network, "AWS::EC2::Route", table.resource.logicalId, gateway.logicalId ?? ""));
  if (
    others.length === 0 ||
    conditions.size > 1 ||
    isSettled ||
    target.kind !== "reference" ||
    parts.some((part) => part.declaration.bindings)
  )
    return [];
  return [
    {
      title: `Add routes to ${others.map((other) => other.resource.logicalId).join(", ")} over ${gateway.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => {
        const taken = new Set(network.template.resources.keys());
        const edits = tables.flatMap((table) =>
          others.map((other) => {
            const logicalId = freshLogicalId(taken, `${table.resource.logicalId}To${other.resource.logicalId}`);
            taken.add(logicalId);
            const after = (network.topology.routesOf(table.resource.logicalId).at(-1)?.resource ?? table.resource).entry;
            const properties = {
              map: [
                ["RouteTableId", { ref: table.resource.logicalId }],
                ["DestinationCidrBlock", { getAtt: [other.resource.logicalId, "CidrBlock"] }],
                ["TransitGatewayId", { ref: target.logicalId }],
              ] as const,
            };
            return insertResource(network.template.document, after, logicalId, "AWS::EC2::Route", properties, {
              condition: [...conditions][0],
              dependsOn: [attachment.resource.logicalId],
            });
          }),
        );
        return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
      },
    },
  ];
}
