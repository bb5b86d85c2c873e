import { errorsOfLoadBalancer, ofTargets } from "../serviceMetrics";
import { servedPorts, type ServedPort } from "../servedPorts";
import type { Content } from "./body";
import { chart, line } from "./chart";
import type { Shown } from "./shown";

/** Health, latency and errors of what is behind a load balancer; none of a service that is not. */
export function targets(shown: Shown): Content[] {
  const ports = servedPorts(shown.settings, shown.existing);
  const http = ports.filter(({ isHttp }) => isHttp);
  return [
    ...(ports.length > 0 ? [health(shown, ports)] : []),
    ...(http.length > 0 ? [latency(shown, http), errors(shown, http)] : []),
  ];
}

const health = (shown: Shown, ports: ServedPort[]): Content =>
  chart(shown, {
    title: "Targets",
    unit: "targets",
    metrics: ports.flatMap((port) => [
      line(ofTargets(port, "HealthyHostCount"), { stat: "Minimum", label: `${port.portName} healthy` }),
      line(ofTargets(port, "UnHealthyHostCount"), { stat: "Maximum", label: `${port.portName} unhealthy` }),
    ]),
  });

const latency = (shown: Shown, ports: ServedPort[]): Content =>
  chart(shown, {
    title: "Latency",
    unit: "seconds",
    metrics: ports.flatMap((port) =>
      ["p50", "p95", "p99"].map((stat) =>
        line(ofTargets(port, "TargetResponseTime"), { stat, label: `${port.portName} ${stat}` }),
      ),
    ),
  });

const errors = (shown: Shown, ports: ServedPort[]): Content =>
  chart(shown, {
    title: "5xx answers",
    unit: "per minute",
    metrics: [
      ...ports.map((port) => line(ofTargets(port, "HTTPCode_Target_5XX_Count"), { stat: "Sum", label: port.portName })),
      ...[...new Set(ports.map(({ loadBalancer }) => loadBalancer))].map((loadBalancer) =>
        line(errorsOfLoadBalancer(loadBalancer), {
          stat: "Sum",
          label: `${loadBalancer.split("/")[1]} itself, for all behind it`,
        }),
      ),
    ],
  });
