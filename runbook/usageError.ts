/** The command line cannot be followed; the message is for the user. */
export class UsageError extends Error {}
