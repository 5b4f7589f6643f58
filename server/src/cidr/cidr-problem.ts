/** Says in words what is wrong with the text of an address or a prefix length that was refused. Decides nothing itself. */

/** A predicate about `text`, which is no address: "has five octets". */
export function explainAddress(text: string): string {
  if (text === "") return "is empty";
  if (/\s/.test(text)) return "contains white space";
  return text.includes(":") ? explainIpv6(text) : explainIpv4(text);
}

/** A predicate about a block whose prefix length, the part after the slash, is not one of 0 to `bits`. */
export function explainPrefixLength(length: string, bits: 32 | 128): string {
  if (length === "") return "has no prefix length after the slash";
  if (/\s/.test(length)) return "contains white space";
  if (length.includes("/")) return "has more than one slash";
  if (/^[0-9]+(\.[0-9]+){3}$/.test(length)) return `has the netmask ${excerpt(length)} instead of a prefix length`;
  if (!/^[0-9]+$/.test(length)) return `has the prefix length ${excerpt(length)}, which is not a whole number`;
  if (/^0[0-9]/.test(length)) return `has the prefix length ${excerpt(length)}, which has a leading zero`;
  return `has the prefix length ${excerpt(length)}, which is larger than ${bits}`;
}

function explainIpv4(text: string): string {
  const octets = text.split(".");
  if (!/^[0-9.]+$/.test(text) && octets.length !== 4) return "is not an IPv4 or IPv6 address";
  if (octets.includes("")) return "has an empty octet";
  if (octets.length !== 4) return `has ${counted(octets.length, "octet")}`;
  for (const octet of octets) {
    if (!/^[0-9]+$/.test(octet)) return `has the octet ${excerpt(octet)}, which is not a number`;
    if (/^0[0-9]/.test(octet)) return `has the octet ${excerpt(octet)}, which has a leading zero`;
    if (Number(octet) > 255) return `has the octet ${excerpt(octet)}, which is larger than 255`;
  }
  return "is not an IPv4 address";
}

function explainIpv6(text: string): string {
  if (text.includes("%")) return "has a zone index";
  const doubles = text.split("::").length - 1;
  if (doubles > 1 || text.includes(":::")) return 'has "::" more than once';
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  const embedded = last.includes(".");
  if (embedded && !isIpv4(last)) return `ends in an IPv4 address that ${explainIpv4(last)}`;
  const groups = (embedded ? parts.slice(0, -1) : parts).filter((group) => group !== "");
  for (const group of groups) {
    if (!/^[0-9a-f]+$/i.test(group)) return `has the group ${excerpt(group)}, which is not hexadecimal`;
    if (group.length > 4) return `has the group ${excerpt(group)}, which is longer than four digits`;
  }
  const count = groups.length + (embedded ? 2 : 0);
  if (doubles === 1 && count >= 8) return `has ${counted(count, "group")} besides "::"`;
  if (doubles === 0 && count !== 8) return `has ${counted(count, "group")} instead of eight`;
  return "is not an IPv6 address";
}

function isIpv4(text: string): boolean {
  const octets = text.split(".");
  return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256);
}

const numberWords = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const counted = (count: number, noun: string): string => `${numberWords[count] ?? count} ${noun}${count === 1 ? "" : "s"}`;

/** Messages stay short whatever the template says. */
const excerpt = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);
