import { z } from "zod";

/** A CloudWatch alarm that watches deployments. */
export const alarmDocument = z.object({
  name: z.string(),
  state: z
    .string()
    .nullable()
    .describe("OK, ALARM or INSUFFICIENT_DATA; null: there is no such alarm, or it is not known."),
  watches: z.string().nullable().describe("Its metric and threshold in words; null: not known."),
  reason: z.string().nullable().describe("Why it is in its state, in CloudWatch's words; null: not known."),
});

export type AlarmDocument = z.infer<typeof alarmDocument>;
