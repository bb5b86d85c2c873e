import { Gate, type Checked } from "./gate";
import type { Findings } from "./preflight";
import type { Rollout, ServiceChange, Voice } from "./rollout";

/** What one run of the program does around the changes that the engine makes: check before, follow and judge after. */
export class Update {
  private readonly gate: Gate;
  private rollout: Promise<Rollout> | undefined;

  constructor(
    private readonly checked: Checked,
    private readonly voice: Voice,
  ) {
    this.gate = new Gate(checked);
  }

  /** For the component; the engine calls them. */
  readonly hooks = {
    beforeChange: async () => void (await this.gate.pass()),
    beforeServiceChange: async () => (await this.load()).beforeServiceChange(),
    afterServiceChange: async (change: ServiceChange) => (await this.load()).afterServiceChange(change),
  };

  /** What the preflight has to say beside problems; throws a `PreflightError` with all of these. */
  findings(): Promise<Omit<Findings, "problems">> {
    return this.gate.pass();
  }

  /** For every update, changed or not: throws a `RolloutError` unless what runs is what the stack expects. */
  async confirm(revisionArn: string): Promise<void> {
    await (await this.load()).confirm(revisionArn);
  }

  /** A preview never gets here, and starts the faster for it. */
  private load(): Promise<Rollout> {
    const { clients, settings } = this.checked;
    return (this.rollout ??= import("./rollout").then(({ Rollout }) => new Rollout(clients, settings, this.voice)));
  }
}
