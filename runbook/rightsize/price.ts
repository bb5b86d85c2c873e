import type { FargateSize } from "../../settings/types";
import { UsageError } from "../usageError";

/** What Fargate asks for an hour, in any currency. */
export interface UnitPrices {
  vCpuHour: number;
  gbHour: number;
}

/**
 * Where no prices are given, sizes are ranked by these: a vCPU costs about nine times as much as a GB, whatever region and
 * architecture. Source: aws.amazon.com/fargate/pricing (us-east-1: 0.04048 and 0.004445, ARM 0.03238 and 0.00356).
 */
export const usualRatio: UnitPrices = { vCpuHour: 9.1, gbHour: 1 };

const hoursPerMonth = 730;

export function readPrices(text: string): UnitPrices {
  const [, vCpu, gb] = /^(\d*\.?\d+),(\d*\.?\d+)$/.exec(text) ?? [];
  const prices = { vCpuHour: Number(vCpu), gbHour: Number(gb) };
  if (prices.vCpuHour > 0 && prices.gbHour > 0) return prices;
  throw new UsageError(
    `--price ${text} is not two prices: use that of a vCPU and that of a GB for an hour, with a comma between them, for example ` +
      "--price 0.04048,0.004445 (aws.amazon.com/fargate/pricing has those of your region)",
  );
}

/** What a task of this size costs in a month of 730 hours, beside its disk. */
export const monthly = ({ cpu, memoryMiB }: FargateSize, { vCpuHour, gbHour }: UnitPrices): number =>
  ((cpu / 1024) * vCpuHour + (memoryMiB / 1024) * gbHour) * hoursPerMonth;
