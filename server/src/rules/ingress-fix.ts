/** The fixes that open a security group, and from where. Knows how a fix is offered; does not know why. */
import type { Guard } from "../network/admission.ts";
import type { Network } from "../network/network.ts";
import type { Links } from "../network/resource.ts";
import {
  addIngress,
  canAddIngress,
  fromGroup,
  fromVpc,
  type IngressPorts,
  type IngressSource,
  type NewIngress,
  portsLabel,
} from "./add-ingress.ts";
import { hasChosenRules } from "./chosen-rules.ts";
import type { Fix } from "./rule.ts";
import { listed } from "./wording.ts";

/** None where the rules cannot be written. They change traffic: not safe. */
export function ingressFixes(network: Network, addition: NewIngress): readonly Fix[] {
  if (!canAddIngress(network, addition)) return [];
  const { group, ports, sources } = addition;
  return [
    {
      title: `Allow ${portsLabel(ports, "and")} from ${listed(sources.map((source) => source.label))} in ${group.resource.logicalId}`,
      preferred: true,
      safe: false,
      edits: () => addIngress(network, [addition]),
    },
  ];
}

/** The same for the first group of a guard; none where a condition chooses inside its rules, or the source is not known. */
export function openingFixes(
  network: Network,
  guard: Guard,
  ports: readonly IngressPorts[],
  source: IngressSource | undefined,
): readonly Fix[] {
  const [group] = guard.groups;
  return group && source && !hasChosenRules(network, group) ? ingressFixes(network, { group, ports, sources: [source] }) : [];
}

/** What stands in the subnets as a member of the groups: its first group where the template declares it, else its VPC. */
export function sourceOf(network: Network, subnets: Links, groups: Links): IngressSource | undefined {
  const group = network.securityGroups.get(groups.links[0]?.logicalId ?? "");
  const subnet = network.subnets.get(subnets.links[0]?.logicalId ?? "");
  const vpc = network.vpcs.get(subnet?.vpc?.logicalId ?? "");
  return group ? fromGroup(group) : vpc && fromVpc(vpc);
}
