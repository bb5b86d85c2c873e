const range = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** MiB of memory that Fargate offers for each number of CPU units (AWS: "Task definition parameters for Fargate"). */
const memoryByCpu: Record<number, number[]> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
  32768: [61440, 122880, 249856],
};

/** Whether Fargate has tasks of this size. */
export const isFargateSize = (cpu: number, memoryMiB: number) => memoryByCpu[cpu]?.includes(memoryMiB) ?? false;

/** CPU units of `1024`, `1 vCPU` or `.5 vcpu`; NaN when it is neither. */
export function parseCpu(text: string): number {
  const vcpu = /^(\d*\.?\d+)\s*vcpu$/i.exec(text);
  return vcpu ? Number(vcpu[1]) * 1024 : parseWhole(text);
}

/** MiB of `2048`, `2 GB` or `2gb`; NaN when it is neither. */
export function parseMemory(text: string): number {
  const gigabytes = /^(\d*\.?\d+)\s*gb$/i.exec(text);
  return gigabytes ? Number(gigabytes[1]) * 1024 : parseWhole(text);
}

const parseWhole = (text: string) => (/^\d+$/.test(text) ? Number(text) : NaN);
