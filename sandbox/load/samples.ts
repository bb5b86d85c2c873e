/** What a service's tasks used in five minutes, in percent of their size. */
export interface Sample {
  /** Begin of the five minutes, epoch milliseconds. */
  time: number;
  /** Tasks that ran. */
  tasks: number;
  cpu: { average: number; max: number };
  memory: { average: number; max: number };
}

export interface Peaks {
  /** Percent of the cpu that the busiest task uses at the busiest hour. */
  cpuPercent: number;
  memoryPercent: number;
  tasks: number;
}

export const sampleMs = 300_000;

/** The last days of a service that is busy at two in the afternoon (UTC) and quiet at night; the same at every run. */
export function samplesOf(now: number, days: number, { cpuPercent, memoryPercent, tasks }: Peaks): Sample[] {
  const end = Math.floor(now / sampleMs) * sampleMs;
  const count = (days * 86_400_000) / sampleMs;
  return Array.from({ length: count }, (_, index): Sample => {
    const time = end - (count - index) * sampleMs;
    const cpu = cpuPercent * (0.2 + 0.8 * busyAt(time)) * (0.8 + 0.2 * chanceAt(time));
    const memory = memoryPercent * (0.9 + 0.05 * busyAt(time) + 0.05 * chanceAt(time));
    return { time, tasks, cpu: { average: 0.6 * cpu, max: cpu }, memory: { average: 0.95 * memory, max: memory } };
  });
}

/** From 0 at two in the morning to 1 at two in the afternoon. */
const busyAt = (time: number) => (1 - Math.cos((((time / 3_600_000) % 24) - 2) * (Math.PI / 12))) / 2;

/** From 0 to 1, for a time always the same. Knuth's multiplicative hash. */
const chanceAt = (time: number) => (((time / sampleMs) * 2_654_435_761) % 2 ** 32) / 2 ** 32;
