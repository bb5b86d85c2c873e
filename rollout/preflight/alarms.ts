import { allWell, asking, checking, together, warning, type Findings, type Subject } from "./findings";

/** `alarms` of the service as the provider takes it, for instance from `overrides.service`. */
interface DeploymentAlarms {
  alarmNames?: string[];
  enable?: boolean;
}

/** Alarms that end a deployment of the service; empty when they are switched off. */
export function alarmNamesOf(service: Record<string, unknown>): string[] {
  const { alarmNames = [], enable = true } = (service.alarms ?? {}) as DeploymentAlarms;
  return enable ? alarmNames : [];
}

/** @param states by alarm name. */
export function judgeAlarms(names: string[], states: Map<string, string | undefined>): Findings {
  return together(
    names.flatMap((name) => {
      if (!states.has(name)) {
        return [warning(`deployment alarm "${name}" does not exist (correct it in overrides.service.alarms)`)];
      }
      if (states.get(name) !== "ALARM") return [];
      return [
        warning(
          `deployment alarm "${name}" rings already: ECS takes a deployment for failed when one of its alarms does ` +
            `(aws cloudwatch describe-alarm-history --alarm-name ${name})`,
        ),
      ];
    }),
  );
}

export async function checkAlarms({ settings, clients }: Subject): Promise<Findings> {
  const names = alarmNamesOf(settings.overrides.service);
  if (names.length === 0) return allWell;
  return checking("deployment alarms", async () => {
    const cloudWatch = await clients.cloudWatch();
    const { MetricAlarms = [], CompositeAlarms = [] } = await asking("cloudwatch:DescribeAlarms", (options) =>
      cloudWatch.describeAlarms({ AlarmNames: names, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }, options),
    );
    const states = [...MetricAlarms, ...CompositeAlarms].map(
      ({ AlarmName = "", StateValue }) => [AlarmName, StateValue] as const,
    );
    return judgeAlarms(names, new Map(states));
  });
}
