import type { Link } from "../../../runbook/history/link";
import type { RegisteredRevision } from "../../../runbook/history/registrations";
import type { StackUpdate } from "../../../runbook/history/stackUpdate";

const origin = Date.parse("2026-03-01T10:00:00Z");
export const at = (seconds: number) => new Date(origin + seconds * 1000);

/** An update from one second to another. */
export function update(
  number: number,
  from: number,
  to: number | undefined,
  change: Partial<StackUpdate> = {},
): StackUpdate {
  return {
    number,
    kind: "update",
    result: "succeeded",
    startTime: at(from),
    endTime: to === undefined ? undefined : at(to),
    message: "",
    config: size(256, 512),
    resourceChanges: { replace: 1, update: 1, same: 2 },
    ...change,
  };
}

export const size = (cpu: number, memory: number, pinnedRevision = "") => ({
  "agenticmem:cpu": { value: String(cpu), secret: false },
  "agenticmem:memory": { value: String(memory), secret: false },
  "agenticmem:pinnedRevision": { value: pinnedRevision, secret: false },
});

export const revision = (number: number, seconds: number, cpu = "256", memory = "512"): RegisteredRevision => ({
  name: `app:${number}`,
  number,
  registeredAt: at(seconds),
  cpu,
  memory,
});

export const to = (number: number, by: number): Link => ({ kind: "revision", name: `app:${number}`, by });
export const none: Link = { kind: "none" };
export const nothingMade = { resourceChanges: { same: 4 } };
export const overrides = { "agenticmem:overrides": { value: '{"taskDefinition":{"cpu":"256"}}', secret: false } };
