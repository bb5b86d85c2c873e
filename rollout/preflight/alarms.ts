import { shellWord } from "../../settings/commands";
import type { Settings } from "../../settings/types";
import { alarmKinds, alarmNameOf, thresholds } from "../../settings/watchNames";
import { describeAlarms, type AlarmView } from "../alarmViews";
import { allWell, asking, checking, notChecked, together, warning, type Findings, type Subject } from "./findings";

/** `alarms` of the service as the provider takes it, for instance from `overrides.service`. */
interface DeploymentAlarms {
  alarmNames?: string[];
  enable?: boolean;
}

/** What says which alarms watch a deployment. */
type Said = Pick<Settings, "deployment" | "overrides" | "names" | "alarms">;

/** Alarms that end a deployment of the service; empty when they are switched off. */
export function alarmNamesOf({ deployment, overrides }: Pick<Said, "deployment" | "overrides">): string[] {
  if (!isOverridden({ overrides })) return deployment.alarms;
  const { alarmNames = [], enable = true } = overrides.service.alarms as DeploymentAlarms;
  return enable ? alarmNames : [];
}

const isOverridden = ({ overrides }: Pick<Said, "overrides">): boolean =>
  overrides.service.alarms !== undefined && overrides.service.alarms !== null;

/** Those that do not exist yet may be the stack's own, and those that ring already keep ECS from watching. */
export function judgeAlarms(alarms: AlarmView[], said: Said, region: string): Findings {
  return together(
    alarms.map(({ name, state }) => {
      const kind = alarmKinds.find((each) => alarmNameOf(said.names, each) === name);
      if (state === undefined && kind !== undefined && said.alarms?.[thresholds[kind]] !== undefined) {
        return notChecked(
          `deployment alarm "${name}": it is one of the stack's own, which are made before the service`,
        );
      }
      // Of one that is called as the stack's own and is not made, the settings warn.
      if (state === undefined && kind !== undefined && !isOverridden(said)) return allWell;
      if (state === undefined) return warning(`deployment alarm "${name}" does not exist (${fixOf(said)})`);
      if (state !== "ALARM") return allWell;
      return warning(
        `deployment alarm "${name}" rings already: ECS watches no alarm during a deployment at whose beginning one rings ` +
          `(aws cloudwatch describe-alarm-history --region ${region} --alarm-name ${shellWord(name)})`,
      );
    }),
  );
}

function fixOf(said: Said): string {
  if (isOverridden(said)) return "correct it in overrides.service.alarms";
  return "correct it in the list: pulumi config set --path 'deployment.alarms[<index>]' <alarm>";
}

export async function checkAlarms({ settings, existing, clients }: Subject): Promise<Findings> {
  const names = alarmNamesOf(settings);
  if (names.length === 0) return allWell;
  return checking("deployment alarms", async () => {
    const alarms = await asking("cloudwatch:DescribeAlarms", (options) => describeAlarms(clients, names, options));
    return judgeAlarms(alarms, settings, existing.place.region);
  });
}
