/**
 * Amazon EKS clusters as far as their place in a network goes. Does not know nodes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-cluster.html
 */
import type { Resource } from "./resource.ts";

export const eksClusterReads = { "AWS::EKS::Cluster": ["OutpostConfig"] } as const;

export interface EksCluster {
  readonly resource: Resource;
  /** Whether the control plane runs on an Outpost, where one subnet is enough. */
  readonly isOnOutpost: boolean;
}

export const readEksCluster = (resource: Resource): EksCluster => ({
  resource,
  isOnOutpost: resource.get("OutpostConfig") !== undefined,
});
