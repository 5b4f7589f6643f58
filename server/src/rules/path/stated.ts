/** What a template states about paths, and whether it is so: some way, every way or no way. Knows no place where it is stated. */
import { allProtocols, icmp, tcp, udp } from "../../cidr/protocol.ts";
import type { Network } from "../../network/network.ts";
import type { Trace } from "../../reachability/answer.ts";
import { trace } from "../../reachability/trace.ts";
import { isWhateverPort, stopsAll } from "./cut-off.ts";
import { tellingPorts } from "./telling-ports.ts";

export interface Statement {
  readonly from: string;
  readonly to: string;
  /** 0 to 255, or -1 for all. */
  readonly protocol: number;
  /** Of TCP and UDP: a port, or a range; undefined for all. */
  readonly ports: { readonly from: number; readonly to: number } | undefined;
  /** `all`: everything that is asked about gets there; `some`: some address and port at least; `none`: nothing does. */
  readonly amount: "all" | "some" | "none";
}

/** Whether it is so. */
export type Judgement =
  | { readonly kind: "true" }
  | { readonly kind: "false"; readonly trace: Trace; readonly protocol: number; readonly port: number | undefined }
  | { readonly kind: "unknown"; readonly message: string };

/** Packets that are asked about: of one protocol, to one port or to all. */
interface Packets {
  readonly protocol: number;
  readonly port: number | undefined;
}

/** One answer, or the sentence that says why an end cannot be read. */
export function judge(network: Network, statement: Statement): Judgement | { readonly problem: string } {
  const { from, to, amount } = statement;
  let doubt: string | undefined;
  let blocked: Trace | undefined;
  const { protocol, ports } = statement;
  const all: Packets = { protocol, port: ports && ports.from === ports.to ? ports.from : undefined };
  const whole = amount === "all" ? undefined : trace(network, { from, to, ...all });
  if (whole && "problem" in whole) return whole;
  if (whole && isShutForAll(whole)) return amount === "none" ? { kind: "true" } : { kind: "false", trace: whole, ...all };
  for (const asked of packetsOf(network, statement)) {
    const found = trace(network, { from, to, ...asked });
    if ("problem" in found) return found;
    const verdicts = found.parts.length > 0 ? found.parts.map(({ verdict }) => verdict) : [found.verdict];
    const isOpen = amount === "all" ? found.verdict === "reachable" : verdicts.includes("reachable");
    if (isOpen && amount === "none") return { kind: "false", trace: found, ...asked };
    if (isOpen && amount === "some") return { kind: "true" };
    const isUnknown = amount === "all" ? found.verdict === "unknown" : verdicts.includes("unknown");
    if (isUnknown) doubt ??= found.unknowns[0]?.message ?? "Something on the way is not in the template.";
    else if (amount !== "all" && !isOpen && !found.blockers.some((blocker) => stopsAll(network, blocker)))
      doubt ??= "A network ACL lets a part of the ports through.";
    else if (!isOpen) blocked ??= found;
  }
  if (amount !== "none" && blocked && (amount === "all" || doubt === undefined)) return { kind: "false", trace: blocked, ...all };
  return doubt === undefined ? { kind: "true" } : { kind: "unknown", message: doubt };
}

/** Whether what is in the way does not hang on ports: no need to ask one by one. */
const isShutForAll = ({ verdict, parts, blockers }: Trace): boolean =>
  verdict === "blocked" && parts.length === 0 && isWhateverPort({ blockers });

/** All that has to be asked: for `all` the whole at once, for the others port by port. */
function packetsOf(network: Network, { protocol, ports, amount }: Statement): readonly Packets[] {
  if (protocol === tcp || protocol === udp) {
    if (ports && ports.from === ports.to) return [{ protocol, port: ports.from }];
    if (amount === "all") return [{ protocol, port: undefined }];
    return tellingPorts(network, protocol, ports?.from, ports?.to).map((port) => ({ protocol, port }));
  }
  if (protocol !== allProtocols || amount === "all") return [{ protocol, port: undefined }];
  const each = [tcp, udp].flatMap((one) => tellingPorts(network, one).map((port) => ({ protocol: one, port })));
  return [...each, { protocol: icmp, port: undefined }, { protocol, port: undefined }];
}
