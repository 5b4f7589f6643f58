import { addressBits, formatAddress, isCidr, parseAddress, parseCidr } from "../../cidr/cidr.ts";
import { type CidrProperty, cidrProperties, isRepeated } from "../../network/cidr-properties.ts";
import type { Network } from "../../network/network.ts";
import { known } from "../../network/resource.ts";
import { replaceValue } from "../../template/edits.ts";
import { absoluteSpan, entry } from "../../template/node.ts";
import { subVariables } from "../../template/template.ts";
import type { TextEdit } from "../../text/span.ts";
import { assumedDefaults, defineRule, type Finding, type Fix } from "../rule.ts";
import { oncePerLiteral, ownLiteral, sharedLiteral, sourcePlaces } from "./literal.ts";

export default defineRule({
  id: "cidr/invalid",
  consequence: "deploy-fail",
  summary: "A CIDR block must be an address of the right IP version and a prefix length.",
  why: `A CIDR block is an address, a slash and the number of leading bits that all its addresses share: \`10.0.0.0/16\`,
\`2001:db8::/56\`. EC2 refuses anything else, a single address too: that one is written \`203.0.113.7/32\`. Properties for IPv4
take no IPv6 block, and the other way round. CloudFormation notices only when it creates the resource, and rolls back.`,
  awsError: "InvalidParameterValue: CIDR block … is malformed; The CIDR '…' is invalid.",
  silentWhen: [
    "the value is known at deployment only, or is a dynamic reference",
    "the text holds the placeholder of another tool, such as `{{ cidr }}`, or an unknown macro may rewrite it",
    "the value is an attribute of another resource, which has the finding",
    "the value is the empty Default of a parameter: it stands for none given",
  ],
  reference: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
  isFixable: true,
  *check(network) {
    const found = cidrProperties(network).flatMap((property) => {
      const finding = checkProperty(network, property);
      return finding ? [[sharedLiteral(property.field), finding] as const] : [];
    });
    yield* oncePerLiteral(found);
  },
});

function checkProperty(network: Network, property: CidrProperty): Finding | undefined {
  const { resource, field, name } = property;
  const { text } = field;
  if (text.kind !== "known") return undefined;
  const problem = problemOf(property, text.value);
  if (problem === undefined || mayBeRewritten(network, property, text.value) || isRepeated(network, property)) return undefined;
  // An empty Default stands for "not given".
  if (text.value === "" && text.assumesDefaults.length > 0) return undefined;
  const { logicalId } = resource;
  const isTolerable = isPerhapsAccepted(text.value);
  const said = text.value === "" ? "empty" : `${excerpt(text.value)}, which ${problem}`;
  return {
    at: field.node,
    logicalId,
    about: [logicalId, field.path],
    ...(isTolerable ? { consequence: "deploy-race" as const } : {}),
    message: `${name} of ${logicalId} is ${said}: CloudFormation ${isTolerable ? "may" : "will"} fail to create it.`,
    related: sourcePlaces(field),
    fixes: fixesOf(network, property, text.value),
    assumesDefaults: assumedDefaults(text),
  };
}

/** What is wrong with the text, as a predicate; undefined where nothing is. */
function problemOf({ field, version }: CidrProperty, text: string): string | undefined {
  const cidr = known(field);
  if (cidr) return cidr.version === version ? undefined : `is IPv${cidr.version}, but the property takes IPv${version}`;
  const variable = /\$\{[^{}]*\}/.exec(text)?.[0];
  if (variable !== undefined) return `keeps ${variable} as it stands, because there is no Fn::Sub`;
  return field.problem;
}

/** A half-typed value (`CidrBlock:`), a placeholder of a tool that runs before CloudFormation, or whatever an unknown macro makes of it. */
function mayBeRewritten(network: Network, { field }: CidrProperty, text: string): boolean {
  if (field.node.kind === "scalar" && (field.node.style === "empty" || field.node.style === "keyword")) return true;
  if (/\{\{|\{%|<%/.test(text)) return true;
  const isForeign = subVariables(text).some((name) => !/^(AWS::[A-Za-z]+|[A-Za-z0-9]+(\.[A-Za-z0-9.]+)?)$/.test(name));
  return isForeign || (network.template.mayGainResources && !/^[0-9a-f.:/\s]*$/i.test(text));
}

/** White space around and leading zeros: AWS does not say whether it takes them. */
function isPerhapsAccepted(text: string): boolean {
  const plain = text.trim().replace(/\b0+(?=[0-9])/g, "");
  return (
    plain !== text &&
    /^[0-9.]+\/[0-9]+$|^[0-9a-f:.]+\/[0-9]+$/i.test(plain) &&
    !("problem" in parseAddress(plain.slice(0, plain.indexOf("/"))))
  );
}

/** Quoted where the reader would not see what is wrong. */
function excerpt(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return /\s/.test(short) ? JSON.stringify(short) : short;
}

function fixesOf(network: Network, property: CidrProperty, text: string): readonly Fix[] {
  const literal = ownLiteral(property.resource, property.field);
  if (!literal) return [];
  const meant = meantBlock(property, text);
  if (meant === undefined) {
    const cidr = known(property.field);
    return cidr ? renameFix(network, property, cidr.version) : substituteFix(network, text, literal);
  }
  const edits = (): readonly TextEdit[] | undefined => replaceValue(network.template.document, literal, meant);
  return [{ title: `Write ${meant}`, preferred: true, safe: false, edits }];
}

/** The block that is meant, where only one can be: a single host, white space around a block, a netmask in place of its length. */
function meantBlock({ owner, version }: CidrProperty, text: string): string | undefined {
  const trimmed = text.trim();
  const address = parseAddress(trimmed);
  const [base, mask] = trimmed.split("/", 2);
  const bits = mask === undefined ? undefined : maskBits.get(mask);
  // `10.0.0.0` without a prefix length may well mean a whole network: only what looks like one host is certain.
  const isHost = owner === "security-group" && !("problem" in address) && (address.value & 0xffn) !== 0n;
  const meant = isHost ? `${trimmed}/${addressBits(address.version)}` : bits === undefined ? trimmed : `${base}/${bits}`;
  const cidr = parseCidr(meant);
  return meant !== text && isCidr(cidr) && cidr.version === version ? meant : undefined;
}

/** Prefix lengths by netmask: `255.255.0.0` is 16. */
const maskBits: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 33 }, (_, bits) => [formatAddress(4, (1n << 32n) - (1n << BigInt(32 - bits))), bits] as const),
);

const otherVersion: Readonly<Record<string, string>> = {
  CidrIp: "CidrIpv6",
  CidrIpv6: "CidrIp",
  CidrBlock: "Ipv6CidrBlock",
  Ipv6CidrBlock: "CidrBlock",
};

/** A rule or an ACL entry takes the block in the property for its version, where that is still free. */
function renameFix(network: Network, { owner, shape, name }: CidrProperty, version: 4 | 6): readonly Fix[] {
  const wished = otherVersion[name];
  const key = entry(shape.node, name)?.key;
  if ((owner !== "security-group" && owner !== "network-acl") || wished === undefined || !key || key.shared || shape.get(wished)) return [];
  return [
    {
      title: `Write it as ${wished}, the property for IPv${version}`,
      preferred: true,
      safe: false,
      edits: () => {
        const span = absoluteSpan(network.template.document, key);
        const written = network.template.document.text.slice(span.start, span.end);
        return written.includes(name) ? [{ span, newText: written.replace(name, wished) }] : undefined;
      },
    },
  ];
}

/** `10.${Octet}.0.0/16` without a function, where the template declares everything that it names. */
function substituteFix(network: Network, text: string, literal: Parameters<typeof replaceValue>[1]): readonly Fix[] {
  const { template } = network;
  const names = subVariables(text);
  const isDeclared = (name: string): boolean =>
    name.startsWith("AWS::") || template.parameters.has(name) || template.resources.has(name.split(".", 1)[0] ?? name);
  if (names.length === 0 || !names.every(isDeclared)) return [];
  // With the default values in it, where all have one: text that is no block then either is no better inside Fn::Sub.
  const defaults = names.map((name) => template.parameters.get(name)?.defaultText);
  const substituted = names.reduce((filled, name, index) => filled.replaceAll(`\${${name}}`, defaults[index] ?? "0"), text);
  if (!defaults.includes(undefined) && !isCidr(parseCidr(substituted))) return [];
  return [
    {
      title: "Put it into Fn::Sub",
      preferred: true,
      safe: false,
      edits: (): readonly TextEdit[] | undefined => replaceValue(template.document, literal, { sub: text }),
    },
  ];
}
