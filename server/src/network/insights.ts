/**
 * What a template asks Amazon VPC Network Insights to look at: paths, and scopes of access. Does not know analyses and their results.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkinsightspath.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkinsightsaccessscope.html
 */
import {
  type Field,
  integerField,
  type Link,
  link,
  type Links,
  links,
  type Resource,
  type Shape,
  shape,
  shapes,
  textField,
} from "./resource.ts";

export const insightsReads = {
  "AWS::EC2::NetworkInsightsPath": [
    "Source",
    "Destination",
    "SourceIp",
    "DestinationIp",
    "Protocol",
    "DestinationPort",
    "FilterAtSource",
    "FilterAtDestination",
  ],
  "AWS::EC2::NetworkInsightsAccessScope": ["MatchPaths", "ExcludePaths"],
} as const;

/** `AWS::EC2::NetworkInsightsPath`. */
export interface InsightsPath {
  readonly resource: Resource;
  readonly source: Link | undefined;
  readonly destination: Link | undefined;
  readonly sourceIp: Field<string> | undefined;
  readonly destinationIp: Field<string> | undefined;
  /** `tcp` or `udp`. */
  readonly protocol: Field<string> | undefined;
  readonly port: Field<number> | undefined;
  readonly atSource: PathFilter | undefined;
  readonly atDestination: PathFilter | undefined;
}

export interface PathFilter {
  readonly sourceAddress: Field<string> | undefined;
  readonly destinationAddress: Field<string> | undefined;
  readonly fromPort: Field<number> | undefined;
  readonly toPort: Field<number> | undefined;
  /** Whether it asks for source ports. */
  readonly hasSourcePorts: boolean;
}

export function readInsightsPath(resource: Resource): InsightsPath {
  return {
    resource,
    source: link(resource, "Source"),
    destination: link(resource, "Destination"),
    sourceIp: textField(resource, "SourceIp"),
    destinationIp: textField(resource, "DestinationIp"),
    protocol: textField(resource, "Protocol"),
    port: integerField(resource, "DestinationPort"),
    atSource: filterOf(shape(resource, "FilterAtSource")),
    atDestination: filterOf(shape(resource, "FilterAtDestination")),
  };
}

function filterOf(filter: Shape | undefined): PathFilter | undefined {
  if (!filter) return undefined;
  const range = shape(filter, "DestinationPortRange");
  return {
    sourceAddress: textField(filter, "SourceAddress"),
    destinationAddress: textField(filter, "DestinationAddress"),
    fromPort: range && integerField(range, "FromPort"),
    toPort: range && integerField(range, "ToPort"),
    hasSourcePorts: filter.get("SourcePortRange") !== undefined,
  };
}

/** `AWS::EC2::NetworkInsightsAccessScope`. */
export interface InsightsAccessScope {
  readonly resource: Resource;
  readonly matches: readonly AccessPath[];
  readonly excludes: readonly AccessPath[];
  /** False where a path of either list is known at deployment only. */
  readonly isComplete: boolean;
}

/** What a scope says of paths: both ends, and what they pass. */
export interface AccessPath {
  readonly shape: Shape;
  readonly source: AccessEnd | undefined;
  readonly destination: AccessEnd | undefined;
  readonly hasThrough: boolean;
}

export interface AccessEnd {
  readonly resources: Links;
  /** `AWS::EC2::InternetGateway` and the like. */
  readonly types: Links;
  readonly protocols: Links;
  readonly destinationPorts: Links;
  /** Whether it asks for addresses, prefix lists or source ports. */
  readonly hasOtherHeaders: boolean;
}

export function readInsightsAccessScope(resource: Resource): InsightsAccessScope {
  const matches = shapes(resource, "MatchPaths");
  const excludes = shapes(resource, "ExcludePaths");
  return {
    resource,
    matches: matches.shapes.map(readAccessPath),
    excludes: excludes.shapes.map(readAccessPath),
    isComplete: matches.isComplete && excludes.isComplete,
  };
}

const readAccessPath = (of: Shape): AccessPath => ({
  shape: of,
  source: readAccessEnd(shape(of, "Source")),
  destination: readAccessEnd(shape(of, "Destination")),
  hasThrough: of.get("ThroughResources") !== undefined,
});

const otherHeaders = ["SourceAddresses", "DestinationAddresses", "SourcePrefixLists", "DestinationPrefixLists", "SourcePorts"] as const;

function readAccessEnd(of: Shape | undefined): AccessEnd | undefined {
  if (!of) return undefined;
  const resources = shape(of, "ResourceStatement");
  const headers = shape(of, "PacketHeaderStatement");
  const list = (from: Shape | undefined, name: string): Links => (from ? links(from, name) : { links: [], isComplete: true });
  return {
    resources: list(resources, "Resources"),
    types: list(resources, "ResourceTypes"),
    protocols: list(headers, "Protocols"),
    destinationPorts: list(headers, "DestinationPorts"),
    hasOtherHeaders: otherHeaders.some((name) => headers?.get(name) !== undefined),
  };
}
