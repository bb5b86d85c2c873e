import { turnInsightsOn } from "../../account/containerInsights";
import { errorCode } from "../../account/problem";
import { setCommand } from "../../settings/commands";
import type { AlarmSettings } from "../../settings/types";
import { alarmKinds, alarmNameOf, dashboardNameOf, thresholds } from "../../settings/watchNames";
import {
  allWell,
  asking,
  checking,
  problem,
  sideBySide,
  together,
  warning,
  type Findings,
  type Subject,
} from "./findings";

/**
 * Whether dashboard and alarms can be made: CloudWatch overwrites what has their name, whoever made it.
 * @param own names of the dashboards and alarms that the stack has made; undefined: it is not known, and no name is judged
 */
export function checkWatching(subject: Subject, own: string[] | undefined): Promise<Findings> {
  return sideBySide([
    Promise.resolve(judgeTopic(subject)),
    Promise.resolve(judgeInsights(subject)),
    ...(own === undefined ? [] : [checkAlarmNames(subject, own), checkDashboardName(subject, own)]),
  ]);
}

/** An alarm tells a topic of its own region only. Source: `PutMetricAlarm`, Amazon CloudWatch API reference. */
function judgeTopic({ settings, existing }: Subject): Findings {
  const { topic } = settings.alarms ?? {};
  const region = topic?.split(":")[3];
  if (topic === undefined || region === existing.place.region) return allWell;
  return problem(
    `alarms.topic ${topic} is in region ${region}, and alarms of region ${existing.place.region} cannot tell it: use a topic there ` +
      `(${setCommand(["alarms", "topic"], "<topic ARN>")})`,
  );
}

function judgeInsights({ settings, existing }: Subject): Findings {
  if (settings.alarms?.missingTasksMinutes === undefined || existing.containerInsights !== false) return allWell;
  const { cluster } = settings.names;
  return warning(
    `nobody counts the tasks of cluster "${cluster}", so that the alarm for missing tasks is left out: turn Container Insights on, which costs ` +
      `money (${turnInsightsOn(cluster, existing.place)}), or the alarm off ` +
      `(${setCommand(["alarms", "missingTasksMinutes"], "off")})`,
  );
}

async function checkAlarmNames({ settings, existing, clients }: Subject, own: string[]): Promise<Findings> {
  const { alarms = {}, names } = settings;
  const wanted = alarmKinds
    .map((kind) => ({ name: alarmNameOf(names, kind), threshold: thresholds[kind] }))
    .filter(({ threshold }) => alarms[threshold] !== undefined)
    .filter(({ name }) => !own.includes(name));
  if (wanted.length === 0) return allWell;
  return checking("the names of the alarms", async () => {
    const cloudWatch = await clients.cloudWatch();
    const AlarmNames = wanted.map(({ name }) => name);
    const { MetricAlarms = [], CompositeAlarms = [] } = await asking("cloudwatch:DescribeAlarms", (options) =>
      cloudWatch.describeAlarms({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }, options),
    );
    const there = new Set([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName));
    const { region } = existing.place;
    return together(wanted.filter(({ name }) => there.has(name)).map((each) => taken({ ...each, region })));
  });
}

const taken = ({ name, threshold, region }: { name: string; threshold: keyof AlarmSettings; region: string }) =>
  problem(
    `alarm "${name}" exists already, but this stack did not make it: do without (${setCommand(["alarms", threshold], "off")}), or delete it ` +
      `(aws cloudwatch delete-alarms --region ${region} --alarm-names ${name})`,
  );

async function checkDashboardName({ settings, existing, clients }: Subject, own: string[]): Promise<Findings> {
  const name = dashboardNameOf(settings.names, existing.place.region);
  if (!settings.dashboard || own.includes(name)) return allWell;
  return checking("the name of the dashboard", async () => {
    const cloudWatch = await clients.cloudWatch();
    try {
      await asking("cloudwatch:GetDashboard", (options) => cloudWatch.getDashboard({ DashboardName: name }, options));
    } catch (error) {
      if (notFound.has(errorCode(error))) return allWell;
      throw error;
    }
    return problem(
      `dashboard "${name}" exists already, but this stack did not make it: do without (${setCommand(["dashboard"], false)}), or delete it ` +
        `(aws cloudwatch delete-dashboards --dashboard-names ${name})`,
    );
  });
}

/** Source: `GetDashboard`, Amazon CloudWatch API reference, and what the SDK makes of it. */
const notFound = new Set(["DashboardNotFoundError", "ResourceNotFound"]);
