/**
 * Availability Zones, compared without knowing their names: `!Select [0, !GetAZs ""]` twice is one zone, different indexes are
 * different zones, a parameter is some zone. Does not know the zone that AWS picks for a subnet.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html
 */
import { compareValues, type Sameness, valueIdentity } from "../template/value.ts";
import type { Network } from "./network.ts";
import type { Link, Links } from "./resource.ts";
import type { Subnet } from "./subnet.ts";

/** Whether two subnets stand in one zone. A zone name and a zone id cannot be compared: which is which differs between accounts. */
export function compareZones(a: Subnet, b: Subnet): Sameness {
  if (a.resource.logicalId === b.resource.logicalId) return "same";
  const [one, other] = [a.availabilityZone, b.availabilityZone];
  if (!one || !other || one.path !== other.path) return "unknown";
  const sameness = compareValues(one.value, other.value);
  return sameness === "unknown" && haveOtherEnds(valueIdentity(one.value), valueIdentity(other.value)) ? "different" : sameness;
}

/** `${AWS::Region}a` and `${AWS::Region}b`: one beginning, whatever it will be, and other ends. */
function haveOtherEnds(one: string, other: string): boolean {
  const ends = /^(.*\})([^${}]*)$/s;
  const [, beginning, end] = ends.exec(one) ?? [];
  const [, otherBeginning, otherEnd] = ends.exec(other) ?? [];
  return beginning !== undefined && beginning === otherBeginning && end !== otherEnd;
}

/** Two links to subnets in one zone, the later one second: every later one that repeats a zone, with the first that has it. */
export function repeatedZones(network: Network, subnets: readonly Link[]): readonly (readonly [first: Link, again: Link])[] {
  return subnets.flatMap((again, index) => {
    const subnet = network.subnets.get(again.logicalId ?? "");
    const first = subnets.slice(0, index).find((earlier) => {
      if (earlier.identity === again.identity) return true;
      const other = network.subnets.get(earlier.logicalId ?? "");
      return subnet !== undefined && other !== undefined && compareZones(other, subnet) === "same";
    });
    return first ? [[first, again] as const] : [];
  });
}

/** Whether all of the subnets stand in one zone for certain. False for none. */
function isOneZone(network: Network, subnets: readonly Link[]): boolean {
  const [first, ...others] = subnets;
  const subnet = network.subnets.get(first?.logicalId ?? "");
  if (!first || (!subnet && others.some((other) => other.identity !== first.identity))) return false;
  return others.every((link) => {
    const other = network.subnets.get(link.logicalId ?? "");
    return link.identity === first.identity || (subnet !== undefined && other !== undefined && compareZones(subnet, other) === "same");
  });
}

/**
 * Whether the subnets are too few zones for certain for what AWS spreads over two: one subnet, or all in one zone. False where a subnet
 * is of another stack, or may be in a Local Zone or on an Outpost, where some services make do with one.
 */
export function lacksSecondZone(network: Network, subnets: Links): boolean {
  const declared = subnets.links.map((link) => network.subnets.get(link.logicalId ?? ""));
  if (!subnets.isComplete || declared.length === 0 || !declared.every((subnet) => subnet && isInRegion(subnet))) return false;
  return isOneZone(network, subnets.links);
}

/** In an ordinary zone: AWS picks one, `Fn::GetAZs` lists it, or its name says so. */
function isInRegion({ availabilityZone, resource }: Subnet): boolean {
  if (resource.get("OutpostArn") !== undefined || resource.mayGainProperties) return false;
  if (!availabilityZone) return true;
  const { value } = availabilityZone;
  if (value.kind === "opaque" && value.element?.list.includes("Fn::GetAZs")) return true;
  return /^(?:[a-z]{2}(?:-[a-z]+)+-\d|\$\{AWS::Region\})[a-z]$|^[a-z]+\d-az\d+$/.test(valueIdentity(value));
}
