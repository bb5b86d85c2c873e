import { UsageError } from "./usageError";

/**
 * Refuses to change something where npm has kept `--dry-run` for itself, as it does with every option of its own that stands
 * before `--`.
 */
export function refuseLostDryRun(command: string, env: NodeJS.ProcessEnv): void {
  if (env.npm_config_dry_run !== "true") return;
  throw new UsageError(
    `npm has kept --dry-run for itself: put it after --, npm run ${command} -- --dry-run. Nothing was changed.`,
  );
}
