import { readFile, rename, writeFile } from "node:fs/promises";
import type { State } from "../ecs/state";
import { EcsModel } from "../ecs/model";
import { ecsAccount } from "./account";
import type { AwsAccount } from "./awsAccount";

/** ECS in each region that is asked for; regions do not know of each other. */
export class EcsModels {
  private readonly models = new Map<string, EcsModel>();
  private saved = "";

  constructor(
    private readonly ministack: string,
    private readonly account: AwsAccount,
    private readonly timeScale: number | undefined,
  ) {}

  in(region: string): EcsModel {
    let model = this.models.get(region);
    if (model === undefined) {
      const account = ecsAccount(this.ministack, { ...this.account, region });
      model = new EcsModel(account, this.timeScale === undefined ? {} : { timeScale: this.timeScale });
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
