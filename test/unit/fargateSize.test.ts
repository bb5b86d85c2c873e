import { deepStrictEqual as deepEqual, equal, match, ok } from "node:assert/strict";
import fc from "fast-check";
import { cpusFor, fargateSizeProblem, memoriesFor, nearestNumber } from "../../settings/fargateSize";
import { problemsOf, stackWith, warningsOf } from "./settingsOf";

const gib = 1024;

/** AWS's table once more, written as AWS writes it: per CPU value the GiB from, to, and in which steps. */
const awsTable = new Map<number, number[]>([
  [256, [512, gib, 2 * gib]],
  [512, range(1, 4, 1)],
  [1024, range(2, 8, 1)],
  [2048, range(4, 16, 1)],
  [4096, range(8, 30, 1)],
  [8192, range(16, 60, 4)],
  [16384, range(32, 120, 8)],
  [32768, [60 * gib, 120 * gib, 244 * gib]],
]);

function range(fromGiB: number, toGiB: number, stepGiB: number): number[] {
  const memories: number[] = [];
  for (let size = fromGiB; size <= toGiB; size += stepGiB) memories.push(size * gib);
  return memories;
}

const inTable = (cpu: number, memory: number) => awsTable.get(cpu)?.includes(memory) ?? false;
const cpus = [...awsTable.keys()];
const memories = [...new Set([...awsTable.values()].flat())];

/** Legal values, their neighbours, and anything else. */
const near = (legal: number[]) =>
  fc.oneof(
    fc.constantFrom(...legal),
    fc.tuple(fc.constantFrom(...legal), fc.integer({ min: -1, max: 1 })).map(([value, by]) => value + by),
    fc.integer({ min: -5, max: 300_000 }),
  );

describe("Fargate sizes", () => {
  it("accepts every pair of AWS's table", () => {
    const pairs = [...awsTable].flatMap(([cpu, offered]) => offered.map((memory) => ({ cpu, memory })));
    equal(pairs.length, 3 + 4 + 7 + 13 + 23 + 12 + 12 + 3);
    for (const pair of pairs) deepEqual(problemsOf(stackWith(pair)), [], JSON.stringify(pair));
  });

  it("accepts no pair that is not in it", () => {
    fc.assert(
      fc.property(near(cpus), near(memories), (cpu, memory) => {
        equal(problemsOf(stackWith({ cpu, memory })).length, inTable(cpu, memory) ? 0 : 1);
      }),
      { numRuns: 500 },
    );
  });

  it("suggests the nearest memory for this cpu", () => {
    fc.assert(
      fc.property(fc.constantFrom(...cpus), fc.integer({ min: 1, max: 300_000 }), (cpu, memory) => {
        fc.pre(!inTable(cpu, memory));
        const suggested = suggestion("memory", fargateSizeProblem(cpu, memory));
        ok(inTable(cpu, suggested));
        for (const other of awsTable.get(cpu) ?? []) ok(Math.abs(suggested - memory) <= Math.abs(other - memory));
      }),
    );
  });

  it("suggests the nearest cpu for this memory, where there is one", () => {
    fc.assert(
      fc.property(near(cpus), fc.constantFrom(...memories), (cpu, memory) => {
        fc.pre(!inTable(cpu, memory));
        const suggested = suggestion("cpu", fargateSizeProblem(cpu, memory));
        ok(inTable(suggested, memory));
        for (const other of cpus.filter((candidate) => inTable(candidate, memory))) {
          ok(Math.abs(suggested - cpu) <= Math.abs(other - cpu));
        }
      }),
    );
  });

  it("suggests a legal pair where neither number is in the table", () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 70_000 }), fc.integer({ min: -5, max: 300_000 }), (cpu, memory) => {
        fc.pre(!cpus.includes(cpu) && !memories.includes(memory));
        const problem = fargateSizeProblem(cpu, memory);
        const suggestedCpu = suggestion("cpu", problem);
        const suggestedMemory = suggestion("memory", problem);
        ok(inTable(suggestedCpu, suggestedMemory));
        for (const other of cpus) ok(Math.abs(suggestedCpu - cpu) <= Math.abs(other - cpu));
        for (const other of awsTable.get(suggestedCpu) ?? []) {
          ok(Math.abs(suggestedMemory - memory) <= Math.abs(other - memory));
        }
      }),
    );
  });

  it("prefers the bigger of two that are as near", () => {
    equal(nearestNumber(1536, [1024, 2048]), 2048);
    match(fargateSizeProblem(512, 1536) ?? "", /pulumi config set memory 2048/);
  });

  it("tells whoever means vCPU the number of CPU units", () => {
    match(fargateSizeProblem(2, 4096) ?? "", /; 2 vCPU is cpu 2048$/);
  });

  it("knows what goes with a cpu, and with a memory", () => {
    deepEqual(memoriesFor(256), [512, 1024, 2048]);
    deepEqual(memoriesFor(300), []);
    deepEqual(cpusFor(2048), [256, 512, 1024]);
    deepEqual(cpusFor(3000), []);
  });

  it("accepts the biggest cpu with a warning, since not every region has it", () => {
    match(warningsOf({ cpu: 32768, memory: 249856 }).join(), /cpu 32768 is not offered in every region/);
    deepEqual(warningsOf({ cpu: 16384, memory: 122880 }), []);
  });
});

/** The number in the command that the problem suggests. */
function suggestion(setting: "cpu" | "memory", problem: string | undefined): number {
  const found = new RegExp(`pulumi config set ${setting} (\\d+)`).exec(problem ?? "");
  ok(found, `${problem} suggests no ${setting}`);
  return Number(found[1]);
}
