/** The edits that open what stops packets: a route, a rule, an entry, a property. Knows no path. */
import { type Cidr, formatCidr, sameBlock } from "../../cidr/cidr.ts";
import { toRanges } from "../../cidr/port-set.ts";
import { allProtocols, formatProtocol, icmp, icmpv6, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { known, type Resource } from "../../network/resource.ts";
import type { Opening } from "../../reachability/opening.ts";
import { appendItem, freshLogicalId, insertProperty, insertResource } from "../../template/edits.ts";
import { child } from "../../template/node.ts";
import type { Source } from "../../template/source.ts";
import type { TextEdit } from "../../text/span.ts";
import { addIngress, fromGroup, type IngressPorts, type IngressSource } from "../add-ingress.ts";
import { freeRuleNumber } from "../nacl/entries.ts";

type OpeningOf<Kind extends Opening["kind"]> = Opening & { readonly kind: Kind };

/** What the change does, as an order: "Add a route to 10.42.0.0/16 through Peering in Table". */
export function openingTitle(opening: Opening): string {
  switch (opening.kind) {
    case "route":
      return `Add a route to ${formatCidr(opening.destination)} through ${opening.target.logicalId} in ${opening.table.logicalId}`;
    case "group-rule":
      return `Allow ${trafficName(opening)} ${opening.direction === "ingress" ? "from" : "to"} ${peerName(opening)} in ${opening.group.logicalId}`;
    case "acl-entry":
      return `Allow ${trafficName(opening)} ${opening.direction === "ingress" ? "from" : "to"} ${formatCidr(opening.cidr)} in ${opening.acl.logicalId}`;
    case "transit-route":
      return `Add a route to ${formatCidr(opening.destination)} through ${opening.attachment.logicalId} in ${opening.table.logicalId}`;
    case "vpn-route":
      return `Add a static route to ${formatCidr(opening.destination)} to ${opening.connection.logicalId}`;
    case "property":
      return `Set ${opening.name} of ${opening.resource.logicalId} to ${opening.value}`;
  }
}

const peerName = ({ peer }: OpeningOf<"group-rule">): string =>
  "group" in peer ? (peer.group.logicalId ?? peer.group.identity) : formatCidr(peer.cidr);

function trafficName({ protocol, ports }: Pick<OpeningOf<"group-rule">, "protocol" | "ports">): string {
  const name = protocol === allProtocols ? "all traffic" : formatProtocol(protocol);
  if (protocol !== tcp && protocol !== udp) return name;
  return `${name} ${toRanges(ports)
    .map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
    .join(", ")}`;
}

/** Undefined where the text around cannot be edited, or what is needed has conditions that one new resource cannot have. */
export function openingEdits(network: Network, opening: Opening): readonly TextEdit[] | undefined {
  switch (opening.kind) {
    case "route":
      return routeEdits(network, opening);
    case "group-rule":
      return opening.direction === "ingress" ? ingressEdits(network, opening) : egressEdits(network, opening);
    case "acl-entry":
      return entryEdits(network, opening);
    case "transit-route":
      return insert(
        network,
        "AWS::EC2::TransitGatewayRoute",
        `${opening.table.logicalId}To${opening.attachment.logicalId}`,
        opening.table,
        [opening.attachment],
        [
          ["TransitGatewayRouteTableId", { ref: opening.table.logicalId }],
          ["DestinationCidrBlock", blockSource(network, opening.destination)],
          ["TransitGatewayAttachmentId", { ref: opening.attachment.logicalId }],
        ],
      );
    case "vpn-route":
      return insert(
        network,
        "AWS::EC2::VPNConnectionRoute",
        `${opening.connection.logicalId}Route`,
        opening.connection,
        [],
        [
          ["VpnConnectionId", { ref: opening.connection.logicalId }],
          ["DestinationCidrBlock", formatCidr(opening.destination)],
        ],
      );
    case "property":
      return insertProperty(
        network.template.document,
        opening.resource.entry,
        opening.name,
        opening.value === "true" || opening.value === "false" ? opening.value === "true" : opening.value,
      );
  }
}

/** A new resource after `beside`, under the one condition of what it connects. */
function insert(
  network: Network,
  type: string,
  wished: string,
  beside: Resource,
  others: readonly Resource[],
  properties: readonly (readonly [string, Source])[],
  dependsOn: readonly string[] = [],
): readonly TextEdit[] | undefined {
  const parts = [beside, ...others];
  const conditions = new Set(parts.flatMap(({ declaration }) => declaration.condition ?? []));
  if (conditions.size > 1 || parts.some(({ declaration }) => declaration.bindings)) return undefined;
  const logicalId = freshLogicalId(new Set(network.template.resources.keys()), wished);
  const [condition] = conditions;
  return insertResource(network.template.document, beside.entry, logicalId, type, { map: properties }, { condition, dependsOn });
}

/** A VPC's block by attribute, so that it follows a later change; another block as text. */
function blockSource(network: Network, block: Cidr): Source {
  const owner = [...network.vpcs.values()].find(({ cidr }) => {
    const own = known(cidr);
    return own !== undefined && sameBlock(own, block);
  });
  return owner ? { getAtt: [owner.resource.logicalId, "CidrBlock"] } : formatCidr(block);
}

function routeEdits(network: Network, { table, destination, property, target }: OpeningOf<"route">): readonly TextEdit[] | undefined {
  const siblings = network.topology.routesOf(table.logicalId);
  const beside = siblings.at(-1)?.resource ?? table;
  const vpc = network.routeTables.get(table.logicalId)?.vpc?.identity;
  const attachments = [
    ...network.topology
      .attachmentsOf(vpc ?? "")
      .filter((one) => [one.internetGateway, one.vpnGateway].some((link) => link?.logicalId === target.logicalId)),
    ...[...network.transitGatewayAttachments.values()].filter(
      (one) => one.gateway?.logicalId === target.logicalId && one.vpc?.identity === vpc,
    ),
  ];
  return insert(
    network,
    "AWS::EC2::Route",
    `${table.logicalId}To${nameOf(network, destination, target)}`,
    beside === table ? table : { ...beside, declaration: { ...beside.declaration, condition: table.declaration.condition } },
    [target],
    [
      ["RouteTableId", { ref: table.logicalId }],
      [destination.version === 6 ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock", blockSource(network, destination)],
      [property, { ref: target.logicalId }],
    ],
    attachments.map(({ resource }) => resource.logicalId),
  );
}

function nameOf(network: Network, destination: Cidr, target: Resource): string {
  const source = blockSource(network, destination);
  return typeof source === "object" && "getAtt" in source ? source.getAtt[0] : target.logicalId;
}

/** Ports as a rule writes them: one range each. */
function portsOf(protocol: number, ports: OpeningOf<"group-rule">["ports"]): readonly IngressPorts[] {
  if (protocol === allProtocols) return [{ protocol: "-1", range: undefined }];
  const name = formatProtocol(protocol);
  if (protocol === icmp) return [{ protocol: name, range: [-1, -1] }];
  if (protocol === icmpv6) return [{ protocol: name, range: undefined }];
  return toRanges(ports).map(({ from, to }) => ({ protocol: name, range: [from, to] }));
}

function ingressEdits(network: Network, { group, protocol, ports, peer }: OpeningOf<"group-rule">): readonly TextEdit[] | undefined {
  const declared = network.securityGroups.get(group.logicalId);
  const source = sourceOf(network, peer);
  return declared && source && addIngress(network, [{ group: declared, ports: portsOf(protocol, ports), sources: [source] }]);
}

function sourceOf(network: Network, peer: OpeningOf<"group-rule">["peer"]): IngressSource | undefined {
  if ("group" in peer) {
    const group = network.securityGroups.get(peer.group.logicalId ?? "");
    return group && fromGroup(group);
  }
  const text = formatCidr(peer.cidr);
  return {
    property: peer.cidr.version === 6 ? "CidrIpv6" : "CidrIp",
    value: text,
    name: peer.cidr.prefixLength === 0 ? "Anywhere" : "Block",
    label: text,
    resource: undefined,
  };
}

/** Beside the group's own egress rules, inside it where they are, else as a resource. */
function egressEdits(network: Network, { group, protocol, ports, peer }: OpeningOf<"group-rule">): readonly TextEdit[] | undefined {
  const destination: readonly [string, Source] =
    "group" in peer
      ? ["DestinationSecurityGroupId", { getAtt: [peer.group.logicalId ?? "", "GroupId"] }]
      : [peer.cidr.version === 6 ? "CidrIpv6" : "CidrIp", formatCidr(peer.cidr)];
  const rules = portsOf(protocol, ports).map(({ protocol: name, range }): readonly (readonly [string, Source])[] => [
    ["IpProtocol", name],
    ...(range
      ? ([
          ["FromPort", range[0]],
          ["ToPort", range[1]],
        ] as const)
      : []),
    destination,
  ]);
  const [rule] = rules;
  if (!rule || rules.length > 1) return undefined;
  const inline = child(group.declaration.properties, "SecurityGroupEgress");
  if (inline?.kind === "list" && inline.items.length > 0) return appendItem(network.template.document, inline, { map: rule });
  return insert(
    network,
    "AWS::EC2::SecurityGroupEgress",
    `${group.logicalId}Egress`,
    group,
    [],
    [["GroupId", { getAtt: [group.logicalId, "GroupId"] }], ...rule],
  );
}

/** With a number before every entry that denies. */
function entryEdits(network: Network, { acl, direction, protocol, ports, cidr }: OpeningOf<"acl-entry">): readonly TextEdit[] | undefined {
  const entries = [...network.networkAclEntries.values()].filter((entry) => entry.acl?.logicalId === acl.logicalId);
  const denied = entries.flatMap((entry) => (known(entry.action)?.toLowerCase() === "deny" ? (known(entry.ruleNumber) ?? []) : []));
  const taken = entries.flatMap((entry) => known(entry.ruleNumber) ?? []);
  const lowest = Math.min(...denied);
  const number = denied.length === 0 ? freeRuleNumber(entries, direction, Math.max(90, ...taken) + 10) : freeBelow(lowest, new Set(taken));
  const ranges = toRanges(ports);
  const [range] = ranges;
  if (number === undefined || !range || ranges.length > 1) return undefined;
  const shape: readonly (readonly [string, Source])[] =
    protocol === tcp || protocol === udp
      ? [
          [
            "PortRange",
            {
              map: [
                ["From", range.from],
                ["To", range.to],
              ],
            },
          ],
        ]
      : protocol === icmp || protocol === icmpv6
        ? [
            [
              "Icmp",
              {
                map: [
                  ["Type", -1],
                  ["Code", -1],
                ],
              },
            ],
          ]
        : [];
  const beside = entries.at(-1)?.resource ?? acl;
  return insert(
    network,
    "AWS::EC2::NetworkAclEntry",
    `${acl.logicalId}${direction === "ingress" ? "In" : "Out"}`,
    { ...beside, declaration: { ...beside.declaration, condition: acl.declaration.condition } },
    [],
    [
      ["NetworkAclId", { ref: acl.logicalId }],
      ["RuleNumber", number],
      ["Protocol", protocol],
      ["RuleAction", "allow"],
      ["Egress", direction === "egress"],
      [cidr.version === 6 ? "Ipv6CidrBlock" : "CidrBlock", formatCidr(cidr)],
      ...shape,
    ],
  );
}

function freeBelow(limit: number, taken: ReadonlySet<number>): number | undefined {
  for (let number = limit - 1; number >= 1; number--) if (!taken.has(number)) return number;
  return undefined;
}
