/**
 * A VPC's two DNS attributes: which of them is not as private names need it, and the fix. Knows what makes a name private no more
 * than its callers say.
 */
import type { VpcEndpoint } from "../../network/vpc-endpoint.ts";
import type { Network } from "../../network/network.ts";
import { type Field, keyOf, knownValue } from "../../network/resource.ts";
import { vpcIdentity } from "../../network/topology.ts";
import type { Vpc } from "../../network/vpc.ts";
import { removeEntry, replaceValue, setEntry } from "../../template/edits.ts";
import { child, type Node, type Place } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import type { TextEdit } from "../../text/span.ts";
import { assumedDefaults, type Finding, type Fix, type RelatedPlace } from "../rule.ts";

/** What is wrong with a VPC's DNS attributes. */
export interface DnsGap {
  readonly vpc: Vpc;
  /** Where it stands: a value that says so, or the VPC that does not say otherwise. */
  readonly at: Place;
  /** "EnableDnsHostnames is not true", "EnableDnsSupport is false", or both. */
  readonly text: string;
  /** The literals elsewhere that decided it. */
  readonly related: readonly RelatedPlace[];
  readonly assumesDefaults: readonly string[];
  /** Undefined where a value comes from elsewhere (a parameter, a mapping) or where a loop makes the VPC. */
  readonly fix: Fix | undefined;
}

const hostnames = "EnableDnsHostnames";
const support = "EnableDnsSupport";

/**
 * The gap of a VPC that private names need closed; undefined where both attributes are true, or may be. DNS support is on
 * unless a template says otherwise, hostnames are off: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function dnsGap(network: Network, vpc: Vpc, isSafe: boolean): DnsGap | undefined {
  const hasNoHostnames = vpc.dnsHostnames === undefined ? !network.isOpen && !vpc.resource.mayGainProperties : isFalse(vpc.dnsHostnames);
  const hasNoSupport = isFalse(vpc.dnsSupport);
  if (!hasNoHostnames && !hasNoSupport) return undefined;
  const wrong = [hasNoHostnames ? vpc.dnsHostnames : undefined, hasNoSupport ? vpc.dnsSupport : undefined];
  const texts = [hasNoHostnames ? `${hostnames} is not true` : "", hasNoSupport ? `${support} is false` : ""];
  const first = hasNoHostnames ? vpc.dnsHostnames : vpc.dnsSupport;
  return {
    vpc,
    at: first?.node ?? keyOf(vpc.resource),
    text: inWords(texts.filter((text) => text !== "")),
    related: wrong.flatMap((field) => originsElsewhere(field)),
    assumesDefaults: assumedDefaults(...wrong.map(knownValue)),
    fix: fixOf(network, vpc, hasNoHostnames, hasNoSupport, isSafe),
  };
}

/** The finding that a gap is: of the VPC. `causes` are what needs the gap closed. */
export const gapFinding = (
  { vpc, at, related, assumesDefaults, fix }: DnsGap,
  message: string,
  causes: readonly RelatedPlace[] = [],
): Finding => ({
  at,
  logicalId: vpc.resource.logicalId,
  about: [vpc.resource.logicalId],
  message,
  related: [...causes, ...related],
  fixes: fix ? [fix] : [],
  assumesDefaults,
});

/** Hostnames on and support off: AWS refuses that by itself, so nothing else is said about it. */
export const isContradiction = (vpc: Vpc): boolean => knownValue(vpc.dnsHostnames)?.value === true && isFalse(vpc.dnsSupport);

/** The endpoints in the VPC whose private names need both attributes, in document order. */
export function endpointsWithPrivateDns(network: Network, vpc: Vpc): readonly VpcEndpoint[] {
  const identity = vpcIdentity(vpc.resource.logicalId);
  return [...network.vpcEndpoints.values()].filter(
    (endpoint) =>
      endpoint.vpc?.identity === identity &&
      (endpoint.type === "Interface" || endpoint.type === "Resource") &&
      knownValue(endpoint.privateDns)?.value === true,
  );
}

/** "A", "A and B", "A, B and C". */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;

const isFalse = (field: Field<boolean> | undefined): boolean => knownValue(field)?.value === false;

/** Where the value is decided, other than in the VPC itself. */
const originsElsewhere = (field: Field<boolean> | undefined): readonly RelatedPlace[] =>
  (knownValue(field)?.origins ?? []).flatMap((origin) =>
    origin === field?.node ? [] : [{ at: origin, message: "The value comes from here." }],
  );

function fixOf(network: Network, vpc: Vpc, hasNoHostnames: boolean, hasNoSupport: boolean, isSafe: boolean): Fix | undefined {
  const { declaration, logicalId } = vpc.resource;
  const { properties } = declaration;
  if (!properties || declaration.bindings || isShared(properties)) return undefined;
  const writesHostnames = !hasNoHostnames || isOwnLiteral(vpc.dnsHostnames) || child(properties, hostnames) === undefined;
  if (!writesHostnames || (hasNoSupport && !isOwnLiteral(vpc.dnsSupport))) return undefined;
  const isEntry = child(properties, support) === vpc.dnsSupport?.node;
  const steps = [
    ...(hasNoHostnames ? [`set ${hostnames}: true`] : []),
    ...(hasNoSupport ? [isEntry ? `remove ${support}: false` : `set ${support}: true`] : []),
  ];
  return {
    title: `${inWords(steps).replace(/^[a-z]/, (letter) => letter.toUpperCase())} in ${logicalId}`,
    preferred: true,
    safe: isSafe,
    edits: () => {
      const on = hasNoHostnames ? setHostnames(network, vpc, properties) : [];
      const off = hasNoSupport ? dropSupport(network, vpc, properties) : [];
      return on && off && [...on, ...off];
    },
  };
}

/** The literal stands in the VPC: in the property, or in the branch of an `Fn::If` that was taken. */
const isOwnLiteral = (field: Field<boolean> | undefined): boolean => field?.node.kind === "scalar";

function setHostnames(network: Network, vpc: Vpc, properties: Node): readonly TextEdit[] | undefined {
  const { document } = network.template;
  if (vpc.dnsHostnames) return replaceValue(document, vpc.dnsHostnames.node, true);
  const keys = properties.kind === "map" ? properties.entries.map(({ key }) => key.text) : [];
  // Not behind an entry that goes at the same time.
  const neighbour = isFalse(vpc.dnsSupport)
    ? keys.find((key) => key !== support)
    : (keys.find((key) => key === support) ?? keys.find((key) => key === "CidrBlock"));
  if (isFalse(vpc.dnsSupport) && neighbour === undefined) return undefined;
  return setEntry(document, properties, hostnames, true, { after: neighbour });
}

/** True is the default, so the entry goes; in a branch of an `Fn::If` the value is turned. */
function dropSupport(network: Network, vpc: Vpc, properties: Node): readonly TextEdit[] | undefined {
  const { document } = network.template;
  const node = vpc.dnsSupport?.node;
  if (!node) return undefined;
  return child(properties, support) === node ? removeEntry(document, properties, support) : replaceValue(document, node, true);
}
