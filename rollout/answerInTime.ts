/** A lost connection can leave a call without an answer for ever; the SDK itself waits without end. Retries included. */
const answersWithinMs = 30_000;

/** Options for a call through the AWS SDK: given up, with an error, when no answer has come in time. */
export const answerInTime = (withinMs = answersWithinMs) => ({ abortSignal: AbortSignal.timeout(withinMs) });
