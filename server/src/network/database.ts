/**
 * Amazon RDS databases as far as their place in a network goes. Does not know the addresses of a database, nor default subnet groups.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
import { booleanField, type Field, type Link, link, type Resource } from "./resource.ts";

export const databaseReads = {
  "AWS::RDS::DBInstance": ["PubliclyAccessible", "DBSubnetGroupName", "DBClusterIdentifier", "Port", "Engine"],
  "AWS::RDS::DBCluster": ["DBSubnetGroupName", "Port", "Engine"],
} as const;

/** `AWS::RDS::DBInstance`. */
export interface DatabaseInstance {
  readonly resource: Resource;
  /** Absent: AWS decides by the subnet group and the VPC. */
  readonly publiclyAccessible: Field<boolean> | undefined;
  readonly subnetGroup: Link | undefined;
  /** The Aurora or Multi-AZ cluster that it belongs to: its subnet group is that of the instance. */
  readonly cluster: Link | undefined;
}

export const readDatabaseInstance = (resource: Resource): DatabaseInstance => ({
  resource,
  publiclyAccessible: booleanField(resource, "PubliclyAccessible"),
  subnetGroup: link(resource, "DBSubnetGroupName"),
  cluster: link(resource, "DBClusterIdentifier"),
});
