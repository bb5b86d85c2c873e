import type { LiveService } from "../../account/lookups/liveService";
import { revisionName } from "../revisions/family";

/** What an update would meet that begins now. */
export function rolloutNotes(live: LiveService | undefined): string[] {
  const primary = live?.description.deployments?.find(({ status }) => status === "PRIMARY");
  if (primary?.rolloutState !== "IN_PROGRESS") return [];
  return [
    `a rollout of ${revisionName(primary.taskDefinition ?? "")} is under way: as long as a pulumi up follows it, the stack is locked and ` +
      "no other one can begin (npm run abort ends the rollout); else a new one takes its place",
  ];
}
