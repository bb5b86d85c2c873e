import type { Place } from "../account/existing";
import type { Names } from "../settings/types";

export interface ConsoleLinks {
  service: string;
  logs: string;
}

const consoleHosts: Record<string, string> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** Pages of the AWS console for the service and its logs. */
export function consoleLinks({ region, partition }: Place, { cluster, service, logGroup }: Names): ConsoleLinks {
  const console = `https://${region}.${consoleHosts[partition] ?? "console.aws.amazon.com"}`;
  // The logs console wants its own escaping: percent signs of the URL encoding become dollar signs, twice encoded.
  const group = encodeURIComponent(encodeURIComponent(logGroup)).replaceAll("%", "$");
  return {
    service: `${console}/ecs/v2/clusters/${cluster}/services/${service}/health?region=${region}`,
    logs: `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group}`,
  };
}
