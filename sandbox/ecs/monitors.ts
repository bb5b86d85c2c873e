import type { AlarmWatch } from "./alarms";
import type { ServiceDeploymentRecord, ServiceRecord } from "./state";

/** What can make a service deployment fail. */
type Monitors = Pick<ServiceDeploymentRecord, "breaker" | "alarms">;

export function newMonitors(service: ServiceRecord): Monitors {
  const { deploymentCircuitBreaker, alarms } = service.settings.deploymentConfiguration;
  const hasAlarms = alarms?.enable === true && (alarms.alarmNames ?? []).length > 0;
  return {
    breaker: {
      status: deploymentCircuitBreaker.enable ? "MONITORING" : "DISABLED",
      failureCount: 0,
      threshold: breakerThreshold(service),
    },
    alarms: { ...withoutAlarms, ...(hasAlarms && { status: "MONITORING" }) },
  };
}

const withoutAlarms: AlarmWatch = { status: "DISABLED", triggered: [], bakeSeconds: 0 };

/** A deployment out of a snapshot, which may have been made before there were alarms. */
export const restored = (deployment: ServiceDeploymentRecord): ServiceDeploymentRecord =>
  Object.assign({ alarms: { ...withoutAlarms } }, deployment);

/** What has not tripped or rung until now no longer can. */
export function stopMonitoring({ breaker, alarms }: Monitors): void {
  for (const monitor of [breaker, alarms]) if (monitor.status === "MONITORING") monitor.status = "MONITORING_COMPLETE";
}

/** How many failed tasks make the circuit breaker trip (AWS: ThresholdType). */
export function breakerThreshold({ settings, desiredCount }: ServiceRecord): number {
  const { type = "BOUNDED_PERCENT", value = 50 } =
    settings.deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration ?? {};
  if (type === "COUNT") return value;
  const share = Math.ceil((value * desiredCount) / 100);
  return type === "UNBOUNDED_PERCENT" ? share : Math.min(200, Math.max(3, share));
}
