import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every process that descends from this one, for as long as those between them live. */
export function descendantsOf(pid: number): number[] {
  const processes = allProcesses();
  const childrenOf = (parent: number): number[] =>
    processes.filter((each) => each.parent === parent).flatMap((child) => [child.pid, ...childrenOf(child.pid)]);
  return childrenOf(pid);
}

/** From `/proc` where there is one, since `ps` may not be installed there. */
function allProcesses(): { pid: number; parent: number }[] {
  if (!existsSync("/proc/self/stat")) {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => ({ pid, parent }));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // pid (name of the program) state parent …
        const stat = readFileSync(join("/proc", name, "stat"), "utf8");
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]) }];
      } catch {
        return [];
      }
    });
}
