import { type Cidr, contains, formatCidr, overlaps } from "../../cidr/cidr.ts";
import type { ClientVpnRoute } from "../../network/client-vpn.ts";
import type { Network } from "../../network/network.ts";
import { type CidrField, keyOf, known, knownValue, type Link } from "../../network/resource.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { isDeclared } from "../declared.ts";
import { assumedDefaults, defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "clientvpn/no-authorization",
  consequence: "traffic",
  summary: "A Client VPN endpoint has authorization rules for where its routes lead.",
  why: "A Client VPN endpoint lets clients connect, but forwards nothing until an authorization rule says which networks they may reach. A route to a network that no rule admits leads the packets there for nothing.",
  silentWhen: [
    "the endpoint is exported or handed to another stack",
    "a rule names an endpoint that is not known",
    "the destination of a route or the target of a rule is not known",
    "a rule is for a part of the destination outside the VPC",
  ],
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
    for (const route of network.clientVpnRoutes.values()) {
      const endpoint = network.clientVpnEndpoints.get(route.endpoint?.logicalId ?? "")?.resource.logicalId;
      const destination = known(route.destination);
      if (endpoint === undefined || !destination || network.mayGainEntries(endpoint)) continue;
      const own = rules.filter((rule) => rule.endpoint?.logicalId === endpoint);
      if (own.length === 0 || own.some((rule) => !rule.target || mayAdmit(network, rule.target, destination, route.subnet))) continue;
      const { logicalId } = route.resource;
      yield {
        at: keyOf(route.resource),
        logicalId,
        about: [logicalId],
        message: `${logicalId} leads the clients of ${endpoint} to ${formatCidr(destination)}, but no authorization rule lets them in there: they will not reach it.`,
        related: own.map(({ resource }) => ({ at: keyOf(resource), message: `${resource.logicalId} is for another network.` })),
        assumesDefaults: assumedDefaults(knownValue(route.destination), ...own.map((rule) => knownValue(rule.target))),
        fixes: routeRuleFix(network, route, endpoint, destination),
      };
    }
  },
});

/** Whether a rule for `target` may be for the route: one for the VPC of the associated subnet alone needs no route. */
function mayAdmit(network: Network, target: CidrField, destination: Cidr, subnet: Link | undefined): boolean {
  const admitted = known(target);
  if (!admitted || contains(admitted, destination)) return true;
  const vpc = network.subnets.get(subnet?.logicalId ?? "")?.vpc;
  const blocks = vpc ? network.topology.blocksOf(vpc.identity).known.flatMap((field) => known(field) ?? []) : [];
  return overlaps(admitted, destination) && !blocks.some((block) => contains(block, admitted));
}

/** Access for everyone to the destination of the route. */
function routeRuleFix(network: Network, route: ClientVpnRoute, endpoint: string, destination: Cidr): readonly Fix[] {
  const { resource } = route;
  if (resource.declaration.bindings || route.destination?.node.kind !== "scalar") return [];
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), `${resource.logicalId}Authorization`);
  const properties = {
    map: [
      ["ClientVpnEndpointId", { ref: endpoint }],
      ["TargetNetworkCidr", formatCidr(destination)],
      ["AuthorizeAllGroups", true],
    ] as const,
  };
  return [
    {
      title: `Let all clients reach ${formatCidr(destination)}`,
      preferred: false,
      safe: false,
      edits: () =>
        insertResource(network.template.document, resource.entry, logicalId, "AWS::EC2::ClientVpnAuthorizationRule", properties, {
          condition: resource.declaration.condition,
        }),
    },
  ];
}

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
  // A rule for the VPC is not all that an endpoint with routes to other networks needs.
  if ([...network.clientVpnRoutes.values()].some((route) => route.endpoint?.logicalId === endpoint)) return [];
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
