import { z } from "zod";
import { fargateCpus, listSizes, nearestNumber } from "./fargateSize";
import { setCommand } from "./commands";
import { numberOf, type Field } from "./fields";

const cpus = fargateCpus.map(({ cpu }) => cpu);
const memories = fargateCpus.flatMap(({ memoriesMiB }) => memoriesMiB);

/** Any whole number: which ones are legal is a matter of the pair. */
export const cpuUnits: Field<number> = {
  schema: z.preprocess(numberOf, z.int()),
  allowed: `${listSizes(cpus)} CPU units`,
  fix: (path, given) => setCommand(path, nearestNumber(amountOf(given, /^vcpus?$/i) ?? 256, cpus) ?? 256),
};

export const memoryMiB: Field<number> = {
  schema: z.preprocess(numberOf, z.int()),
  allowed: "a whole number of MiB that Fargate offers with this cpu",
  fix: (path, given) => setCommand(path, nearestNumber(amountOf(given, /^gi?b?$/i) ?? 512, memories) ?? 512),
};

/** `2 vCPU` → 2048, `4GB` → 4096, `512.5` → 512.5; whoever writes a fraction below 256 means the bigger unit too. */
function amountOf(given: unknown, biggerUnit: RegExp): number | undefined {
  const [, digits, unit = ""] = /^([\d.]+)\s*([a-z]*)$/i.exec(String(given)) ?? [];
  const amount = Number(digits);
  if (digits === undefined || Number.isNaN(amount)) return undefined;
  return biggerUnit.test(unit) || amount < 128 ? amount * 1024 : amount;
}
