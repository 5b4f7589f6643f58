/** What the rules about network ACLs share: the entries of an ACL, by direction. */
import type { NetworkAcl, NetworkAclEntry } from "../../network/network-acl.ts";
import type { Network } from "../../network/network.ts";
import { known } from "../../network/resource.ts";
import { declaredNaming } from "../declared.ts";
import type { Subnet } from "../../network/subnet.ts";

export type Direction = "ingress" | "egress";

/** Undefined where the direction is not known. Absent means ingress. */
export function directionOf(entry: NetworkAclEntry): Direction | undefined {
  if (!entry.egress) return entry.resource.mayGainProperties ? undefined : "ingress";
  const egress = known(entry.egress);
  return egress === undefined ? undefined : egress ? "egress" : "ingress";
}

/** The entries of a declared ACL; undefined where one may be missing or cannot be placed. */
export function completeEntries(network: Network, acl: NetworkAcl): readonly NetworkAclEntry[] | undefined {
  const { logicalId } = acl.resource;
  const all = [...network.networkAclEntries.values()];
  if (network.mayGainEntries(logicalId) || all.some((entry) => !network.networkAcls.has(entry.acl?.logicalId ?? ""))) return undefined;
  const own = all.filter((entry) => entry.acl?.logicalId === logicalId);
  const isPlain = own.every((entry) => directionOf(entry) !== undefined && /^(?:allow|deny)$/i.test(known(entry.action) ?? ""));
  return isPlain ? own : undefined;
}

/** Whether the template declares entries of the ACL that are absent in this scenario: a new one could clash with them in others. */
export const hasOtherEntries = (network: Network, acl: NetworkAcl, entries: readonly NetworkAclEntry[]): boolean =>
  declaredNaming(network, "AWS::EC2::NetworkAclEntry", acl.resource.logicalId).length > entries.length;

export const isAllow = (entry: NetworkAclEntry): boolean => known(entry.action)?.toLowerCase() === "allow";

/** The subnets of this template that an ACL guards. */
export const subnetsOfAcl = (network: Network, acl: NetworkAcl): readonly Subnet[] =>
  [...network.subnetNetworkAclAssociations.values()].flatMap((association) =>
    association.acl?.logicalId === acl.resource.logicalId ? (network.subnets.get(association.subnet?.logicalId ?? "") ?? []) : [],
  );

/** The first number from `from` on, in steps of ten, that no entry of that direction has. Valid are 1 to 32766. */
export function freeRuleNumber(entries: readonly NetworkAclEntry[], direction: Direction, from: number): number {
  const taken = new Set(entries.filter((entry) => directionOf(entry) === direction).map((entry) => known(entry.ruleNumber)));
  let number = Math.max(1, Math.min(from, 32000));
  while (taken.has(number)) number += number + 10 <= 32766 ? 10 : 1;
  return number;
}

/** Where AWS states what an entry must have. */
export const entryReference =
  "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html";
