import type { Checked, Gate } from "./gate";
import type { Rollout, ServiceChange, Voice } from "./rollout";

/** What one run of the program does around the changes that the engine makes: check before, follow and judge after. */
export class Update {
  private rollout: Promise<Rollout> | undefined;

  constructor(
    private readonly checked: Checked,
    private readonly voice: Voice,
    /** Shared by all that this run changes. */
    private readonly gate: Gate,
  ) {}

  /** For the component; the engine calls them. */
  readonly hooks = {
    beforeChange: async () => void (await this.gate.pass()),
    beforeServiceChange: async () => (await this.load()).beforeServiceChange(),
    afterServiceChange: async (change: ServiceChange) => (await this.load()).afterServiceChange(change),
  };

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
