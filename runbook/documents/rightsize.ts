import { z } from "zod";

const percent = (text: string) => z.number().describe(text);

const use = z.object({
  average: percent("Of all tasks, in percent."),
  p50: percent("Half of the five-minute maxima are not above it."),
  p95: percent("Likewise, 95 of 100."),
  p99: percent("Likewise, 99 of 100: what cpu is judged by."),
  max: percent("The busiest task in its busiest minute: what memory is judged by."),
});

const size = {
  cpu: z.number().int().describe("CPU units of a task, 1024 to a vCPU."),
  memoryMiB: z.number().int().describe("Memory of a task, in MiB."),
};

/** What `rightsize --output json` prints. */
export const rightsizeDocument = z.object({
  stack: z.string().describe("The stack."),
  service: z.string().describe("Name of the service."),
  cluster: z.string().describe("Name of the cluster."),
  revision: z.string().describe("Revision that the service is on, family:number."),
  present: z.object(size).describe("Size of that revision."),
  isRight: z.boolean().describe("The present size is the recommended one: the exit code is then 0."),
  problem: z.string().nullable().describe("Why no size is recommended, in a sentence; null: one is."),
  from: z.string().describe("Begin of the time that was looked at, ISO 8601 in UTC."),
  to: z.string().describe("End of it."),
  points: z.number().int().describe("Periods of five minutes in it that CloudWatch has values of."),
  expected: z.number().int().describe("Periods in it."),
  needed: z.number().int().describe("Periods that values are needed of."),
  headroomPercent: z.number().describe("Percent that are to stay free."),
  tasks: z
    .object({
      average: z.number().describe("Tasks that ran, on average."),
      min: z.number().describe("In the period with the fewest."),
      max: z.number().describe("In the period with the most."),
    })
    .nullable()
    .describe("null: there are no values."),
  cpu: use.nullable().describe("What was used of the present size's cpu; null: there are no values."),
  memory: use.nullable().describe("Likewise, of its memory."),
  sizes: z
    .array(
      z.object({
        ...size,
        cpuPercent: use.describe("What the same load would have used of this cpu."),
        memoryPercent: use.describe("Likewise, of this memory."),
        fits: z.boolean().describe("It would have carried the load with the headroom."),
        reasons: z.array(z.string()).describe("Why not, a few words each."),
        monthlyDifference: z
          .number()
          .nullable()
          .describe(
            "What it would cost more in 730 hours than the present one, for the average number of tasks; null: no --price.",
          ),
      }),
    )
    .describe("All sizes of Fargate, by cpu and memory; empty: there is too little data."),
  recommended: z.object(size).nullable().describe("The cheapest size that fits; null: none, or too little data."),
  commands: z.array(z.string()).describe("What switches to it; empty: nothing is to be done."),
  notes: z.array(z.string()).describe("What bears on the result, in sentences."),
});

export type RightsizeDocument = z.infer<typeof rightsizeDocument>;
