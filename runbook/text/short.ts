/** First characters of a digest, with its algorithm: enough to tell it from others. */
export const shortDigest = (digest: string): string => digest.slice(0, "sha256:".length + 12);

/** A time to the minute, in UTC. */
export const minute = (time: Date): string => `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** A time to the second, in UTC. */
export const second = (time: Date): string => `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
