import { createHash } from "node:crypto";
import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { page } from "../../ecs/paging";
import { jsonReply } from "../reply";
import { inputOf, type Correction } from "./correction";

/** AWS's own limit for one page of events, and the most that ministack returns. */
const maxEvents = 10_000;

/** FilterLogEvents: pages, ids of the events, and the prefix of the log streams. */
export const correctLogs: Correction = async (call) => {
  if (call.operation !== "FilterLogEvents") return undefined;
  const { limit, nextToken, logStreamNamePrefix, ...input } = inputOf<sdk.FilterLogEventsCommandInput>(call);
  const all: sdk.FilteredLogEvent[] = [];
  for (let from = input.startTime; ;) {
    const asked = { ...input, startTime: from, limit: maxEvents };
    const { status, answer } = await call.askJson("FilterLogEvents", asked);
    if (status !== 200) return jsonReply(answer, status);
    const events = answer.events as sdk.FilteredLogEvent[];
    // Those of the last millisecond were in the answer before, too, in the same order.
    all.push(...events.slice(all.filter(({ timestamp }) => timestamp === from).length));
    const last = events.at(-1)?.timestamp;
    if (events.length < maxEvents || last === from) break;
    from = last;
  }
  const matching = withIds(all).filter(
    ({ logStreamName }) => logStreamNamePrefix === undefined || logStreamName?.startsWith(logStreamNamePrefix),
  );
  const found = page(matching, { maxResults: limit, nextToken }, { default: maxEvents, max: maxEvents });
  return jsonReply({ events: found.items, searchedLogStreams: [], nextToken: found.nextToken });
};

/** Ids that stay the same from one answer to the next, also of events that say the same in the same millisecond. */
function withIds(events: sdk.FilteredLogEvent[]): sdk.FilteredLogEvent[] {
  const counts = new Map<string, number>();
  return events.map((event) => {
    const moment = `${event.logStreamName} ${event.timestamp}`;
    const ordinal = counts.get(moment) ?? 0;
    counts.set(moment, ordinal + 1);
    const hash = createHash("sha1").update(`${moment} ${ordinal}`).digest("hex");
    return { ...event, eventId: BigInt(`0x${hash}`).toString().padStart(56, "0") };
  });
}
