import { formatPath, setCommand } from "./commands";
import { alarmFields } from "./declared";
import { readFields } from "./readFields";
import type { Report } from "./report";
import type { AlarmSettings, TargetGroupSetting } from "./types";

/** What else in the config bears on alarms. */
interface Beside {
  targetGroups: TargetGroupSetting[];
  /** It is one of several services, of which some may be without target groups. */
  hasSeveral: boolean;
}

/** Thresholds that hold without being named; how quick a service should be, only its owner knows. */
const defaults = {
  cpuPercent: 90,
  memoryPercent: 90,
  unhealthyTargets: 1,
  errors5xxPercent: 5,
  missingTasksMinutes: 15,
} satisfies AlarmSettings;

const ofTargetGroups = ["unhealthyTargets", "errors5xxPercent", "latencySeconds"] as const;

/** Undefined: the service has no alarms. */
export function readAlarms(
  given: Record<string, unknown>,
  { targetGroups, hasSeveral }: Beside,
  report: Report,
): AlarmSettings | undefined {
  const { enabled, topic, ...thresholds } = readFields(alarmFields, given, ["alarms"], report);
  checkEnabled(given, report);
  if (enabled !== true) return undefined;
  if (targetGroups.length === 0 && !hasSeveral) checkTargetGroups(thresholds, report);
  const wanted = Object.entries({ ...defaults, ...present(thresholds) }).filter(([, value]) => value !== "off");
  return { ...(topic !== undefined && { topic }), ...(Object.fromEntries(wanted) as AlarmSettings) };
}

const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;

/** Whoever sets a threshold or a topic and nothing else counts on an alarm that is not there. */
function checkEnabled(given: Record<string, unknown>, report: Report): void {
  const path = ["alarms", "enabled"];
  const [first] = Object.keys(given).filter((key) => key !== "enabled");
  const isSaid = given.enabled !== undefined && given.enabled !== null;
  if (first === undefined || isSaid || report.mentions("alarms", first)) return;
  report.problem(
    path,
    `${formatPath(["alarms", first])} is set, but alarms are not turned on: use alarms.enabled true (${setCommand(path, true)}), or false ` +
      `to keep it for later (${setCommand(path, false)})`,
  );
}

function checkTargetGroups(
  thresholds: Partial<Record<(typeof ofTargetGroups)[number], number | "off">>,
  report: Report,
): void {
  if (report.mentions("targetGroups") || report.mentions("ports")) return;
  for (const kind of ofTargetGroups) {
    const threshold = thresholds[kind];
    if (threshold === undefined || threshold === "off") continue;
    const path = ["alarms", kind];
    report.problem(
      path,
      `${formatPath(path)} is about target groups, of which there is none: use off (${setCommand(path, "off")}), or a target group ` +
        `(${setCommand(["targetGroups", "<port>"], "<target group>")})`,
    );
  }
}
