/** Everything that is wrong with the account, or the way to it, in one error for users. */
export class AccountError extends Error {
  constructor(
    readonly problems: string[],
    /** AWS refused, or could not be asked: that something is missing is not known. */
    readonly isRefusal = false,
    /** Says what has been changed by then. */
    closing = "Nothing was changed.",
  ) {
    const [only = ""] = problems;
    const list = [`${problems.length} problems with the account:`, ...problems.map((problem) => `  - ${problem}`)];
    super([...(problems.length === 1 ? [only] : list), closing].join("\n"));
  }
}
