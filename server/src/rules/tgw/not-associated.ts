import { attachmentsTo } from "../../network/attached-vpcs.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, type Resource } from "../../network/resource.ts";
import type { TransitGatewayAttachment } from "../../network/transit-gateway.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

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
      const [table, second] = [...network.transitGatewayRouteTables.values()].filter((one) => one.gateway?.logicalId === name);
      const missing = attachmentsOnce(network, name).filter(
        ({ resource: { logicalId } }) =>
          !network.mayGainEntries(logicalId) && !associations.some((association) => association.attachment?.logicalId === logicalId),
      );
      // An attachment that is associated twice: the second association was most likely meant for the one that has none.
      const isRepeated = new Set(associations.map((one) => one.attachment?.logicalId)).size < associations.length;
      if (isRepeated && missing.length === 1) continue;
      const isAny = associations.some((association) =>
        attachmentsTo(network, `\${${name}}`).some((one) => one.resource.logicalId === association.attachment?.logicalId),
      );
      // Where nothing is associated, that is one fault; else each attachment was forgotten by itself.
      for (const group of isAny ? missing.map((one) => [one]) : [missing]) {
        const [first, ...others] = group;
        if (!first) continue;
        const { resource } = first;
        const { logicalId } = resource;
        yield {
          at: keyOf(resource),
          logicalId,
          about: [logicalId],
          message: `${logicalId} is associated with no route table of ${name}, which associates nothing by default: all that comes over it will be dropped.`,
          related: [
            { at: keyOf(gateway.resource), message: `${name} has DefaultRouteTableAssociation: disable.` },
            ...others.map((other) => ({
              at: keyOf(other.resource),
              message: `${other.resource.logicalId} is associated with none, either.`,
            })),
          ],
          fixes: second || !table ? [] : associateFix(network, group, table.resource),
        };
      }
    }
  },
});

/** Without second attachments of a VPC, which are refused: tgw/duplicate-attachment. */
function attachmentsOnce(network: Network, gateway: string): readonly TransitGatewayAttachment[] {
  const vpcs = new Set<string>();
  return attachmentsTo(network, `\${${gateway}}`).filter(({ vpc }) => {
    const isFirst = !vpc || !vpcs.has(vpc.identity);
    if (vpc) vpcs.add(vpc.identity);
    return isFirst;
  });
}

/** None where an association exists under another condition, or the table may be missing. */
function associateFix(network: Network, attachments: readonly TransitGatewayAttachment[], table: Resource): readonly Fix[] {
  const ids = attachments.map(({ resource }) => resource.logicalId);
  const isDeclaredForOne = ids.some((id) => isDeclared(network, "AWS::EC2::TransitGatewayRouteTableAssociation", id));
  const isLooped = attachments.some(({ resource }) => resource.declaration.bindings);
  if (isDeclaredForOne || isLooped || table.declaration.condition !== undefined) return [];
  return [
    {
      title: `Associate ${listed(ids)} with ${table.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => {
        const all = attachments.map(({ resource }) =>
          insertResource(
            network.template.document,
            resource.entry,
            freshLogicalId(new Set(network.template.resources.keys()), `${resource.logicalId}Association`),
            "AWS::EC2::TransitGatewayRouteTableAssociation",
            {
              map: [
                ["TransitGatewayAttachmentId", { ref: resource.logicalId }],
                ["TransitGatewayRouteTableId", { ref: table.logicalId }],
              ],
            },
            { condition: resource.declaration.condition },
          ),
        );
        return all.includes(undefined) ? undefined : all.flatMap((one) => one ?? []);
      },
    },
  ];
}
