import * as pulumi from "@pulumi/pulumi";
import type { Gate } from "../rollout/gate";
import type { Voice } from "../rollout/rollout";
import { saidOfAll, type Named } from "../settings/serviceWords";
import type { Notices } from "../components/notices";

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

/** Says what is to be said of several services. */
export function tellNotices(said: { service: Named; notices: Notices }[]): void {
  const all = (part: keyof Notices) =>
    saidOfAll(said.map(({ service, notices }) => ({ service, texts: notices[part] })));
  tell({ infos: all("infos"), warnings: all("warnings") });
}

/** Says what the preflight has found beside problems. */
export function tellFindings({ notChecked, advice = [], warnings }: Awaited<ReturnType<Gate["pass"]>>): void {
  tell({ infos: [...notChecked.map((what) => `not checked yet: ${what}`), ...advice], warnings });
}
