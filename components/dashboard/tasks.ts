import { turnInsightsOn } from "../../account/containerInsights";
import { counted } from "../serviceMetrics";
import type { Content } from "./body";
import { chart, line } from "./chart";
import type { Shown } from "./shown";

/** Running and desired tasks; without Container Insights, what there is to do for it. */
export function tasks(shown: Shown): Content {
  const { settings, existing } = shown;
  const { names } = settings;
  if (existing.containerInsights === true) {
    return chart(shown, {
      title: "Tasks",
      unit: "tasks",
      metrics: [
        line(counted(names, "RunningTaskCount"), { stat: "Average", label: "running" }),
        line(counted(names, "DesiredTaskCount"), { stat: "Average", label: "desired" }),
      ],
    });
  }
  const markdown = [
    "### Tasks and rollouts",
    `Running and desired tasks, and marks of rollouts, need Container Insights, which cluster ${names.cluster} does not have. It costs ` +
      "money, for all services of the cluster. To turn it on, and to show them from the next `pulumi up` on:",
    `\`${turnInsightsOn(names.cluster, existing.place)}\``,
  ].join("\n\n");
  return { type: "text", properties: { markdown } };
}
