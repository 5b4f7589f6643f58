import type { Network } from "../../network/network.ts";
import { type Field, keyOf, known, type Resource } from "../../network/resource.ts";
import { targetOf } from "../../network/route-table.ts";
import { insertProperty } from "../../template/edits.ts";
import { defineRule, type Fix } from "../rule.ts";

export default defineRule({
  id: "route/appliance-src-dst-check",
  consequence: "traffic",
  summary: "An instance that forwards packets needs its source/destination check switched off.",
  why: "EC2 drops packets that are neither from nor to an address of the instance itself, unless the source/destination check is off. A route that leads to an instance brings exactly such packets.",
  silentWhen: ["the instance or interface is not in the template", "the attribute is not known"],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
  isFixable: true,
  *check(network) {
    const reported = new Set<string>();
    for (const route of network.routes.values()) {
      const target = forwarderOf(network, targetOf(route, "InstanceId")?.logicalId ?? targetOf(route, "NetworkInterfaceId")?.logicalId);
      if (!target || target.resource.mayGainProperties || reported.has(target.resource.logicalId)) continue;
      const { check, resource } = target;
      if (check && known(check) !== true) continue;
      reported.add(resource.logicalId);
      yield {
        at: check?.node ?? keyOf(resource),
        logicalId: resource.logicalId,
        about: [resource.logicalId],
        message: `${route.resource.logicalId} sends packets to ${resource.logicalId}, whose source/destination check is on: EC2 will drop what it should forward.`,
        related: [{ at: keyOf(route.resource), message: `${route.resource.logicalId} leads to ${resource.logicalId}.` }],
        fixes: check || resource.declaration.bindings ? [] : [switchOff(network, resource)],
      };
    }
  },
});

interface Forwarder {
  readonly resource: Resource;
  readonly check: Field<boolean> | undefined;
}

/** The instance or interface; an instance that takes its interfaces from elsewhere has no check of its own. */
function forwarderOf(network: Network, logicalId: string | undefined): Forwarder | undefined {
  const own = network.networkInterfaces.get(logicalId ?? "");
  if (own) return { resource: own.resource, check: own.sourceDestCheck };
  const instance = network.instances.get(logicalId ?? "");
  if (!instance) return undefined;
  const attached = instance.interfaces.flatMap((one) => (one.networkInterface ? [one.networkInterface.logicalId] : []));
  if (attached.length === 0) return { resource: instance.resource, check: instance.sourceDestCheck };
  if (attached.length > 1 || instance.interfaces.length > 1 || instance.sourceDestCheck) return undefined;
  const other = network.networkInterfaces.get(attached[0] ?? "");
  return other && { resource: other.resource, check: other.sourceDestCheck };
}

const switchOff = (network: Network, resource: Resource): Fix => ({
  title: `Set SourceDestCheck: false on ${resource.logicalId}`,
  preferred: true,
  safe: false,
  edits: () => insertProperty(network.template.document, resource.entry, "SourceDestCheck", false),
});
