import type { Clients } from "../account/clients";
import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";
import type { Findings } from "./preflight";
import type { Rendered } from "./preflight/newTasks";

/** What the preflight found speaks against the update; the message is for the user. */
export class PreflightError extends Error {}

/** What an update is about. */
export interface Checked {
  settings: Settings;
  existing: Existing;
  clients: Clients;
  /** The log group is the stack's own. */
  ownsLogGroup: boolean;
  /** The revision that is asked for. */
  rendered?: Rendered;
  /** The service as the last update left it, in the provider's words. */
  recordedService?: Record<string, unknown>;
}

/** The preflight, run once however many ask, and a gate that no change passes while there are problems. */
export class Gate {
  private findings: Promise<Findings> | undefined;
  private isTold = false;

  constructor(private readonly checked: Checked) {}

  /** What there is to know beside problems; with problems, throws a `PreflightError`. */
  async pass(): Promise<Omit<Findings, "problems">> {
    const { problems, ...rest } = await this.check();
    if (problems.length > 0) throw new PreflightError(this.tell(problems));
    return rest;
  }

  /** Several wait at the gate: whoever is turned away first hears all the problems, the others that they were told. */
  private tell(problems: string[]): string {
    if (this.isTold) return "stopped by the preflight: its problems are in the other error";
    this.isTold = true;
    const list = problems.map((problem) => `  - ${problem}`);
    return ["the preflight found what would make this update fail:", ...list, "Nothing was changed."].join("\n");
  }

  private check(): Promise<Findings> {
    // Loaded when it is first needed: the program's start does not wait for it.
    const { settings, existing, clients, ...plan } = this.checked;
    return (this.findings ??= import("./preflight").then(({ preflight }) =>
      preflight(settings, existing, clients, plan),
    ));
  }
}
