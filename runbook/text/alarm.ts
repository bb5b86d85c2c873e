import type { AlarmView } from "../../rollout/alarmViews";
import type { AlarmDocument } from "../documents/alarm";

/** An alarm as programs read it. */
export const alarmInDocument = ({ name, state, watches, reason }: AlarmView): AlarmDocument => ({
  name,
  state: state ?? null,
  watches: watches ?? null,
  reason: reason ?? null,
});

/** An alarm as people read it, for example `errors: OK (HTTPCode_Target_5XX_Count …)`. */
export const alarmWords = ({ name, state, watches }: AlarmDocument): string =>
  `${name}: ${state ?? "not known, or not there"}${watches === null ? "" : ` (${watches})`}`;
