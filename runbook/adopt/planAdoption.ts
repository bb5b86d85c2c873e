import { SettingsError } from "../../settings";
import type { AdoptDocument } from "../documents/adopt";
import { revisionName } from "../../rollout/observation";
import { findingsOf } from "../preflight/answer";
import { settingChanges } from "../rollback/settingChanges";
import { changedText } from "./stackFile";
import type { Describe } from "./describe";
import { importsFor, type Import } from "./imports";
import { planConfig } from "./planConfig";
import { withoutCredentials } from "./withoutCredentials";
import type { Target } from "./target";

/** What an adoption will do. */
export interface AdoptionPlan {
  /** Text of the stack's file. */
  text: string;
  imports: Import[];
  /** `family:number` that the service is on. */
  revision: string;
  told: Pick<AdoptDocument, "revision" | "settings" | "config" | "imports" | "autoscaling" | "notes">;
}

/** Reads the live service and plans; changes nothing. */
export async function planAdoption(
  target: Target,
  describe: Describe,
): Promise<AdoptionPlan | { refusals: string[]; revision?: string }> {
  const { file, config, defaults, cluster, service, aws, clients } = target;
  const place = await target.place();
  const description = await describe({ cluster, service, config, defaults, clients, place });
  const revision = revisionName(description.found.revisionArn);
  if (description.refusals.length > 0) return { refusals: description.refusals, revision };
  try {
    const { changes, conflicts, settings, warnings } = planConfig(config, description.values, defaults);
    if (config.values["aws:region"] === undefined) changes["aws:region"] = { value: place.region, isDefault: false };
    // Of a service that no update could be made of, the preview would not be empty but red.
    const { problems } = await findingsOf({ settings, aws, clients });
    if (problems.length > 0) return { refusals: problems, revision };
    const text = changedText(file, config.project, changes, description.comments);
    const imports = importsFor(settings, description.found);
    const replaced = conflicts.map((key) => key.slice(config.project.length + 1));
    return {
      text,
      imports,
      revision,
      told: {
        revision,
        settings: settingChanges(config, changes).map((change) => ({
          ...change,
          isConflict: replaced.includes(change.setting.split(/[.[]/)[0] ?? ""),
        })),
        config: withoutCredentials(text),
        imports,
        ...(description.autoscaling && { autoscaling: description.autoscaling }),
        notes: [...description.notes, ...warnings],
      },
    };
  } catch (error) {
    // What runs is not what the settings allow.
    if (error instanceof SettingsError) return { refusals: error.problems, revision };
    throw error;
  }
}
