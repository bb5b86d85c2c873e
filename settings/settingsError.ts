/** All that is wrong with a stack's settings, in sentences for the user. Thrown before anything is looked up or changed. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: string[]) {
    super(
      problems.length === 1
        ? `${problems[0]}. Nothing was changed.`
        : `${problems.length} settings are not valid:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\nNothing was changed.`,
    );
  }
}
