import { setCommand } from "./commands";
import type { Report } from "./report";
import type { AlarmSettings, Names } from "./types";
import { alarmKinds, alarmNameOf, thresholds } from "./watchNames";

/** Warns of an alarm that is to end deployments, is named as one of the stack's own, and is not made. */
export function checkDeploymentAlarms(
  wanted: string[],
  { names, alarms }: { names: Names; alarms: AlarmSettings | undefined },
  report: Report,
): void {
  for (const kind of alarmKinds) {
    const name = alarmNameOf(names, kind);
    const threshold = thresholds[kind];
    if (!wanted.includes(name) || alarms?.[threshold] !== undefined) continue;
    const fix =
      alarms === undefined ? setCommand(["alarms", "enabled"], true) : setCommand(["alarms", threshold], "<threshold>");
    report.warning(
      `deployment.alarms names ${name}, which is called as one of the stack's own and is not made with these settings (${fix})`,
    );
  }
}
