import type * as sdk from "@aws-sdk/client-cloudwatch";
import { jsonReply } from "../reply";
import { inputOf, type CorrectedCall, type Correction } from "./correction";

/** Alarms: ministack forgets what makes an alarm of metric math, and gives it a statistic and a period of a metric. */
export const correctCloudWatch: Correction = (call) => {
  if (call.protocol !== "json") return Promise.resolve(undefined);
  if (call.operation === "PutMetricAlarm") return putAlarm(call);
  return call.operation === "DescribeAlarms" ? describeAlarms(call) : Promise.resolve(undefined);
};

type Input = sdk.PutMetricAlarmCommandInput;

/** What ministack does not keep of an alarm, and what it makes up where there is none. */
const forgotten = [
  "Metrics",
  "ThresholdMetricId",
  "EvaluateLowSampleCountPercentile",
  "AlarmDescription",
  "Statistic",
  "Period",
] as const;

/** It travels in the description, so that ministack keeps it over a restart and forgets it in a reset. */
async function putAlarm(call: CorrectedCall) {
  const input = inputOf<Input>(call);
  const kept = Object.fromEntries(forgotten.map((field) => [field, input[field]]));
  const { status, answer } = await call.askJson("PutMetricAlarm", { ...input, AlarmDescription: JSON.stringify(kept) });
  return jsonReply(answer, status);
}

async function describeAlarms(call: CorrectedCall) {
  const { status, answer } = await call.askJson("DescribeAlarms", inputOf(call));
  const alarms = answer.MetricAlarms as sdk.MetricAlarm[] | undefined;
  return jsonReply({ ...answer, ...(alarms && { MetricAlarms: alarms.map(asPut) }) }, status);
}

function asPut(alarm: sdk.MetricAlarm): object {
  const kept = keptIn(alarm.AlarmDescription ?? "");
  if (kept === undefined) return alarm;
  const rest = Object.entries(alarm).filter(([field]) => !(forgotten as readonly string[]).includes(field));
  return { ...Object.fromEntries(rest), ...kept };
}

/** Undefined for an alarm that was made by the query protocol. */
function keptIn(description: string): object | undefined {
  try {
    const kept: unknown = JSON.parse(description);
    return typeof kept === "object" && kept !== null ? kept : undefined;
  } catch {
    return undefined;
  }
}
