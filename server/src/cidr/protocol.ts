/** IP protocols by name and number, as security groups and network ACLs write them. Knows which have ports; knows no port. */

/** Stands for every protocol. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
export const allProtocols = -1;
export const icmp = 1;
export const tcp = 6;
export const udp = 17;
export const icmpv6 = 58;

/**
 * Whether ports (for ICMP: type and code) count for the protocol: AWS ignores them for all others.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export const hasPorts = (protocol: number): boolean => [tcp, udp, icmp, icmpv6].includes(protocol);

const names: ReadonlyMap<string, number> = new Map([
  ["all", allProtocols],
  ["icmp", icmp],
  ["tcp", tcp],
  ["udp", udp],
  ["icmpv6", icmpv6],
]);

/** 0 to 255, or -1 for all. Names in any case, or a whole number without leading zeros; undefined for any other text. */
export function parseProtocol(text: string): number | undefined {
  const named = names.get(text.toLowerCase());
  if (named !== undefined) return named;
  if (text === "-1") return allProtocols;
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

/** The name where AWS has one, "all" for -1, otherwise "protocol 50". */
export function formatProtocol(protocol: number): string {
  for (const [name, number] of names) if (number === protocol) return name;
  return `protocol ${protocol}`;
}
