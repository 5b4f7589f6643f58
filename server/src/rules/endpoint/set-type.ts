/** The fix that writes the type of a VPC endpoint. Does not know when a type is right. */
import type { Network } from "../../network/network.ts";
import type { VpcEndpoint } from "../../network/vpc-endpoint.ts";
import { insertProperty, replaceValue } from "../../template/edits.ts";
import type { Fix } from "../rule.ts";

/** `type` as AWS writes it: `Interface`. The traffic takes another way: not safe. */
export const setType = (network: Network, { resource, typeField }: VpcEndpoint, type: string): Fix => ({
  title: `Set VpcEndpointType: ${type} in ${resource.logicalId}`,
  preferred: true,
  safe: false,
  edits: () =>
    typeField
      ? replaceValue(network.template.document, typeField.node, type)
      : insertProperty(network.template.document, resource.entry, "VpcEndpointType", type),
});
