/** The hover of a VPC: its blocks, its subnets, and what it is connected to. */
import { formatCidr, usableAddresses } from "../cidr/cidr.ts";
import type { Network } from "../network/network.ts";
import { known } from "../network/resource.ts";
import { effectiveTable, exposureOf } from "../network/routing.ts";
import { vpcIdentity } from "../network/topology.ts";
import type { Vpc } from "../network/vpc.ts";
import { awsService } from "../network/vpc-endpoint.ts";
import { valueIdentity } from "../template/value.ts";
import { freeSpaceWords } from "./hover-cidr.ts";
import { code, group, paragraphs, sentenceList, table } from "./markdown.ts";
import { exposureWord, linkWords } from "./words.ts";

export function vpcHover(network: Network, vpc: Vpc): string {
  const { logicalId } = vpc.resource;
  const blocks = network.topology.blocksOf(vpcIdentity(logicalId));
  const cidrs = blocks.known.flatMap((field) => known(field) ?? []);
  const more = blocks.isIpv4Complete && blocks.isIpv6Complete ? "" : " and blocks that are known at deployment";
  return paragraphs([
    `**VPC** ${code(logicalId)} ${cidrs.length > 0 ? sentenceList(cidrs.map((cidr) => code(formatCidr(cidr)))) : "with a block that is known at deployment"}${cidrs.length > 0 ? more : ""}`,
    subnetTable(network, logicalId),
    cidrs.some((cidr) => cidr.version === 4) ? freeSpaceWords(network, logicalId) : undefined,
    connections(network, logicalId),
    dnsWords(vpc),
  ]);
}

function subnetTable(network: Network, vpc: string): string | undefined {
  const rows = network.topology.subnetsIn(vpcIdentity(vpc)).map((subnet) => {
    const cidr = known(subnet.cidr) ?? known(subnet.ipv6Cidr);
    const effective = effectiveTable(network, subnet);
    const tableName =
      effective.kind === "explicit" ? code(effective.table.resource.logicalId) : effective.kind === "main" ? "main" : "not known";
    return [
      code(subnet.resource.logicalId),
      cidr ? code(formatCidr(cidr)) : subnet.cidr ? code(valueIdentity(subnet.cidr.text)) : "",
      cidr ? group(usableAddresses(cidr)) : "",
      tableName,
      exposureWord(exposureOf(network, subnet)),
    ];
  });
  return rows.length > 0 ? table(["Subnet", "Block", "Usable", "Route table", "Internet"], rows) : "No subnets in this template.";
}

function connections(network: Network, vpc: string): string {
  const identity = vpcIdentity(vpc);
  const inVpc = (link: { readonly identity: string } | undefined): boolean => link?.identity === identity;
  const lines: string[] = [];
  for (const attachment of network.topology.attachmentsOf(identity)) {
    if (attachment.internetGateway) lines.push(`internet gateway ${linkWords(attachment.internetGateway)}`);
    if (attachment.vpnGateway) lines.push(`virtual private gateway ${linkWords(attachment.vpnGateway)}`);
  }
  for (const gateway of network.egressOnlyInternetGateways.values())
    if (inVpc(gateway.vpc)) lines.push(`egress-only internet gateway ${code(gateway.resource.logicalId)}`);
  for (const peering of network.peerings.values()) {
    if (inVpc(peering.vpc)) lines.push(`VPC ${linkWords(peering.peerVpc)}, over peering connection ${code(peering.resource.logicalId)}`);
    else if (inVpc(peering.peerVpc))
      lines.push(`VPC ${linkWords(peering.vpc)}, over peering connection ${code(peering.resource.logicalId)}`);
  }
  for (const attachment of network.transitGatewayAttachments.values())
    if (inVpc(attachment.vpc)) lines.push(`transit gateway ${linkWords(attachment.gateway)}, by ${code(attachment.resource.logicalId)}`);
  for (const endpoint of network.vpcEndpoints.values()) {
    if (inVpc(endpoint.vpc))
      lines.push(
        `${awsService(endpoint.serviceName) ?? (endpoint.serviceName ? code(valueIdentity(endpoint.serviceName.value)) : "a resource")}, by ${(endpoint.type ?? "").toLowerCase()} endpoint ${code(endpoint.resource.logicalId)}`,
      );
  }
  return lines.length > 0 ? `Connected to:\n\n${lines.map((line) => `- ${line}`).join("\n")}` : "Connected to nothing in this template.";
}

function dnsWords(vpc: Vpc): string {
  const word = (value: boolean | undefined, otherwise: boolean, isGiven: boolean): string =>
    isGiven && value === undefined ? "not known" : (value ?? otherwise) ? "on" : "off";
  const support = word(known(vpc.dnsSupport), true, vpc.dnsSupport !== undefined);
  const hostnames = word(known(vpc.dnsHostnames), false, vpc.dnsHostnames !== undefined);
  return `DNS support is ${support}, DNS hostnames are ${hostnames}.`;
}
