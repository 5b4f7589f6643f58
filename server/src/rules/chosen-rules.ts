/** Whether a security group's rules may be others in other scenarios, so that a rule which is missing in one is there in another. */
import type { Network } from "../network/network.ts";
import type { SecurityGroup } from "../network/security-group.ts";

/** Whether a condition chooses any value inside an ingress rule of the group. */
export const hasChosenRules = (network: Network, group: SecurityGroup): boolean =>
  network.topology.rulesOf(group, "ingress").rules.some(({ shape: { node } }) => {
    return node.kind === "map" && node.entries.some(({ value }) => value.kind === "intrinsic" && value.name === "Fn::If");
  });
