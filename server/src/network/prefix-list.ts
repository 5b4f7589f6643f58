/**
 * Prefix lists that a template makes. Does not know those of AWS or of other stacks.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html
 */
import type { Cidr } from "../cidr/cidr.ts";
import type { Network } from "./network.ts";
import { type CidrField, cidrField, known, type Link, type Resource, shapes } from "./resource.ts";

export const prefixListReads = {
  "AWS::EC2::PrefixList": ["Entries"],
} as const;

export interface PrefixList {
  readonly resource: Resource;
  readonly entries: readonly CidrField[];
  readonly isComplete: boolean;
}

export function readPrefixList(resource: Resource): PrefixList {
  const entries = shapes(resource, "Entries");
  return { resource, entries: entries.shapes.flatMap((shape) => cidrField(shape, "Cidr") ?? []), isComplete: entries.isComplete };
}

/** The blocks of a list; undefined where the template does not make it, or one of them is not known. */
export function prefixListEntries(network: Network, list: Link): readonly Cidr[] | undefined {
  const declared = network.prefixLists.get(list.logicalId ?? "");
  if (!declared?.isComplete) return undefined;
  const blocks = declared.entries.flatMap((entry) => known(entry) ?? []);
  return blocks.length === declared.entries.length ? blocks : undefined;
}
