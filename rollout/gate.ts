import type { Clients } from "../account/clients";
import type { Existing } from "../account/existing";
import { saidOfAll, type Named } from "../settings/serviceWords";
import type { Settings } from "../settings/types";
import type { Findings, Plan } from "./preflight";
import type { Rendered } from "./preflight/newTasks";

/** What the preflight found speaks against the update; the message is for the user. */
export class PreflightError extends Error {}

/** What an update is about. */
export interface Checked {
  /** Which of the stack's services it is about. */
  service: Named;
  settings: Settings;
  existing: Existing;
  clients: Clients;
  /** The log group is the stack's own. */
  ownsLogGroup: boolean;
  /** The revision that is asked for. */
  rendered?: Rendered;
  /** The service as the last update left it, in the provider's words. */
  recordedService?: Record<string, unknown>;
  /** Names of the dashboards and alarms that the stack has made. */
  ownWatches?: string[];
}

/** In which run of the program. */
export interface Run extends Pick<Plan, "advice" | "notMadeYet"> {
  /** What of the environment this update has made already, in words. */
  madeNow?: string[];
  /** Tells the user what keeps the gate shut, and has done so when it resolves. */
  announce: (problems: string) => Promise<void>;
}

/** Says what was changed before the service's turn came. */
export const environmentWasMade = (madeNow: string[]): string => `this update has made ${madeNow.join(", ")}`;

/**
 * The preflight, run once however many ask, and a gate that no change passes while there are problems. With several services it is
 * one for all: a problem of one of them stops the others too, before anything is changed.
 */
export class Gate {
  private findings: Promise<Findings> | undefined;
  private announced: Promise<void> | undefined;

  constructor(
    private readonly checked: Checked[],
    private readonly run: Run,
  ) {}

  /** What there is to know beside problems; with problems, throws a `PreflightError`. */
  async pass(): Promise<Omit<Findings, "problems">> {
    const { problems, ...rest } = await this.check();
    if (problems.length === 0) return rest;
    // Once, and before anybody is turned away: several wait, and the engine may end at the first error, without showing the others.
    await (this.announced ??= this.run.announce(this.told(problems)));
    throw new PreflightError("stopped by the preflight: its problems are in the other error");
  }

  private told(problems: string[]): string {
    const list = problems.map((problem) => `  - ${problem}`);
    const { madeNow = [] } = this.run;
    if (madeNow.length > 0) {
      return [
        `${environmentWasMade(madeNow)}. What the service still needs:`,
        ...list,
        "Nothing of the service was changed: run pulumi up again when that is done.",
      ].join("\n");
    }
    return ["the preflight found what would make this update fail:", ...list, "Nothing was changed."].join("\n");
  }

  private check(): Promise<Findings> {
    return (this.findings ??= this.findOut());
  }

  private async findOut(): Promise<Findings> {
    // Loaded when it is first needed: the program's start does not wait for it.
    const { preflight } = await import("./preflight");
    const { advice, notMadeYet } = this.run;
    const found = await Promise.all(
      this.checked.map(async ({ settings, existing, clients, service, ...plan }) => ({
        service,
        findings: await preflight(settings, existing, clients, { ...plan, advice, notMadeYet }),
      })),
    );
    const said = (part: keyof Findings) =>
      saidOfAll(found.map(({ service, findings }) => ({ service, texts: findings[part] ?? [] })));
    return {
      problems: said("problems"),
      warnings: said("warnings"),
      notChecked: said("notChecked"),
      advice: said("advice"),
    };
  }
}
