import { knownValue } from "../../network/resource.ts";
import { assumedDefaults, defineRule } from "../rule.ts";

export default defineRule({
  id: "vpn/psk-format",
  consequence: "deploy-fail",
  summary: "A pre-shared key has 8 to 64 letters, digits, dots and underscores, and does not start with 0.",
  why: "EC2 accepts pre-shared keys of 8 to 64 characters from A-Z, a-z, 0-9, `.` and `_`, whose first character is not `0`.",
  silentWhen: ["the key is a dynamic reference, or a parameter without a default"],
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpnTunnelOptionsSpecification.html",
  isFixable: false,
  *check(network) {
    for (const { resource, tunnels } of network.vpnConnections.values()) {
      for (const { preSharedKey } of tunnels) {
        const value = knownValue(preSharedKey);
        if (!preSharedKey || !value || value.value.includes("{{resolve:") || /^[A-Za-z1-9._][A-Za-z0-9._]{7,63}$/.test(value.value))
          continue;
        const { logicalId } = resource;
        yield {
          at: preSharedKey.node,
          logicalId,
          about: [logicalId, preSharedKey.path],
          message: `${logicalId} has a pre-shared key that ${problemOf(value.value)}: CloudFormation will fail to create it.`,
          assumesDefaults: assumedDefaults(value),
        };
      }
    }
  },
});

/** What is wrong, without the key itself. */
function problemOf(key: string): string {
  if (key.length < 8 || key.length > 64) return `has ${key.length} characters instead of 8 to 64`;
  return key.startsWith("0") ? "starts with 0" : "has other characters than letters, digits, dots and underscores";
}
