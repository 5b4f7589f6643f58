/** The refactoring that gives a VPC a gateway endpoint for S3 or DynamoDB, for all its private route tables. Knows no finding. */
import type { Analysis } from "../analysis.ts";
import { known } from "../network/resource.ts";
import type { RouteTable } from "../network/route-table.ts";
import { exposureOf } from "../network/routing.ts";
import { vpcIdentity } from "../network/topology.ts";
import type { Vpc } from "../network/vpc.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import { freshLogicalId, insertResource } from "../template/edits.ts";
import type { Source } from "../template/source.ts";
import type { Span, TextEdit } from "../text/span.ts";
import { sentenceList } from "./markdown.ts";
import type { Refactoring } from "./refactorings.ts";
import { selected } from "./selection.ts";

/** https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
const services = [
  { service: "s3", label: "S3", name: "S3Endpoint" },
  { service: "dynamodb", label: "DynamoDB", name: "DynamoDbEndpoint" },
] as const;

/** For the VPC around the selection: one for each service that it has no gateway endpoint of. */
export function addGatewayEndpoint(analysis: Analysis, span: Span): readonly Refactoring[] {
  const vpc = selected(analysis, span, (one) => one.vpcs)?.found;
  const tables = vpc ? privateTables(analysis, vpc) : [];
  if (!vpc || !tables.some((table) => isAlways(vpc, table))) return [];
  const ids = tables.map((table) => table.resource.logicalId);
  return services
    .filter(({ service }) => !mayHaveEndpoint(analysis, vpc, service))
    .map((one) => ({
      title: `Add a gateway endpoint for ${one.label} to ${sentenceList(ids)}`,
      edits: () => insertEndpoint(analysis, vpc, tables, one),
    }));
}

/** Whether the table exists wherever the VPC does. */
const isAlways = (vpc: Vpc, table: RouteTable): boolean => {
  const { condition } = table.resource.declaration;
  return condition === undefined || condition === vpc.resource.declaration.condition;
};

/** The tables that serve subnets of the VPC and lead none of them to an internet gateway, in whatever scenario. */
function privateTables({ networks }: Analysis, { resource }: Vpc): readonly RouteTable[] {
  const found = new Map<string, RouteTable>();
  const others = new Set<string>();
  for (const network of networks) {
    for (const table of network.topology.tablesIn(vpcIdentity(resource.logicalId))) {
      const { logicalId, declaration } = table.resource;
      const kinds = network.topology.subnetsOf(logicalId).map((subnet) => exposureOf(network, subnet).kind);
      if (kinds.includes("public") || kinds.includes("unknown") || declaration.bindings) others.add(logicalId);
      else if (kinds.length > 0 && !found.has(logicalId)) found.set(logicalId, table);
    }
  }
  return [...found.values()].filter((table) => !others.has(table.resource.logicalId));
}

/** A gateway endpoint of a service that is not known may be one of this service. */
const mayHaveEndpoint = ({ networks }: Analysis, vpc: Vpc, service: string): boolean =>
  networks.some((network) =>
    [...network.vpcEndpoints.values()].some((endpoint) => {
      const isHere = endpoint.vpc?.logicalId === undefined || endpoint.vpc.logicalId === vpc.resource.logicalId;
      const isOther = known(endpoint.serviceName) !== undefined || awsService(endpoint.serviceName) !== undefined;
      return isHere && (endpoint.type ?? "Gateway") === "Gateway" && (!isOther || awsService(endpoint.serviceName) === service);
    }),
  );

function insertEndpoint(
  { template, networks }: Analysis,
  vpc: Vpc,
  tables: readonly RouteTable[],
  { service, name }: (typeof services)[number],
): readonly TextEdit[] | undefined {
  const own = (link: { readonly logicalId: string | undefined } | undefined): boolean => link?.logicalId === vpc.resource.logicalId;
  const endpoints = networks.flatMap((network) => [...network.vpcEndpoints.values()].filter((endpoint) => own(endpoint.vpc)));
  const beside = endpoints.at(-1)?.resource ?? tables.at(-1)?.resource;
  if (!beside) return undefined;
  const vpcs = new Set(networks.flatMap((network) => [...network.vpcs.keys()]));
  const logicalId = freshLogicalId(new Set(template.resources.keys()), vpcs.size > 1 ? `${vpc.resource.logicalId}${name}` : name);
  const properties: Source = {
    map: [
      ["VpcId", { ref: vpc.resource.logicalId }],
      ["ServiceName", { sub: `com.amazonaws.\${AWS::Region}.${service}` }],
      ["VpcEndpointType", "Gateway"],
      ["RouteTableIds", tables.map((table) => tableSource(vpc, table))],
    ],
  };
  const { condition } = vpc.resource.declaration;
  return insertResource(template.document, beside.entry, logicalId, "AWS::EC2::VPCEndpoint", properties, { condition });
}

function tableSource(vpc: Vpc, table: RouteTable): Source {
  const own: Source = { ref: table.resource.logicalId };
  const { condition } = table.resource.declaration;
  return isAlways(vpc, table) || condition === undefined ? own : { call: "Fn::If", argument: [condition, own, { ref: "AWS::NoValue" }] };
}
