import { formatPath, removeCommand, setCommand, type SettingPath } from "./commands";
import { scheduledFields } from "./declared";
import { map, text } from "./fields";
import { readFields, readKey, readRequired, type Read } from "./readFields";
import type { Report } from "./report";
import type { ScheduledScaling } from "./types";

/** Source: `ScheduledActionName`, Application Auto Scaling API reference; fewer characters than AWS takes. */
const actionName = text(/^[A-Za-z0-9_-]{1,100}$/, {
  allowed: "up to 100 letters, digits, _ and -",
  suggest: "<name>",
});

interface Bounds {
  min: number;
  max: number;
}

/** Actions that set other bounds at their time, sorted by name; `usual`: those of the setting, `max` NaN when it has none. */
export function readScheduled(given: Record<string, unknown>, usual: Bounds, report: Report): ScheduledScaling[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const path = ["autoscaling", "scheduled", name];
    if (!readKey({ ...actionName, fix: () => removeCommand(path) }, path, report)) return [];
    const entries = readRequired(
      { ...map, fix: () => setCommand([...path, "schedule"], example) },
      value,
      path,
      report,
    );
    if (entries === undefined) return [];
    const action = readFields(scheduledFields, entries, path, report);
    checkAction(action, path, usual, report);
    const { schedule = "", timezone = "UTC", min, max } = action;
    return [{ name, schedule, timezone, min, max }];
  });
}

/** Mornings of working days. */
const example = "cron(0 8 ? * MON-FRI *)";

function checkAction(action: Read<typeof scheduledFields>, path: SettingPath, usual: Bounds, report: Report): void {
  if (report.mentions(...path)) return;
  const { schedule, min, max } = action;
  const what = formatPath(path);
  if (schedule === undefined) {
    const fix = setCommand([...path, "schedule"], example);
    report.problem(path, `${what} has no schedule: use ${scheduledFields.schedule.allowed} (${fix})`);
  }
  if (min === undefined && max === undefined) {
    const fix = setCommand([...path, "min"], "<tasks>");
    report.problem(path, `${what} sets nothing: use min, max or both (${fix})`);
    return;
  }
  const bounds = { min: min ?? usual.min, max: max ?? usual.max };
  if (!(bounds.min > bounds.max)) return;
  report.problem(
    path,
    `${what} is from ${bounds.min} to ${bounds.max} tasks: use a min that is not above max ` +
      `(${setCommand([...path, min === undefined ? "min" : "max"], min === undefined ? bounds.max : bounds.min)})`,
  );
}
