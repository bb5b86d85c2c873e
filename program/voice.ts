import * as pulumi from "@pulumi/pulumi";
import type { Voice } from "../rollout/rollout";

/** Speaks through the engine, on the component: a hook that waits for a line on its own resource waits for ever. */
export function voiceOf(component: () => pulumi.Resource): Voice {
  return {
    progress: (line) => void pulumi.log.info(line, component(), undefined, true),
    verdict: (line) => void pulumi.log.info(line, component()),
  };
}

/** Says things that concern the whole run. */
export function tell({ infos, warnings }: { infos: string[]; warnings: string[] }): void {
  for (const info of infos) void pulumi.log.info(info);
  for (const warning of warnings) void pulumi.log.warn(warning);
}
