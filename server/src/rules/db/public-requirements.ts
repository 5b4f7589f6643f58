import type { DatabaseInstance } from "../../network/database.ts";
import type { Network } from "../../network/network.ts";
import { keyOf, knownValue, type Link } from "../../network/resource.ts";
import { vpcOfSubnets } from "../../network/topology.ts";
import { replaceValue } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import { isShared } from "../../template/source.ts";
import { dnsGap, endpointsWithPrivateDns, isContradiction } from "../dns/vpc-attributes.ts";
import { internetAttachments } from "../nat/zonal.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { listed } from "../wording.ts";

export default defineRule({
  id: "db/public-requirements",
  consequence: "deploy-fail",
  summary: "A publicly accessible database needs an internet gateway, DNS support and DNS hostnames in its VPC.",
  why: `A database with \`PubliclyAccessible: true\` has a public address, and a name that resolves to it. Amazon RDS creates it only in a VPC with an internet
gateway in which both \`EnableDnsSupport\` (on by default) and \`EnableDnsHostnames\` (off by default in a VPC that a template makes) are true.`,
  awsError:
    "InvalidVPCNetworkStateFault: Cannot create a publicly accessible DBInstance. The specified VPC does not support DNS resolution, DNS hostnames, or both.",
  silentWhen: [
    "the VPC, the subnet group or one of its subnets is in another stack",
    "PubliclyAccessible or an attribute is not known",
    "an endpoint of the VPC needs the same attributes: that is `endpoint/private-dns-vpc-attributes`",
  ],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  isFixable: true,
  *check(network) {
    const databases = publicDatabases(network);
    const closed = new Set<string | undefined>();
    for (const { database, vpc } of databases) {
      if (internetAttachments(network, vpc)?.length !== 0) continue;
      closed.add(vpc.logicalId);
      yield withoutGateway(network, database, vpc);
    }
    for (const id of new Set(databases.map(({ vpc }) => vpc.logicalId))) {
      // It is said already that a database there cannot be public.
      if (closed.has(id)) continue;
      const inVpc = databases.flatMap(({ database, vpc }) => (vpc.logicalId === id ? [database] : []));
      const finding = withoutDns(network, id ?? "", inVpc);
      if (finding) yield finding;
    }
  },
});

interface Placed {
  readonly database: DatabaseInstance;
  readonly vpc: Link;
}

function publicDatabases(network: Network): readonly Placed[] {
  return [...network.databaseInstances.values()].flatMap((database) => {
    if (knownValue(database.publiclyAccessible)?.value !== true) return [];
    const link = database.subnetGroup ?? network.workloads.get(database.cluster?.logicalId ?? "")?.subnetGroup;
    const group = network.workloads.get(link?.logicalId ?? "");
    const vpc = group && vpcOfSubnets(network, group.subnets);
    return vpc && network.vpcs.has(vpc.logicalId ?? "") ? [{ database, vpc }] : [];
  });
}

function withoutGateway(network: Network, database: DatabaseInstance, vpc: Link): Finding {
  const { logicalId } = database.resource;
  const made = network.vpcs.get(vpc.logicalId ?? "");
  return {
    at: keyOf(database.resource),
    logicalId,
    about: [logicalId],
    message: `${logicalId} is publicly accessible, but no internet gateway is attached to ${vpc.logicalId}: CloudFormation will fail to create it.`,
    related: made ? [{ at: keyOf(made.resource), message: `${made.resource.logicalId} has no internet gateway.` }] : [],
    fixes: privateFix(network, database),
    assumesDefaults: assumedDefaults(knownValue(database.publiclyAccessible)),
  };
}

/** None where the value comes from elsewhere. */
function privateFix(network: Network, { resource }: DatabaseInstance): readonly Fix[] {
  const own = child(resource.declaration.properties, "PubliclyAccessible");
  if (own?.kind !== "scalar" || isShared(own) || resource.declaration.bindings) return [];
  return [
    {
      title: `Set PubliclyAccessible: false in ${resource.logicalId}`,
      preferred: false,
      safe: false,
      edits: () => replaceValue(network.template.document, own, false),
    },
  ];
}

function withoutDns(network: Network, id: string, databases: readonly DatabaseInstance[]): Finding | undefined {
  const vpc = network.vpcs.get(id);
  if (!vpc || isContradiction(vpc) || endpointsWithPrivateDns(network, vpc).length > 0) return undefined;
  const gap = dnsGap(network, vpc, true);
  if (!gap) return undefined;
  // One database that hangs on no default value is enough.
  const assumed = databases.map((one) => assumedDefaults(knownValue(one.publiclyAccessible))).sort((a, b) => a.length - b.length)[0];
  return {
    at: gap.at,
    logicalId: id,
    about: [id],
    message: `${gap.text} in ${id}, which a publicly accessible database needs: CloudFormation will fail to create ${listed(databases.map((one) => one.resource.logicalId))}.`,
    related: [
      ...databases.map((one) => ({ at: keyOf(one.resource), message: `${one.resource.logicalId} is publicly accessible.` })),
      ...gap.related,
    ],
    fixes: gap.fix ? [gap.fix] : [],
    assumesDefaults: [...new Set([...gap.assumesDefaults, ...(assumed ?? [])])],
  };
}
