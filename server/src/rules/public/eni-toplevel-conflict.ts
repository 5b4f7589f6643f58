import type { Network } from "../../network/network.ts";
import type { Resource } from "../../network/resource.ts";
import { removeEntry, setEntry } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { defineRule, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

/** Properties of an instance that belong into its network interfaces, and what they are called there. */
const innerNames = { SubnetId: "SubnetId", SecurityGroupIds: "GroupSet", PrivateIpAddress: "PrivateIpAddress" } as const;
type Moved = keyof typeof innerNames;
const topLevel: readonly Moved[] = ["SubnetId", "SecurityGroupIds", "PrivateIpAddress"];

export default defineRule({
  id: "public/eni-toplevel-conflict",
  consequence: "deploy-fail",
  summary: "An instance with NetworkInterfaces has its subnet, groups and address in there.",
  why: `\`NetworkInterfaces\` describes the interfaces of an instance; \`SubnetId\`, \`SecurityGroupIds\` and \`PrivateIpAddress\` of the instance describe its one
interface where there is no such list. EC2 refuses to start an instance with both.`,
  awsError: "Network interfaces and an instance-level subnet ID may not be specified on the same request",
  silentWhen: ["the list of network interfaces is not known, or empty", "the two are used under conditions that exclude each other"],
  reference: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html",
  isFixable: true,
  *check(network) {
    for (const { resource, interfaces } of network.instances.values()) {
      const isListed = resource.get("NetworkInterfaces") !== undefined && interfaces.length > 0;
      const wrong = isListed && !resource.mayGainProperties ? topLevel.filter((name) => resource.get(name) !== undefined) : [];
      const at = resource.get(wrong[0] ?? "SubnetId")?.node;
      if (wrong.length === 0 || !at) continue;
      const { logicalId } = resource;
      yield {
        at,
        logicalId,
        about: [logicalId],
        message: `${logicalId} has NetworkInterfaces, but also ${listed(wrong)} outside of it: CloudFormation will fail to create it.`,
        fixes: moveFix(network, resource, wrong),
      };
    }
  },
});

/** None with several interfaces, or where the interface has a value of its own: which one is meant is not known. */
function moveFix(network: Network, resource: Resource, wrong: readonly Moved[]): readonly Fix[] {
  const { document } = network.template;
  const { properties, bindings } = resource.declaration;
  const list = child(properties, "NetworkInterfaces");
  const [inner, second] = list?.kind === "list" ? list.items : [];
  const values = wrong.flatMap((name) => {
    const node = child(properties, name);
    return node ? [{ name, node }] : [];
  });
  if (!properties || inner?.kind !== "map" || second || bindings || isShared(properties) || child(inner, "NetworkInterfaceId")) return [];
  if (values.length !== wrong.length || wrong.some((name) => child(inner, innerNames[name]))) return [];
  const first = inner.entries[0]?.key.text;
  return [
    {
      title: `Move ${listed(wrong)} into NetworkInterfaces`,
      preferred: true,
      safe: false,
      edits: () => {
        const edits = values.flatMap(({ name, node }) => [
          setEntry(document, inner, innerNames[name], { node }, { after: first }),
          removeEntry(document, properties, name),
        ]);
        return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
      },
    },
  ];
}
