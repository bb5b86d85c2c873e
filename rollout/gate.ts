import type { Clients } from "../account/clients";
import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";
import type { Findings } from "./preflight";

/** What the preflight found speaks against the update; the message is the whole story for the user. */
export class PreflightError extends Error {}

/** The preflight, run once however many ask, and a gate that no change passes while there are problems. */
export class Gate {
  private findings: Promise<Findings> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly existing: Existing,
    private readonly clients: Clients,
    private readonly ownership: { ownsLogGroup: boolean },
  ) {}

  /** Lets a change pass, or throws; the whole list of problems is told once, by `report`. */
  async pass(): Promise<void> {
    const { problems } = await this.check();
    if (problems.length > 0) throw new PreflightError("stopped by the preflight");
  }

  /** What has been found, for the user; throws a `PreflightError` with all problems at once. */
  async report(): Promise<Omit<Findings, "problems">> {
    const { problems, ...rest } = await this.check();
    if (problems.length > 0) {
      throw new PreflightError(
        [
          "the preflight found what would make this update fail:",
          ...problems.map((problem) => `  - ${problem}`),
          "Nothing was changed.",
        ].join("\n"),
      );
    }
    return rest;
  }

  private check(): Promise<Findings> {
    // Loaded when it is first needed: the program's start does not wait for it.
    return (this.findings ??= import("./preflight").then(({ preflight }) =>
      preflight(this.settings, this.existing, this.clients, this.ownership),
    ));
  }
}
