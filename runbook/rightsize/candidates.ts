import { fargateCpus } from "../../settings/fargateSize";
import type { FargateSize } from "../../settings/types";
import { monthly, usualRatio, type UnitPrices } from "./price";
import { usedOf, type Load, type Use } from "./utilisation";

/** A size, and how it would have carried the load. */
export interface Candidate extends FargateSize {
  /** What the load would have been of this size. */
  cpuUse: Use;
  memoryUse: Use;
  /** Why it would have been too small; empty: it fits. */
  shortages: Shortage[];
}

export interface Shortage {
  of: "cpu" | "memory";
  /** A few words. */
  why: string;
}

/** What a size has to have, beside carrying the load. */
export interface Demands {
  /** Percent that are to stay free. */
  headroomPercent: number;
  /** What the containers have of their own: ECS refuses a smaller task. */
  reserved: FargateSize;
  isWindows: boolean;
}

/** CPU units that Fargate offers for Windows. Source: AWS, "Task definition parameters for Fargate". */
const windowsCpus = [1024, 2048, 4096];

/** All legal sizes, by cpu and then memory. */
export function candidates(load: Load, { headroomPercent, reserved, isWindows }: Demands): Candidate[] {
  const most = 100 - headroomPercent;
  return fargateCpus
    .filter(({ cpu }) => !isWindows || windowsCpus.includes(cpu))
    .flatMap(({ cpu, memoriesMiB }) => memoriesMiB.map((memoryMiB) => ({ cpu, memoryMiB })))
    .map((size) => ({
      ...size,
      cpuUse: usedOf(load.cpu, load.size.cpu, size.cpu),
      memoryUse: usedOf(load.memory, load.size.memoryMiB, size.memoryMiB),
      shortages: [...tooSmallForLoad(size, load, most), ...tooSmallForContainers(size, reserved)],
    }));
}

/** Short of cpu a task is slow for a while; short of memory it is killed. Multiplied, since a quotient may be off by a bit. */
function tooSmallForLoad({ cpu, memoryMiB }: FargateSize, { size, ...load }: Load, most: number): Shortage[] {
  const isCpuShort = load.cpu.p99 * size.cpu > most * cpu;
  const isMemoryShort = load.memory.max * size.memoryMiB > most * memoryMiB;
  return [
    ...(isCpuShort ? [{ of: "cpu", why: `cpu p99 above ${most} %` } as const] : []),
    ...(isMemoryShort ? [{ of: "memory", why: `memory peak above ${most} %` } as const] : []),
  ];
}

function tooSmallForContainers({ cpu, memoryMiB }: FargateSize, reserved: FargateSize): Shortage[] {
  return [
    ...(reserved.cpu > cpu ? [{ of: "cpu", why: `containers reserve cpu ${reserved.cpu}` } as const] : []),
    ...(reserved.memoryMiB > memoryMiB
      ? [{ of: "memory", why: `containers reserve ${reserved.memoryMiB} MiB` } as const]
      : []),
  ];
}

/** The cheapest size that fits; undefined when none does. */
export function recommended(all: Candidate[], prices: UnitPrices = usualRatio): Candidate | undefined {
  return all
    .filter(fits)
    .toSorted((one, other) => monthly(one, prices) - monthly(other, prices) || one.cpu - other.cpu)[0];
}

export const fits = ({ shortages }: Candidate): boolean => shortages.length === 0;

export const isSameSize = (one: FargateSize, other: FargateSize): boolean =>
  one.cpu === other.cpu && one.memoryMiB === other.memoryMiB;
