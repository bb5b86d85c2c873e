import type { Names } from "../../settings/types";
import { counted } from "../serviceMetrics";
import { judged, queried, type Rule } from "./rule";

/**
 * While a rollout runs, fewer tasks are nobody's fault, and the update that started it says how it ends. Without data it is not known
 * how many run: the alarm says so (INSUFFICIENT_DATA).
 */
export const missingTasks = (names: Pick<Names, "cluster" | "service">, minutes: number): Rule => ({
  kind: "missing-tasks",
  says: `fewer tasks run than are asked for, for ${minutes} minutes, and no rollout is under way`,
  metricQueries: [
    queried("running", counted(names, "RunningTaskCount"), "Minimum", 60),
    queried("desired", counted(names, "DesiredTaskCount"), "Maximum", 60),
    queried("deployments", counted(names, "DeploymentCount"), "Maximum", 60),
    judged("IF(deployments > 1, 0, desired - running)", "missing tasks"),
  ],
  threshold: 1,
  evaluationPeriods: minutes,
  treatMissingData: "missing",
});
