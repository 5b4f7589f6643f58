/**
 * The ports on which databases and caches listen: as the template gives them, or else the engine's default. Does not know what option
 * groups open besides.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
import { databaseReads } from "./database.ts";
import { type Field, integerField, known, knownValue, link, type Resource, textField } from "./resource.ts";

export const servicePortReads = {
  "AWS::DocDB::DBCluster": ["Port"],
  "AWS::Neptune::DBCluster": ["DBPort"],
  "AWS::Redshift::Cluster": ["Port"],
  "AWS::ElastiCache::CacheCluster": ["Port", "Engine"],
  "AWS::ElastiCache::ReplicationGroup": ["Port"],
} as const;

/** TCP ports. */
export interface ServicePorts {
  /** Any of these may be the one in use; at least one. */
  readonly ports: readonly number[];
  /** Parameters whose defaults they hang on. */
  readonly assumesDefaults: readonly string[];
}

/** Undefined where the port is not known, and for a type that has none here. `resourceOf` finds a resource of the template. */
export function servicePortsOf(resource: Resource, resourceOf: (logicalId: string) => Resource | undefined): ServicePorts | undefined {
  const { type } = resource;
  if (resource.mayGainProperties || !(type in servicePortReads || type in databaseReads)) return undefined;
  const cluster = type === "AWS::RDS::DBInstance" ? link(resource, "DBClusterIdentifier") : undefined;
  if (cluster) {
    const declared = resourceOf(cluster.logicalId ?? "");
    return declared?.type === "AWS::RDS::DBCluster" ? servicePortsOf(declared, resourceOf) : undefined;
  }
  const stated = integerField(resource, type === "AWS::Neptune::DBCluster" ? "DBPort" : "Port");
  if (stated) return given(stated);
  const always = defaults[type];
  if (always !== undefined) return { ports: [always], assumesDefaults: [] };
  const engine = textField(resource, "Engine");
  const ports = portsOfEngine(known(engine)?.toLowerCase() ?? "", type);
  return ports && { ports, assumesDefaults: knownValue(engine)?.assumesDefaults ?? [] };
}

function given(stated: Field<number>): ServicePorts | undefined {
  const value = knownValue(stated);
  return value && value.value > 0 && value.value <= 65_535 ? { ports: [value.value], assumesDefaults: value.assumesDefaults } : undefined;
}

/** Types with one default. */
const defaults: Readonly<Record<string, number>> = {
  "AWS::DocDB::DBCluster": 27_017,
  "AWS::Neptune::DBCluster": 8182,
  "AWS::Redshift::Cluster": 5439,
  "AWS::ElastiCache::ReplicationGroup": 6379,
};

function portsOfEngine(engine: string, type: string): readonly number[] | undefined {
  // Of a cluster AWS documents both. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html
  if (engine === "aurora-postgresql" && type === "AWS::RDS::DBCluster") return [5432, 3306];
  return engines.find(([name]) => name.test(engine))?.[1];
}

const engines: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^(?:mysql|mariadb|aurora|aurora-mysql)$/, [3306]],
  [/^(?:postgres|aurora-postgresql)$/, [5432]],
  [/^oracle-/, [1521]],
  [/^sqlserver-/, [1433]],
  [/^db2-/, [50_000]],
  [/^(?:redis|valkey)$/, [6379]],
  [/^memcached$/, [11_211]],
];
