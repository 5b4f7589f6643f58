import { keyOf } from "../../network/resource.ts";
import type { Network } from "../../network/network.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "clientvpn/no-authorization",
  consequence: "traffic",
  summary: "A Client VPN endpoint has an authorization rule.",
  why: "A Client VPN endpoint lets clients connect, but forwards nothing until an authorization rule says which networks they may reach.",
  silentWhen: ["the endpoint is exported or handed to another stack", "a rule names an endpoint that is not known"],
  reference: "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-rules.html",
  isFixable: true,
  *check(network) {
    const rules = [...network.clientVpnAuthorizationRules.values()];
    if (rules.some((rule) => rule.endpoint?.logicalId === undefined)) return;
    for (const { resource } of network.clientVpnEndpoints.values()) {
      const { logicalId } = resource;
      if (network.mayGainEntries(logicalId) || rules.some((rule) => rule.endpoint?.logicalId === logicalId)) continue;
      yield {
        at: keyOf(resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} has no authorization rule: clients will connect, but reach nothing.`,
        fixes: ruleFix(network, logicalId),
      };
    }
  },
});

/** Access for everyone to the VPC of the associated subnets, where there is one. */
function ruleFix(network: Network, endpoint: string): readonly Fix[] {
  const made = network.clientVpnEndpoints.get(endpoint)?.resource;
  const vpcs = new Set(
    [...network.clientVpnAssociations.values()].flatMap((association) =>
      association.endpoint?.logicalId === endpoint ? (network.subnets.get(association.subnet?.logicalId ?? "")?.vpc?.logicalId ?? []) : [],
    ),
  );
  const [vpc] = vpcs;
  const condition = made?.declaration.condition;
  const vpcCondition = network.vpcs.get(vpc ?? "")?.resource.declaration.condition;
  if (
    !made ||
    made.declaration.bindings ||
    vpc === undefined ||
    vpcs.size > 1 ||
    !network.vpcs.has(vpc) ||
    isDeclared(network, "AWS::EC2::ClientVpnAuthorizationRule", endpoint)
  )
    return [];
  if (vpcCondition !== undefined && vpcCondition !== condition) return [];
  const properties = {
    map: [
      ["ClientVpnEndpointId", { ref: endpoint }],
      ["TargetNetworkCidr", { getAtt: [vpc, "CidrBlock"] }],
      ["AuthorizeAllGroups", true],
    ] as const,
  };
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${endpoint}Authorization`);
  return [
    {
      title: `Let all clients reach ${vpc}`,
      preferred: false,
      safe: false,
      edits: () =>
        insertResource(network.template.document, made.entry, logicalId, "AWS::EC2::ClientVpnAuthorizationRule", properties, { condition }),
    },
  ];
}
