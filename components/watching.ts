import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as pulumi from "@pulumi/pulumi";
import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";
import { dashboardNameOf } from "../settings/watchNames";
import { alarmsOf } from "./alarms";
import { dashboardBody } from "./dashboard";

interface Watched {
  settings: Settings;
  existing: Existing;
}

/** Makes a service's dashboard, as a child of its component, where the settings ask for one. */
export function showOnDashboard(
  name: string,
  { settings, existing }: Watched,
  options: pulumi.CustomResourceOptions,
): cloudwatch.Dashboard | undefined {
  if (!settings.dashboard) return undefined;
  return new cloudwatch.Dashboard(
    `${name}-dashboard`,
    {
      dashboardName: dashboardNameOf(settings.names, existing.place.region),
      dashboardBody: JSON.stringify(dashboardBody({ settings, existing })),
    },
    options,
  );
}

/** Makes a service's alarms, likewise; gives them by their names in CloudWatch. */
export function raiseAlarms(
  name: string,
  { settings, existing }: Watched,
  options: pulumi.CustomResourceOptions,
): Map<string, pulumi.Resource> {
  const made = alarmsOf(settings, existing).map(
    (alarm) => [alarm.name, new cloudwatch.MetricAlarm(`${name}-alarm-${alarm.kind}`, alarm.args, options)] as const,
  );
  return new Map(made);
}
