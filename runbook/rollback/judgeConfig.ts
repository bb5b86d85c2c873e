import { AccountError } from "../../account/accountError";
import { askFor, type Asked } from "../../components/askedRevision";
import { preflight, type Findings } from "../../rollout/preflight";
import { readSettings, SettingsError, type StackConfig } from "../../settings";
import type { OpenStack } from "../openStack";

/** What an update with a config would ask for, and what speaks against it. */
export interface Judged extends Findings {
  /** Undefined when a problem keeps it from being known. */
  asked?: Asked;
}

/**
 * Checks a config in memory as an update would: settings, look-ups, preflight. Nothing is changed. What was said of the settings when
 * the stack was opened is not said again.
 */
export async function judgeConfig(
  { config: opened, aws, clients }: Pick<OpenStack, "config" | "aws" | "clients">,
  config: StackConfig,
): Promise<Judged> {
  try {
    const { settings, warnings } = readSettings(config);
    const asked = await askFor(settings, aws, clients);
    const { existing } = asked;
    // Whether an existing one is the stack's own is in its state, which only the engine reads.
    const ownsLogGroup = ["auto", "create"].includes(settings.logs.mode) && !existing.logGroupExists;
    const findings = await preflight(asked.settings, existing, clients, { ownsLogGroup, rendered: asked.rendered });
    const said = warningsOf(opened);
    const unsaid = warnings.filter((warning) => !said.includes(warning));
    const further = [...unsaid, ...existing.image.warnings, ...existing.network.warnings];
    return { ...findings, warnings: [...further, ...findings.warnings], asked };
  } catch (error) {
    const isProblem = error instanceof SettingsError || (error instanceof AccountError && !error.isRefusal);
    if (!isProblem) throw error;
    return { problems: error.problems, warnings: [], notChecked: [] };
  }
}

function warningsOf(config: StackConfig): string[] {
  try {
    return readSettings(config).warnings;
  } catch (error) {
    if (error instanceof SettingsError) return [];
    throw error;
  }
}
