import { fargateSizeProblem } from "./fargateSize";
import { formatPath, setCommand } from "./commands";
import type { Report } from "./report";
import type { FargateSize, SidecarSettings } from "./types";

/** AWS's table has this size, but not every region offers it. */
const newestCpu = 32768;

export function checkSize({ cpu, memoryMiB }: FargateSize, report: Report): void {
  const problem = fargateSizeProblem(cpu, memoryMiB);
  if (problem !== undefined) {
    report.problem(["cpu"], problem);
  } else if (cpu === newestCpu) {
    report.warning(`cpu ${newestCpu} is not offered in every region: a region without it refuses the task definition`);
  }
}

/** What the sidecars reserve has to fit into the task. Source: "Task definition parameters for Fargate", container cpu and memory. */
export function checkReservations({ cpu, memoryMiB }: FargateSize, sidecars: SidecarSettings[], report: Report): void {
  checkSum(
    "cpu",
    cpu,
    sidecars.map(({ name, cpu: reserved = 0 }) => ({ name, reserved })),
    report,
  );
  checkSum(
    "memory",
    memoryMiB,
    sidecars.map(({ name, memoryMiB: reserved = 0 }) => ({ name, reserved })),
    report,
  );
}

function checkSum(
  setting: "cpu" | "memory",
  available: number,
  reservations: { name: string; reserved: number }[],
  report: Report,
): void {
  const sum = reservations.reduce((total, { reserved }) => total + reserved, 0);
  const [biggest] = reservations.toSorted((a, b) => b.reserved - a.reserved);
  if (sum <= available || biggest === undefined) return;
  const path = ["sidecars", biggest.name, setting];
  const rest = available - (sum - biggest.reserved);
  report.problem(
    path,
    `${formatPath(path)} ${biggest.reserved} is too much: use at most ${available} for all sidecars, as ${setting} is ` +
      `${available} and they ask for ${sum} (${setCommand(path, rest > 0 ? rest : `<${setting}>`)})`,
  );
}
