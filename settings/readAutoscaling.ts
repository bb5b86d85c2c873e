import { formatPath, removeCommand, setCommand } from "./commands";
import { autoscalingFields } from "./declared";
import { nearestName, oneOf } from "./nearest";
import { readFields, type Read } from "./readFields";
import { readScheduled } from "./readScheduled";
import type { Report } from "./report";
import type { AutoscalingSettings, TargetGroupSetting } from "./types";

/** What else in the config bears on scaling. */
interface Beside {
  desiredCount: number | undefined;
  targetGroups: TargetGroupSetting[];
}

/** Seconds from one scaling to the next. Source: `TargetTrackingScalingPolicyConfiguration`, Application Auto Scaling API reference. */
const cooldownSeconds = 300;

/** Undefined: nothing scales the service. */
export function readAutoscaling(
  given: Record<string, unknown>,
  { desiredCount, targetGroups }: Beside,
  report: Report,
): AutoscalingSettings | undefined {
  if (Object.keys(given).length === 0) return undefined;
  const read = readFields(autoscalingFields, given, ["autoscaling"], report);
  const { min = 1, max = NaN } = read;
  const bounds = { min, max };
  const scheduled = readScheduled(read.scheduled ?? {}, bounds, report);
  const requests = readRequests(read, targetGroups, report);
  if (desiredCount !== undefined) {
    report.problem(
      ["desiredCount"],
      `desiredCount ${desiredCount} is not valid beside autoscaling, which sets the number of tasks: use autoscaling alone ` +
        `(${removeCommand(["desiredCount"])}), or a number of your own (${removeCommand(["autoscaling"])})`,
    );
  }
  checkBounds(bounds, scheduled.length > 0, report);
  checkFollowed(given, report);
  return {
    ...bounds,
    cpuPercent: read.cpu,
    memoryPercent: read.memory,
    requests,
    scheduled,
    scaleInCooldownSeconds: read.scaleInCooldownSeconds ?? cooldownSeconds,
    scaleOutCooldownSeconds: read.scaleOutCooldownSeconds ?? cooldownSeconds,
  };
}

/** @param max NaN when it is not given, or not a number. */
function checkBounds({ min, max }: { min: number; max: number }, isScheduled: boolean, report: Report): void {
  const path = ["autoscaling", "min"];
  if (Number.isNaN(max) && !report.mentions("autoscaling", "max")) {
    const fix = setCommand(["autoscaling", "max"], "<tasks>");
    report.problem(["autoscaling", "max"], `autoscaling has no max: use the most tasks that there may be (${fix})`);
  }
  if (report.mentions(...path)) return;
  if (min > max) {
    report.problem(
      path,
      `autoscaling.min ${min} is above autoscaling.max ${max}: use at most ${max} (${setCommand(path, max)}), or a higher max ` +
        `(${setCommand(["autoscaling", "max"], min)})`,
    );
  }
  if (min === 0 && !isScheduled) {
    report.warning(
      "autoscaling.min 0: with no task there are no figures that a policy could go by, so that only a schedule or you start " +
        `one again (${setCommand(path, 1)})`,
    );
  }
}

/** What is set may be wrong and reported, or a slip in a name: then it is not missing. */
function checkFollowed(given: Record<string, unknown>, report: Report): void {
  const {
    min: _min,
    max: _max,
    scaleInCooldownSeconds: _in,
    scaleOutCooldownSeconds: _out,
    scheduled,
    ...rest
  } = given;
  const isScheduled = report.mentions("autoscaling", "scheduled") || Object.keys(scheduled ?? {}).length > 0;
  if (isScheduled || Object.values(rest).some((value) => value !== null)) return;
  report.problem(
    ["autoscaling"],
    "autoscaling says nothing that the number of tasks follows: use cpu, memory, requestsPerTarget or scheduled " +
      `(${setCommand(["autoscaling", "cpu"], 60)})`,
  );
}

/** In which target group requests are counted is clear only where there is just one. */
function readRequests(
  { requestsPerTarget, requestsPort }: Read<typeof autoscalingFields>,
  targetGroups: TargetGroupSetting[],
  report: Report,
): AutoscalingSettings["requests"] {
  if (requestsPerTarget === undefined || report.mentions("targetGroups") || report.mentions("ports")) return undefined;
  const names = targetGroups.map(({ portName }) => portName);
  const [only] = names;
  if (only === undefined) {
    const path = ["autoscaling", "requestsPerTarget"];
    report.problem(
      path,
      `${formatPath(path)} counts the requests to a target group, of which there is none: use cpu or memory ` +
        `(${removeCommand(path)}; ${setCommand(["autoscaling", "cpu"], 60)}), or a target group ` +
        `(${setCommand(["targetGroups", "<port>"], "<target group>")})`,
    );
    return undefined;
  }
  const portName = requestsPort ?? (names.length === 1 ? only : undefined);
  if (portName !== undefined && names.includes(portName)) return { perTarget: requestsPerTarget, portName };
  const path = ["autoscaling", "requestsPort"];
  const fix = setCommand(path, (portName && nearestName(portName, names)) ?? only);
  report.invalid(path, portName, { allowed: `the port whose target group counts, ${oneOf(names)}`, fix });
  return undefined;
}
