/** Which parameters decide about given resources: whether they exist and what their values are. Knows no resource type. */
import type { Node } from "./node.ts";
import { scalarText } from "./node.ts";
import { namesIn, type ResourceDeclaration, type Template, visitIntrinsics } from "./template.ts";

/** Names of the parameters and pseudo parameters that a condition hangs on. */
export const namesThatDecide = (template: Template, condition: string): ReadonlySet<string> => namesFrom(template, [], [condition]);

/**
 * Names of the parameters and pseudo parameters that the resources, and those they refer to, take their values and conditions from.
 * `withUsers`: those that refer to one of the resources count, too. Ids that the template does not declare count for nothing.
 */
export function namesThatSteer(template: Template, logicalIds: Iterable<string>, withUsers = false): ReadonlySet<string> {
  const own = [...logicalIds];
  return namesFrom(template, withUsers ? [...own, ...usersOf(template, new Set(own))] : own, []);
}

function namesFrom(template: Template, logicalIds: readonly string[], conditions: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...logicalIds];
  const openNode = (node: Node | undefined): void =>
    visitIntrinsics(node, (intrinsic) => {
      open.push(...namesIn(intrinsic));
      const { argument } = intrinsic;
      const first = argument.kind === "list" ? argument.items[0] : argument;
      if (intrinsic.name === "Fn::If" || intrinsic.name === "Condition") openCondition(scalarText(first));
    });
  const openCondition = (name: string | undefined): void => {
    const key = `Condition ${name}`;
    if (name === undefined || seen.has(key)) return;
    seen.add(key);
    openNode(template.conditions.get(name)?.value);
  };
  for (const condition of conditions) openCondition(condition);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const resource = template.resources.get(name);
    if (resource) {
      openCondition(resource.condition);
      openNode(resource.properties);
    } else if (template.parameters.has(name) || name.startsWith("AWS::")) found.add(name);
  }
  return found;
}

const usersOf = (template: Template, used: ReadonlySet<string>): readonly string[] =>
  [...template.resources.values()].filter((resource) => refersTo(resource, used)).map(({ logicalId }) => logicalId);

function refersTo({ properties }: ResourceDeclaration, used: ReadonlySet<string>): boolean {
  let found = false;
  visitIntrinsics(properties, (intrinsic) => {
    found ||= namesIn(intrinsic).some((name) => used.has(name));
  });
  return found;
}
