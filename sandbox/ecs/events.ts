import type { Moment } from "./clock";
import { lastPart, newUuid } from "./names";
import type { ServiceRecord, TaskRecord } from "./state";

const shownEvents = 100;
const repeatAfterSeconds = 6 * 60 * 60;

/** Adds an event to the service, in the form `(service NAME) …`. */
export function report(service: ServiceRecord, text: string, moment: Moment): void {
  const event = { id: newUuid(), createdAt: moment.now, message: `(service ${service.name}) ${text}` };
  service.events = [event, ...service.events].slice(0, shownEvents);
}

/** Adds an event about a trouble that lasts, which ECS repeats only after six hours or when the service was steady since. */
export function reportTrouble(service: ServiceRecord, text: string, moment: Moment): void {
  const message = `(service ${service.name}) ${text}`;
  const lastGood = service.events.findIndex((event) => event.message.endsWith("has reached a steady state."));
  const recent = service.events.slice(0, lastGood === -1 ? undefined : lastGood);
  const known = recent.some(
    (event) => event.message === message && moment.secondsSince(event.createdAt) < repeatAfterSeconds,
  );
  if (!known) report(service, text, moment);
}

/** `(task ID) (task ID)` as events name tasks. */
export const named = (tasks: TaskRecord[]) => tasks.map(({ arn }) => `(task ${lastPart(arn)})`).join(" ");
