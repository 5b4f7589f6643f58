/** The fix that lets a load balancer out to its targets, by a rule of its own: inside the group it could make a circle. Knows no flows. */
import type { Network } from "../../network/network.ts";
import type { SecurityGroup } from "../../network/security-group.ts";
import { freshLogicalId, insertResource } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { type IngressPorts, portsLabel } from "../add-ingress.ts";
import { declaredNaming } from "../declared.ts";
import type { Fix } from "../rule.ts";

const standaloneType = "AWS::EC2::SecurityGroupEgress";

/** None where a loop makes a group, the rule would need two conditions, or rules of other scenarios could say the same. */
export function letOutFix(network: Network, from: SecurityGroup, to: SecurityGroup, ports: readonly IngressPorts[]): readonly Fix[] {
  const [source, target] = [from.resource, to.resource];
  const conditions = [...new Set([source, target].flatMap(({ declaration }) => declaration.condition ?? []))];
  const isLoop = source.declaration.bindings !== undefined || target.declaration.bindings !== undefined;
  if (isLoop || conditions.length > 1 || hasOtherRules(network, from)) return [];
  const edits = () => {
    const taken = new Set(network.template.resources.keys());
    const made = ports.map(({ protocol, range }) => {
      const logicalId = freshLogicalId(taken, `${source.logicalId}To${target.logicalId}${ports.length > 1 ? (range?.[0] ?? "") : ""}`);
      taken.add(logicalId);
      const properties = {
        map: [
          ["GroupId", { getAtt: [source.logicalId, "GroupId"] as const }],
          ["IpProtocol", protocol],
          ["FromPort", range?.[0] ?? 0],
          ["ToPort", range?.[1] ?? 65_535],
          ["DestinationSecurityGroupId", { getAtt: [target.logicalId, "GroupId"] as const }],
        ] as const,
      };
      return insertResource(network.template.document, source.entry, logicalId, standaloneType, properties, { condition: conditions[0] });
    });
    return made.includes(undefined) ? undefined : made.flatMap((one) => one ?? []);
  };
  const title = `Allow ${portsLabel(ports, "and")} to ${target.logicalId} from ${source.logicalId}`;
  return [{ title, preferred: true, safe: false, edits }];
}

/** Whether the template declares egress rules of the group that are absent in this scenario, or may be. */
function hasOtherRules(network: Network, { resource }: SecurityGroup): boolean {
  const inside = child(resource.declaration.properties, "SecurityGroupEgress");
  const isPlain =
    inside === undefined || inside.kind === "map" || (inside.kind === "list" && inside.items.every(({ kind }) => kind === "map"));
  return !isPlain || declaredNaming(network, standaloneType, resource.logicalId).some(({ logicalId }) => !network.resources.has(logicalId));
}
