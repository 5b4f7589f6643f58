/** The processes of language servers on this machine. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** All that run. A small Linux has no `ps`. */
function processes() {
  if (!existsSync("/proc/self/stat")) {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
    return lines
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
      .map(([, pid, parent, command = ""]) => ({ pid: Number(pid), parent: Number(parent), command }));
  }
  const read = (file) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  const parent = (pid) => Number(read(`/proc/${pid}/stat`).replace(/.*\)/s, "").trim().split(" ")[1] ?? 0);
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return ids.map((pid) => ({ pid: Number(pid), parent: parent(pid), command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ") }));
}

/** The language server that runs below a process; undefined where none does. */
export function serverBelow(ancestor) {
  const all = processes();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid) => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 0 && (parent === ancestor || isBelow(parent));
  };
  return all.find(({ pid, command }) => command.includes("dist/server/node.js") && isBelow(pid))?.pid;
}
