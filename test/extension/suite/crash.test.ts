/** A server process that dies is started again. In the Node extension host only. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { api, close, diagnosticsOf, eventually, open } from "./editor.ts";

/** "pid ppid command" of every process. A small Linux has no `ps`. */
function processes(): readonly string[] {
  if (!existsSync("/proc/self/stat")) return execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const read = (file: string): string => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const parent = (pid: string): string => read(`/proc/${pid}/stat`).replace(/.*\)/s, "").trim().split(" ")[1] ?? "";
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids.map((pid) => `${pid} ${parent(pid)} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** The process of the language server: a child of the extension host. */
function serverProcess(): number | undefined {
  for (const line of processes()) {
    const [pid, parent] = line.trim().split(/\s+/);
    if (parent === String(process.pid) && line.includes("dist/server/node.js")) return Number(pid);
  }
  return undefined;
}

suite("Crash", () => {
  teardown(close);

  test("the server comes back and knows its documents", async () => {
    const { status } = await api();
    const document = await open("internet-route.yaml");
    await diagnosticsOf(document, 1);
    const before = status(document.uri.toString());
    const pid = await eventually("server process", serverProcess, (found) => found !== undefined);
    process.kill(pid ?? Number.NaN, "SIGKILL");
    await eventually("new server process", serverProcess, (found) => found !== undefined && found !== pid);
    await eventually(
      "new analysis",
      () => status(document.uri.toString()),
      (after) => after !== before,
    );
    await diagnosticsOf(document, 1);
  });
});
