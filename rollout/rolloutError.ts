/** The rollout did not end as asked for; the message is the whole story for the user. */
export class RolloutError extends Error {}
