/**
 * What a template hands to stacks that it does not show: exports and what is like them, and the properties of nested stacks, modules
 * and custom resources.
 */
import { child, type Node } from "../template/node.ts";
import { namesIn, type Template, visitIntrinsics } from "../template/template.ts";
import type { Resource } from "./resource.ts";

const foreignStacks = new Set([
  "AWS::CloudFormation::Stack",
  "AWS::CloudFormation::StackSet",
  "AWS::CloudFormation::CustomResource",
  "AWS::Serverless::Application",
]);

/**
 * Whether a resource of the type runs what this template does not show: another template, a module, or the code of somebody other
 * than AWS. https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-types.html
 */
export const isForeignStack = (type: string): boolean =>
  foreignStacks.has(type) || type.endsWith("::MODULE") || !/^(?:AWS|Alexa)::/.test(type);

/**
 * Types by which a template gives ids to other stacks and accounts, as it does by an export, or a route table to a route server, which
 * adds routes by itself: https://docs.aws.amazon.com/vpc/latest/userguide/dynamic-routing-route-server.html
 */
const publications = new Set(["AWS::SSM::Parameter", "AWS::RAM::ResourceShare", "AWS::EC2::RouteServerPropagation"]);

/** Resources that an exported output names, or a resource that is like an export. */
export function exportedIds(template: Template, resources: ReadonlyMap<string, Resource>): ReadonlySet<string> {
  const outputs = template.outputs.flatMap((output) => (child(output.value, "Export") ? (child(output.value, "Value") ?? []) : []));
  return namedIds([...outputs, ...propertiesOf(resources, (type) => publications.has(type))]);
}

/** Resources that the properties of nested stacks and the like name. */
export const handedIds = (resources: ReadonlyMap<string, Resource>): ReadonlySet<string> =>
  namedIds(propertiesOf(resources, isForeignStack));

const propertiesOf = (resources: ReadonlyMap<string, Resource>, isOfType: (type: string) => boolean): readonly Node[] =>
  [...resources.values()].flatMap(({ type, declaration }) => (isOfType(type) ? (declaration.properties ?? []) : []));

function namedIds(nodes: readonly Node[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const node of nodes) {
    visitIntrinsics(node, (intrinsic) => {
      for (const name of namesIn(intrinsic)) ids.add(name);
    });
  }
  return ids;
}
