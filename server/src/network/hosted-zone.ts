/**
 * `AWS::Route53::HostedZone` as far as it is private to VPCs. Does not know records.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-hostedzone.html
 */
import { type Field, type Link, link, type Resource, type Shape, shapes, textField } from "./resource.ts";

export const hostedZoneReads = {
  "AWS::Route53::HostedZone": ["Name", "VPCs"],
} as const;

export interface HostedZone {
  readonly resource: Resource;
  readonly name: Field<string> | undefined;
  /** VPCs that the zone is private to; a public zone has none. */
  readonly vpcs: readonly { readonly vpc: Link | undefined; readonly shape: Shape }[];
}

export const readHostedZone = (resource: Resource): HostedZone => ({
  resource,
  name: textField(resource, "Name"),
  vpcs: shapes(resource, "VPCs").shapes.map((shape) => ({ vpc: link(shape, "VPCId"), shape })),
});
