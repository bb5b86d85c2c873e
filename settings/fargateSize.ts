/** CPU units (1024 = 1 vCPU) and the MiB that Fargate offers with them. */
export interface FargateCpu {
  cpu: number;
  memoriesMiB: number[];
}

/** Source: AWS, "Task definition parameters for Fargate", task size; 32768 is not offered in every region. */
export const fargateCpus: readonly FargateCpu[] = [
  { cpu: 256, memoriesMiB: [512, 1024, 2048] },
  { cpu: 512, memoriesMiB: steps(1024, 4096, 1024) },
  { cpu: 1024, memoriesMiB: steps(2048, 8192, 1024) },
  { cpu: 2048, memoriesMiB: steps(4096, 16384, 1024) },
  { cpu: 4096, memoriesMiB: steps(8192, 30720, 1024) },
  { cpu: 8192, memoriesMiB: steps(16384, 61440, 4096) },
  { cpu: 16384, memoriesMiB: steps(32768, 122880, 8192) },
  { cpu: 32768, memoriesMiB: [61440, 122880, 249856] },
];

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

/** The MiB that Fargate offers with these CPU units; empty when it offers none. */
export function memoriesFor(cpu: number): number[] {
  return fargateCpus.find((row) => row.cpu === cpu)?.memoriesMiB ?? [];
}

/** The CPU units that Fargate offers with this much memory; empty when it offers none. */
export function cpusFor(memoryMiB: number): number[] {
  return fargateCpus.filter(({ memoriesMiB }) => memoriesMiB.includes(memoryMiB)).map(({ cpu }) => cpu);
}

/** The candidate with the smallest distance; of two as near, the bigger, on which nothing runs out. */
export function nearestNumber(wanted: number, candidates: readonly number[]): number | undefined {
  return candidates.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || b - a)[0];
}

/** Why a pair is not a Fargate size and what to set instead; undefined when it is one. */
export function fargateSizeProblem(cpu: number, memoryMiB: number): string | undefined {
  const memories = memoriesFor(cpu);
  if (memories.includes(memoryMiB)) return undefined;
  const cpus = cpusFor(memoryMiB);
  const nearestCpu = nearestNumber(cpu, cpus);
  if (memories.length > 0) {
    const asCpu = nearestCpu === undefined ? "" : `; or keep memory ${memoryMiB} (pulumi config set cpu ${nearestCpu})`;
    return (
      `memory ${memoryMiB} is not valid with cpu ${cpu}: use ${listSizes(memories)} MiB ` +
      `(pulumi config set memory ${nearestNumber(memoryMiB, memories)})${asCpu}`
    );
  }
  if (nearestCpu !== undefined) {
    return (
      `cpu ${cpu} is not valid: use ${listSizes(cpus)} with memory ${memoryMiB} ` +
      `(pulumi config set cpu ${nearestCpu})${vCpuHint(cpu)}`
    );
  }
  const allCpus = fargateCpus.map((row) => row.cpu);
  const bothCpu = nearestNumber(cpu, allCpus) ?? cpu;
  return (
    `cpu ${cpu} with memory ${memoryMiB} is not valid: use cpu ${listSizes(allCpus)} and memory ` +
    `${listSizes(memoriesFor(bothCpu))} MiB with cpu ${bothCpu} ` +
    `(pulumi config set cpu ${bothCpu}; pulumi config set memory ${nearestNumber(memoryMiB, memoriesFor(bothCpu))})${vCpuHint(cpu)}`
  );
}

/** Whoever sets 2 means 2 vCPU. */
function vCpuHint(cpu: number): string {
  return memoriesFor(cpu * 1024).length > 0 ? `; ${cpu} vCPU is cpu ${cpu * 1024}` : "";
}

/** `1024, 2048 or 4096`, or `8192 to 30720 in steps of 1024` where a list would be long. */
export function listSizes(sizes: readonly number[]): string {
  const [first, second] = sizes;
  const last = sizes.at(-1);
  if (first === undefined || second === undefined || last === undefined) return sizes.join();
  const step = second - first;
  const isEven = sizes.every((size, index) => size === first + index * step);
  if (sizes.length > 5 && isEven) return `${first} to ${last} in steps of ${step}`;
  return `${sizes.slice(0, -1).join(", ")} or ${last}`;
}
