import { formatAddress, formatCidr, hasHostBits } from "../../cidr/cidr.ts";
import { type CidrProperty, cidrProperties, isRepeated } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { knownValue } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { assumedDefaults, defineRule, type Finding } from "../rule.ts";
import { oncePerLiteral, ownLiteral, type SoleUse, sharedLiteral, soleUses, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/host-bits",
  consequence: "advice",
  summary: "A CIDR block should be written with its first address.",
  why: `Bits behind the prefix length do not belong to the block. AWS drops them without a word: \`100.68.0.18/18\` becomes
\`100.68.0.0/18\`. Whoever reads the template takes the written address for something that it is not, and what AWS reports later
differs from what the template says.`,
  silentWhen: ["the value is known at deployment only", "the value is an attribute of another resource, which has the finding"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: true,
  *check(network) {
    const uses = soleUses(network.template);
    const found = cidrProperties(network).flatMap((property) => {
      const finding = checkProperty(network, property, uses);
      return finding ? [[sharedLiteral(property.field), finding] as const] : [];
    });
    yield* oncePerLiteral(found);
  },
});

function checkProperty(network: Network, property: CidrProperty, uses: SoleUse): Finding | undefined {
  const { resource, field, name, version } = property;
  const value = knownValue(field);
  if (!value || value.value.version !== version || !hasHostBits(value.value) || isRepeated(network, property)) return undefined;
  const text = field.text.kind === "known" ? field.text.value : "";
  const canonical = formatCidr(value.value);
  const literal = ownLiteral(resource, field) ?? uses.literalOf(resource, field);
  const { logicalId } = resource;
  return {
    at: field.node,
    logicalId,
    about: [logicalId, field.path],
    message: `${name} of ${logicalId} is ${text}, but the block begins at ${formatAddress(version, value.value.first)}: AWS will make it ${canonical}.`,
    related: sourcePlaces(field),
    fixes: literal
      ? [
          {
            title: `Write ${canonical}`,
            preferred: true,
            safe: true,
            edits: () => replaceValue(network.template.document, literal, canonical),
          },
        ]
      : [],
    assumesDefaults: assumedDefaults(value),
  };
}
