/** The expectations in `Metadata` of a template and of its resources, as they are written. Knows no path. */
import { allProtocols, parseProtocol, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import { child, type Node } from "../../template/node.ts";
import { entriesOf } from "../../template/template.ts";
import { asBoolean, asInteger, asText, type Term } from "../../template/value.ts";
import type { Statement } from "./stated.ts";

/** One entry of a list of expectations. */
export interface ExpectedEntry {
  readonly node: Node;
  /** The resource that it stands in; empty for the template. */
  readonly logicalId: string;
  /** Place in the list, for keys. */
  readonly index: number;
  readonly content: Expected | Malformed;
}

export interface Expected {
  readonly kind: "expected";
  readonly statement: Statement;
  readonly why: string | undefined;
}

export interface Malformed {
  readonly kind: "malformed";
  /** What is wrong with it: the end of a sentence. Undefined where a value is known at deployment only. */
  readonly problem: string | undefined;
}

const keys: readonly string[] = ["from", "to", "protocol", "port", "reachable", "why"];

/** Every entry of the scenario. */
export function expectedEntries(network: Network): readonly ExpectedEntry[] {
  const { template } = network;
  // Most templates have none: one search tells.
  if (!template.document.text.includes("cfn-network-lint")) return [];
  const read = (owner: Node | undefined, logicalId: string, bindings?: ReadonlyMap<string, string>): readonly ExpectedEntry[] => {
    const expect = child(child(child(owner, "Metadata"), "cfn-network-lint"), "expect");
    const items = expect === undefined ? [] : expect.kind === "list" ? expect.items : [expect];
    return items.map((node, index) => ({
      node,
      logicalId,
      index,
      content: readEntry(node, logicalId, (value) => network.evaluator.evaluate(value, bindings)),
    }));
  };
  return [
    ...read(template.document.root, ""),
    ...[...network.resources.values()].flatMap(({ entry, logicalId, declaration }) => read(entry.value, logicalId, declaration.bindings)),
  ];
}

const malformed = (problem: string | undefined): Malformed => ({ kind: "malformed", problem });

function readEntry(node: Node, owner: string, evaluate: (node: Node) => Term): Expected | Malformed {
  if (node.kind !== "map") return malformed("is no map of from, to, protocol, port, reachable and why");
  const stray = entriesOf(node).find(({ key }) => !keys.includes(key.text));
  if (stray) return malformed(`has ${stray.key.text}, which is none of ${keys.join(", ")}`);
  const terms = new Map(
    entriesOf(node).flatMap(({ key, value }) => {
      const term = evaluate(value);
      return term.kind === "absent" ? [] : [[key.text, term] as const];
    }),
  );
  const shaped = ["from", "to", "protocol", "why"].find((name) => ["list", "map"].includes(terms.get(name)?.kind ?? ""));
  if (shaped !== undefined) return malformed(`has a list or map where ${shaped} is one text`);
  const from = endOf(terms.get("from"));
  const to = endOf(terms.get("to"));
  if (from === unclear || to === unclear) return malformed(undefined);
  const own = owner === "" || (from === undefined && to === undefined) ? undefined : owner;
  const [source, destination] = [from ?? own, to ?? own];
  if (source === undefined || destination === undefined) return malformed(`does not say ${source === undefined ? "from" : "to"} where`);
  return withTraffic(terms, source, destination);
}

function withTraffic(terms: ReadonlyMap<string, Term>, from: string, to: string): Expected | Malformed {
  const read = (name: string): Term | undefined => terms.get(name);
  const protocolText = textOf(read("protocol"));
  const port = read("port");
  const portValue = port && asInteger(port);
  const reachable = read("reachable");
  const isReachable = reachable && asBoolean(reachable);
  if (protocolText === unclear) return malformed(undefined);
  const isNone = isReachable?.kind === "known" && !isReachable.value;
  const protocol = protocolText === undefined ? (isNone && !port ? allProtocols : tcp) : parseProtocol(protocolText.trim());
  if (protocol === undefined)
    return malformed(`names the protocol ${protocolText}, which is none of tcp, udp, icmp, -1 or a number up to 255`);
  if (port && portValue?.kind !== "known") return malformed(port.kind === "opaque" ? undefined : "has a port that is no number");
  const number = portValue?.kind === "known" ? portValue.value : undefined;
  if (number !== undefined && (number < 0 || number > 65_535)) return malformed(`names port ${number}, which is not between 0 and 65535`);
  if (number !== undefined && protocol !== tcp && protocol !== udp) return malformed("names a port, which only tcp and udp have");
  if (reachable && isReachable?.kind !== "known")
    return malformed(reachable.kind === "opaque" ? undefined : "says neither reachable: true nor reachable: false");
  const why = textOf(read("why"));
  return {
    kind: "expected",
    statement: {
      from,
      to,
      protocol,
      ports: number === undefined ? undefined : { from: number, to: number },
      amount: isNone ? "none" : "all",
    },
    why: why === unclear || why === undefined || why.trim() === "" ? undefined : inOneLine(why),
  };
}

/** Longer reasons are cut. */
const maxReason = 200;

function inOneLine(text: string): string {
  const line = text.trim().replace(/\s+/g, " ").replace(/\.$/, "");
  return line.length > maxReason ? `${line.slice(0, maxReason)}…` : line;
}

const unclear = Symbol("known at deployment only");

function textOf(term: Term | undefined): string | undefined | typeof unclear {
  const text = term && asText(term);
  if (!text) return undefined;
  return text.kind === "known" ? text.value : unclear;
}

/** An end as `trace` takes it; a reference to a resource means the resource. */
function endOf(term: Term | undefined): string | undefined | typeof unclear {
  if (term?.kind === "reference") return term.logicalId;
  const text = textOf(term);
  return text === "" ? undefined : typeof text === "string" ? text.trim() : text;
}
