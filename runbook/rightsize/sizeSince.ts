import type { FargateSize } from "../../settings/types";
import type { RememberedDeployment } from "../revisions/serviceDeployments";
import { isSameSize } from "./candidates";

/** A deployment, and the size of its revision; undefined: not known any more. */
export type SizedDeployment = RememberedDeployment & { size: FargateSize | undefined };

/** Since when all tasks have had the present size. */
export type SizeSince =
  /** All the time. */
  | { kind: "always" }
  | { kind: "since"; time: Date }
  /** They do not all have it, or that cannot be told. */
  | { kind: "not yet" };

/** Those that bear on what ran since a time: what had begun to run before it, and all that ended later. @param newestFirst all that ECS remembers */
export function bearingOn(newestFirst: RememberedDeployment[], from: number): RememberedDeployment[] {
  const isBefore = ({ finishedAt }: RememberedDeployment) => finishedAt !== undefined && finishedAt.getTime() <= from;
  const atBegin = newestFirst.find((each) => isBefore(each) && each.status === "SUCCESSFUL");
  return newestFirst.filter((each) => !isBefore(each) || each === atBegin);
}

/**
 * Goes through what was deployed. A deployment that failed had tasks of its size beside the others until it was rolled back.
 *
 * @param newestFirst those that bear on the time; none: nothing was deployed for as long as ECS remembers, which is 90 days
 */
export function sizeSince(newestFirst: SizedDeployment[], present: FargateSize): SizeSince {
  if (newestFirst.length === 0) return { kind: "always" };
  // What ran before the first one is not known.
  let since: Date | undefined;
  for (const deployment of newestFirst.toReversed()) {
    const { status, finishedAt } = deployment;
    const isPresent = deployment.size !== undefined && isSameSize(deployment.size, present);
    if (isPresent) {
      if (status === "SUCCESSFUL") since ??= finishedAt;
    } else if (since !== undefined) {
      since = status === "ROLLBACK_SUCCESSFUL" ? finishedAt : undefined;
    }
  }
  return since === undefined ? { kind: "not yet" } : { kind: "since", time: since };
}
