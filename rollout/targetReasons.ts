/**
 * Reason codes by the beginning of the description that goes with them (`TargetHealth` of the Elastic Load Balancing API);
 * ECS's events quote the description alone.
 */
const codes: [description: string, code: string][] = [
  ["Health checks failed with these codes", "Target.ResponseCodeMismatch"],
  ["Health checks failed", "Target.FailedHealthChecks"],
  ["Request timed out", "Target.Timeout"],
  ["Target is in an Availability Zone that is not enabled", "Target.InvalidState"],
];

/** Why a target is unhealthy, with the reason code: `Target.Timeout: Request timed out`. */
export function targetReason(description: string | undefined, code?: string): string {
  const known = code ?? codes.find(([beginning]) => description?.startsWith(beginning))?.[1];
  return [known, description].filter((part) => part !== undefined).join(": ");
}
