import { ofTargets, type TargetMetric } from "../serviceMetrics";
import type { ServedPort } from "../servedPorts";
import { judged, queried, type Rule } from "./rule";

/** Fewer requests in five minutes say nothing about a rate, nor about a percentile: one error of ten is no outage. */
const leastRequests = 20;

/** Ten minutes: while a rollout exchanges tasks, some requests fail or wait. */
const errorPeriods = { period: 300, evaluationPeriods: 2 };
const latencyPeriods = { period: 300, evaluationPeriods: 3 };

/** An alarm that evaluates by the minute looks back a day at most. Source: `PutMetricAlarm`, Amazon CloudWatch API reference. */
const longestMinutes = 1440;

/**
 * Longer than a new task may be unhealthy while ECS still waits for it. Without data, no target is registered: nothing to judge.
 * @param gracePeriodSeconds for which ECS ignores the health of a new task
 */
export function unhealthyTargets(ports: ServedPort[], targets: number, gracePeriodSeconds = 0): Rule {
  const minutes = Math.min(Math.max(10, Math.ceil(gracePeriodSeconds / 60) + 5), longestMinutes);
  return {
    kind: "unhealthy-targets",
    says: `${targets === 1 ? "a target is" : `${targets} or more targets are`} unhealthy for ${minutes} minutes`,
    metricQueries: [
      ...ofEach(ports, "unhealthy", "UnHealthyHostCount", "Maximum", 60),
      judged(sum("unhealthy", ports), "unhealthy targets"),
    ],
    threshold: targets,
    evaluationPeriods: minutes,
    treatMissingData: "notBreaching",
  };
}

/** Of what the targets themselves answer. Without requests there is no data, and nothing has failed. */
export function errors(ports: ServedPort[], percent: number): Rule {
  const { period, evaluationPeriods } = errorPeriods;
  return {
    kind: "errors-5xx",
    says: `${percent} % or more of the requests end with a 5xx of the service, for 10 minutes with ${leastRequests} requests or more in 5`,
    metricQueries: [
      ...ofEach(ports, "requests", "RequestCount", "Sum", period),
      ...ofEach(ports, "errors", "HTTPCode_Target_5XX_Count", "Sum", period),
      judged(withEnoughRequests(ports, `100 * (${sum("errors", ports)}) / (${sum("requests", ports)})`), "percent 5xx"),
    ],
    threshold: percent,
    evaluationPeriods,
    treatMissingData: "notBreaching",
  };
}

/** In the slowest target group, as seen by the load balancer. Without requests there is no data, and nobody waits. */
export function latency(ports: ServedPort[], seconds: number): Rule {
  const { period, evaluationPeriods } = latencyPeriods;
  const each = ports.map((_, index) => `FILL(latency${index}, 0)`);
  const slowest = each.length === 1 ? each.join() : `MAX([${each.join(", ")}])`;
  return {
    kind: "latency",
    says: `5 of 100 requests take ${seconds} s or longer, for 15 minutes with ${leastRequests} requests or more in 5`,
    metricQueries: [
      ...ofEach(ports, "requests", "RequestCount", "Sum", period),
      ...ofEach(ports, "latency", "TargetResponseTime", "p95", period),
      judged(withEnoughRequests(ports, slowest), "seconds (p95)"),
    ],
    threshold: seconds,
    evaluationPeriods,
    treatMissingData: "notBreaching",
  };
}

const ofEach = (ports: ServedPort[], id: string, metricName: TargetMetric, stat: string, period: number) =>
  ports.map((port, index) => queried(`${id}${index}`, ofTargets(port, metricName), stat, period));

/** A target group without any leaves a gap, not a zero. */
const sum = (id: string, ports: ServedPort[]) => ports.map((_, index) => `FILL(${id}${index}, 0)`).join(" + ");

const withEnoughRequests = (ports: ServedPort[], expression: string) =>
  `IF(${sum("requests", ports)} >= ${leastRequests}, ${expression}, 0)`;
