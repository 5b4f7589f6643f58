import { type Cidr, contains, formatCidr, parseCidr, isCidr, sameBlock } from "../../cidr/cidr.ts";
import { type CidrField, known, knownValue } from "../../network/resource.ts";
import type { VpnConnection } from "../../network/vpn.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

const block = (text: string): readonly Cidr[] => [parseCidr(text)].filter(isCidr);
const linkLocal = block("169.254.0.0/16");
/** Kept by AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpnTunnelOptionsSpecification.html */
const kept = [
  "169.254.0.0/30",
  "169.254.1.0/30",
  "169.254.2.0/30",
  "169.254.3.0/30",
  "169.254.4.0/30",
  "169.254.5.0/30",
  "169.254.169.252/30",
].flatMap(block);

interface Inside {
  readonly connection: VpnConnection;
  readonly field: CidrField;
  readonly cidr: Cidr;
}

export default defineRule({
  id: "vpn/inside-cidr",
  consequence: "deploy-fail",
  summary: "The inside addresses of a tunnel are a /30 of 169.254.0.0/16 of its own.",
  why: "The two ends of a tunnel talk over a /30 of the link-local range. AWS keeps some of these blocks, and on one virtual private gateway each block can be used once.",
  awsError: "InvalidCidr.InUse",
  silentWhen: ["the block is not known", "the tunnels end at different gateways or at a transit gateway"],
  reference: "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
  isFixable: false,
  *check(network) {
    const all = [...network.vpnConnections.values()].flatMap((connection) =>
      connection.tunnels.flatMap(({ insideCidr }): readonly Inside[] => {
        const cidr = known(insideCidr);
        return insideCidr && cidr ? [{ connection, field: insideCidr, cidr }] : [];
      }),
    );
    for (const [index, { connection, field, cidr }] of all.entries()) {
      const { logicalId } = connection.resource;
      const first = all
        .slice(0, index)
        .find(
          (one) =>
            sameBlock(one.cidr, cidr) &&
            one.connection.vpnGateway !== undefined &&
            one.connection.vpnGateway.identity === connection.vpnGateway?.identity,
        );
      const problem =
        problemOf(cidr) ??
        (first ? `${first.connection === connection ? "its other tunnel" : first.connection.resource.logicalId} uses already` : undefined);
      if (problem === undefined) continue;
      yield {
        at: field.node,
        logicalId,
        about: [logicalId, field.path],
        message: `${logicalId} has the inside block ${formatCidr(cidr)}, which ${problem}: CloudFormation will fail to create it.`,
        related: first && !problemOf(cidr) ? [{ at: first.field.node, message: "The block is used here." }] : [],
        assumesDefaults: assumedDefaults(knownValue(field)),
      };
    }
  },
});

function problemOf(cidr: Cidr): string | undefined {
  if (!linkLocal.some((range) => contains(range, cidr))) return "is not in 169.254.0.0/16";
  if (cidr.prefixLength !== 30) return "is not a /30";
  return kept.some((range) => sameBlock(range, cidr)) ? "AWS keeps for itself" : undefined;
}
