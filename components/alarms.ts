import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch";
import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";
import { alarmNameOf, type AlarmKind } from "../settings/watchNames";
import { missingTasks } from "./alarms/missingTasks";
import type { Rule } from "./alarms/rule";
import { errors, latency, unhealthyTargets } from "./alarms/targets";
import { cpu, memory } from "./alarms/utilisation";
import { servedPorts } from "./servedPorts";

/** An alarm with all its arguments, plain values. */
export interface Alarm {
  kind: AlarmKind;
  name: string;
  args: MetricAlarmArgs;
}

/** What an alarm goes by, beside its threshold. */
export type Watched = Pick<Existing, "targetGroupArns" | "loadBalancerArns" | "containerInsights">;

/** The alarms that the settings ask for, as far as CloudWatch has what they are about. */
export function alarmsOf(settings: Settings, existing: Watched): Alarm[] {
  const { alarms, names, tags } = settings;
  if (alarms === undefined) return [];
  const ports = servedPorts(settings, existing);
  const http = ports.filter(({ isHttp }) => isHttp);
  const actions = alarms.topic === undefined ? {} : { alarmActions: [alarms.topic], okActions: [alarms.topic] };
  const rules: (Rule | undefined)[] = [
    when(alarms.cpuPercent, (percent) => cpu(names, percent)),
    when(alarms.memoryPercent, (percent) => memory(names, percent)),
    when(ports.length > 0 ? alarms.unhealthyTargets : undefined, (targets) =>
      unhealthyTargets(ports, targets, settings.deployment.healthCheckGracePeriodSeconds),
    ),
    when(http.length > 0 ? alarms.errors5xxPercent : undefined, (percent) => errors(http, percent)),
    when(http.length > 0 ? alarms.latencySeconds : undefined, (seconds) => latency(http, seconds)),
    when(existing.containerInsights === true ? alarms.missingTasksMinutes : undefined, (minutes) =>
      missingTasks(names, minutes),
    ),
  ];
  return rules
    .filter((rule) => rule !== undefined)
    .map(({ kind, says, ...rule }) => {
      const name = alarmNameOf(names, kind);
      const alarmDescription = `Service ${names.service} in cluster ${names.cluster}: ${says}`;
      // Whoever reads "at 90 percent" expects 90 to count.
      const comparisonOperator = "GreaterThanOrEqualToThreshold";
      return { kind, name, args: { name, alarmDescription, comparisonOperator, ...rule, ...actions, tags } };
    });
}

const when = (threshold: number | undefined, rule: (threshold: number) => Rule) =>
  threshold === undefined ? undefined : rule(threshold);
