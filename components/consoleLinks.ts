import type { Place } from "../account/existing";
import type { Names } from "../settings/types";
import { dashboardNameOf } from "../settings/watchNames";

export interface ConsoleLinks {
  service: string;
  logs: string;
}

const consoleHosts: Record<string, string> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Pages of the AWS console for the service and its logs. */
export function consoleLinks(place: Place, { cluster, service, logGroup }: Names): ConsoleLinks {
  // The logs console wants its own escaping: percent signs of the URL encoding become dollar signs, twice encoded.
  const group = encodeURIComponent(encodeURIComponent(logGroup)).replaceAll("%", "$");
  return {
    service: `${consoleOf(place)}/ecs/v2/clusters/${cluster}/services/${service}/health?region=${place.region}`,
    logs: `${cloudWatch(place)}#logsV2:log-groups/log-group/${group}`,
  };
}

/** The page of the service's dashboard. */
export const dashboardLink = (place: Place, names: Names): string =>
  `${cloudWatch(place)}#dashboards/dashboard/${dashboardNameOf(names, place.region)}`;

const consoleOf = ({ region, partition }: Place) =>
  `https://${region}.${consoleHosts[partition] ?? "console.aws.amazon.com"}`;

const cloudWatch = (place: Place) => `${consoleOf(place)}/cloudwatch/home?region=${place.region}`;
