/**
 * The verdict on a question by walking packets: one for every kind of packet that some rule, entry or route of the network could treat
 * in its own way. Reachable is what lets all of them through.
 */
import type { DrawnQuestion } from "./draw-network.ts";
import { answerTo, numberOf, type WalkedPacket, type Walker, walkerOf } from "./packet-walker.ts";
import type { PlannedNetwork } from "./planned-network.ts";

/** Undefined where all packets get through, else what stops the first one that does not. */
export function whatStops(network: PlannedNetwork, question: DrawnQuestion): string | undefined {
  const walker = walkerOf(network);
  const from = endOf(network, walker, question.from);
  const to = endOf(network, walker, question.to);
  for (const source of from.addresses) {
    for (const destination of to.addresses) {
      for (const packet of packetsOf(network, question, source, destination)) {
        const why = tryOut(walker, from.id, to.id, packet, question.protocol !== 17);
        if (why !== undefined) return why;
      }
    }
  }
  return undefined;
}

interface WalkedEnd {
  /** Undefined on the internet. */
  readonly id: string | undefined;
  readonly addresses: readonly number[];
}

/** Hosts of the internet: in the block that networks name, and outside of it. */
const internetHosts = ["203.0.113.7", "203.0.113.250", "192.0.2.1", "8.8.8.8"].map(numberOf);

function endOf({ instances }: PlannedNetwork, { interfaces }: Walker, text: string): WalkedEnd {
  if (text === "internet") return { id: undefined, addresses: internetHosts };
  const [name = "", form] = text.split(":");
  const instance = instances.find(({ id, address }) => id === name || address === name);
  if (!instance) return { id: undefined, addresses: [numberOf(name)] };
  const own = interfaces.get(instance.id);
  return { id: instance.id, addresses: [(form === "public" ? own?.publicAddress : own?.address) ?? 0] };
}

function tryOut(
  walker: Walker,
  from: string | undefined,
  to: string | undefined,
  sent: WalkedPacket,
  needsAnswer: boolean,
): string | undefined {
  // Of an interface the internet knows the public address only.
  const target = from === undefined ? walker.interfaces.get(to ?? "")?.publicAddress : sent.destination;
  if (target === undefined) return `${to} has no public address`;
  const packet = { ...sent, destination: target };
  const walk = walker.start();
  const there = walk.send(from, packet);
  if (there.kind === "dropped") return there.why;
  if (!needsAnswer) return undefined;
  const back = walk.send(to, answerTo(there.packet));
  if (back.kind === "dropped") return `answer: ${back.why}`;
  const expected = answerTo(packet);
  return back.packet.source === expected.source && back.packet.destination === expected.destination
    ? undefined
    : "answer: from an address that was not asked";
}

/** Numbers at and beside every border of a range. */
function borders(network: PlannedNetwork): readonly number[] {
  const ranges = [
    ...network.groups.flatMap(({ ingress, egress }) => [...ingress, ...(egress ?? [])]),
    ...network.acls.flatMap(({ entries }) => entries),
  ];
  const all = ranges.flatMap(({ from, to }) => [from, from - 1, to, to + 1]).filter((port) => port >= 0 && port <= 65_535);
  return [...new Set([0, 1024, 5000, 65_535, ...all])];
}

function packetsOf(
  network: PlannedNetwork,
  { protocol, port }: DrawnQuestion,
  source: number,
  destination: number,
): readonly WalkedPacket[] {
  const base = { source, destination };
  const echo: WalkedPacket = { ...base, protocol: 1, sourcePort: 7, destinationPort: 7 };
  if (protocol === 1) return [echo];
  const ports = borders(network);
  const withPorts = (number: number, clients: readonly number[], servers: readonly number[]): readonly WalkedPacket[] =>
    servers.flatMap((destinationPort) => clients.map((sourcePort) => ({ ...base, protocol: number, sourcePort, destinationPort })));
  if (protocol !== -1)
    return withPorts(
      protocol,
      ports.filter((client) => client >= 1024),
      port === undefined ? ports : [port],
    );
  // All traffic: any port at either end, and protocols without ports.
  return [
    ...withPorts(6, ports, ports),
    ...withPorts(17, ports, ports),
    echo,
    { ...base, protocol: 47, sourcePort: 0, destinationPort: 0 },
  ];
}
