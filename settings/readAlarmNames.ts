import { formatPath, removeCommand } from "./commands";
import { alarmName } from "./declared";
import { readItems } from "./readFields";
import type { Report } from "./report";

/** Names of `deployment.alarms` without their order, since ECS gives it no meaning. */
export function readAlarmNames(given: unknown[], report: Report): string[] {
  const path = ["deployment", "alarms"];
  const names = readItems(alarmName, given, path, report);
  given.forEach((name, index) => {
    if (given.indexOf(name) === index || report.mentions(...path, index)) return;
    const place = [...path, index];
    report.problem(
      place,
      `${formatPath(place)} ${String(name)} is in the list already: use each once (${removeCommand(place)})`,
    );
  });
  return names.sort();
}
