import { readFile, rename, writeFile } from "node:fs/promises";

/** A model of a service, whose state is plain JSON. */
export interface SavedModel<State> {
  snapshot(): State;
  restore(state: State): void;
  close(): void;
}

/** A service in each region that is asked for; regions do not know of each other. */
export class RegionalModels<State, Model extends SavedModel<State>> {
  private readonly models = new Map<string, Model>();
  private saved = "";

  constructor(private readonly make: (region: string) => Model) {}

  in(region: string): Model {
    let model = this.models.get(region);
    if (model === undefined) {
      model = this.make(region);
      this.models.set(region, model);
    }
    return model;
  }

  /** Goes on from what `save` has written. */
  async load(file: string): Promise<void> {
    const states = JSON.parse(await readFile(file, "utf8")) as Record<string, State>;
    for (const [region, state] of Object.entries(states)) this.in(region).restore(state);
  }

  /** Writes what is known, unless it is what was written last; never half of it. */
  async save(file: string): Promise<void> {
    const states = [...this.models].map(([region, model]) => [region, model.snapshot()]);
    const text = JSON.stringify(Object.fromEntries(states));
    if (text === this.saved) return;
    await writeFile(`${file}.tmp`, text);
    await rename(`${file}.tmp`, file);
    this.saved = text;
  }

  /** Forgets everything. */
  close(): void {
    for (const model of this.models.values()) model.close();
    this.models.clear();
  }
}
