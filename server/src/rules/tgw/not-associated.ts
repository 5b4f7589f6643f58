import { attachmentsTo } from "../../network/attached-vpcs.ts";
import { keyOf } from "../../network/resource.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "tgw/not-associated",
  consequence: "traffic",
  summary: "An attachment is associated with a transit gateway route table.",
  why: "A transit gateway routes what comes from an attachment by the route table that the attachment is associated with. With `DefaultRouteTableAssociation: disable` there is none unless it is associated explicitly, and everything it sends is dropped.",
  silentWhen: [
    "the transit gateway is not in the template",
    "the attachment is exported or handed to another stack",
    "an association names an attachment that is not known",
    "it is the only one without, and another is associated twice: `tgw/association-conflict`",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
  isFixable: true,
  *check(network) {
    const associations = [...network.transitGatewayAssociations.values()];
    if (associations.some((association) => association.attachment?.logicalId === undefined)) return;
    for (const gateway of network.transitGateways.values()) {
      const name = gateway.resource.logicalId;
      if (gateway.associatesByDefault !== false || network.mayGainEntries(name)) continue;
      const tables = [...network.transitGatewayRouteTables.values()].filter((table) => table.gateway?.logicalId === name);
      const attached = new Set<string>();
      // An attachment that is associated twice: the second association was most likely meant for the one that has none.
      const isRepeated = new Set(associations.map((one) => one.attachment?.logicalId)).size < associations.length;
      const left = attachmentsTo(network, `\${${name}}`).filter(({ resource }) =>
        associations.every((association) => association.attachment?.logicalId !== resource.logicalId),
      );
      if (isRepeated && left.length === 1) continue;
      for (const { resource, vpc } of attachmentsTo(network, `\${${name}}`)) {
        const { logicalId } = resource;
        // A second attachment of a VPC is refused: tgw/duplicate-attachment.
        if (vpc && attached.has(vpc.identity)) continue;
        if (vpc) attached.add(vpc.identity);
        if (network.mayGainEntries(logicalId) || associations.some((association) => association.attachment?.logicalId === logicalId))
          continue;
        const [table, second] = tables;
        const canFix =
          table &&
          !second &&
          !isDeclared(network, "AWS::EC2::TransitGatewayRouteTableAssociation", logicalId) &&
          !resource.declaration.bindings &&
          table.resource.declaration.condition === undefined;
        yield {
          at: keyOf(resource),
          logicalId,
          about: [logicalId],
          message: `${logicalId} is associated with no route table of ${name}, which associates nothing by default: all that comes over it will be dropped.`,
          related: [{ at: keyOf(gateway.resource), message: `${name} has DefaultRouteTableAssociation: disable.` }],
          fixes: canFix
            ? [
                {
                  title: `Associate ${logicalId} with ${table.resource.logicalId}`,
                  preferred: true,
                  safe: false,
                  edits: () =>
                    insertResource(
                      network.template.document,
                      resource.entry,
                      freshLogicalId(new Set(network.template.resources.keys()), `${logicalId}Association`),
                      "AWS::EC2::TransitGatewayRouteTableAssociation",
                      {
                        map: [
                          ["TransitGatewayAttachmentId", { ref: logicalId }],
                          ["TransitGatewayRouteTableId", { ref: table.resource.logicalId }],
                        ],
                      },
                      { condition: resource.declaration.condition },
                    ),
                },
              ]
            : [],
        };
      }
    }
  },
});
