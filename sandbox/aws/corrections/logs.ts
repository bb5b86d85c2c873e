import type * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { page } from "../../ecs/paging";
import { jsonReply } from "../reply";
import { inputOf, type Correction } from "./correction";

/** AWS's own limit for one page of events, and the most that ministack returns. */
const maxEvents = 10_000;

/** FilterLogEvents: pages, and the prefix of the log streams. */
export const correctLogs: Correction = async (call) => {
  if (call.operation !== "FilterLogEvents") return undefined;
  const { limit, nextToken, logStreamNamePrefix, ...input } = inputOf<sdk.FilterLogEventsCommandInput>(call);
  const { status, answer } = await call.askJson("FilterLogEvents", { ...input, limit: maxEvents });
  if (status !== 200) return jsonReply(answer, status);
  const events = (answer.events as sdk.FilteredLogEvent[]).filter(
    ({ logStreamName }) => logStreamNamePrefix === undefined || logStreamName?.startsWith(logStreamNamePrefix),
  );
  const found = page(events, { maxResults: limit, nextToken }, { default: maxEvents, max: maxEvents });
  return jsonReply({ events: found.items, searchedLogStreams: [], nextToken: found.nextToken });
};
