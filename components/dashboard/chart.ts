import { counted, type Metric } from "../serviceMetrics";
import type { Axis, Chart, Content, Drawn, Series } from "./body";
import type { Shown } from "./shown";

/** A line of a chart. */
export const line = ({ namespace, metricName, dimensions }: Metric, drawn: Drawn): Series => [
  namespace,
  metricName,
  ...Object.entries(dimensions).flat(),
  drawn,
];

/** A line of what an expression makes of other lines. */
export const computed = (expression: string, drawn: Drawn): Series => [{ expression, ...drawn }];

/** Lines that count from zero, in one unit that the axis names. */
export function chart(
  shown: Shown,
  { title, unit, metrics, marks = [] }: { title: string; unit: string; metrics: Series[]; marks?: Mark[] },
): Content {
  const left: Axis = { label: unit, min: 0, showUnits: false };
  const { rollouts, right } = rolloutsOf(shown);
  const properties: Chart = {
    title,
    view: "timeSeries",
    stacked: false,
    region: shown.existing.place.region,
    period: 60,
    metrics: [...metrics, ...rollouts],
    yAxis: { left, ...(right && { right }) },
    ...(marks.length > 0 && { annotations: { horizontal: marks } }),
  };
  return { type: "metric", properties };
}

/** A level that lines are compared with. */
export interface Mark {
  label: string;
  value: number;
}

const grey = "#7f7f7f";

/**
 * A line that stands at the top of the chart while more than one deployment is there. Marks at the times of updates would change the
 * dashboard with each, and know nothing of rollouts from outside the stack.
 */
function rolloutsOf({ settings, existing }: Shown): { rollouts: Series[]; right?: Axis } {
  if (existing.containerInsights !== true) return { rollouts: [] };
  return {
    rollouts: [
      line(counted(settings.names, "DeploymentCount"), { id: "deployments", stat: "Maximum", visible: false }),
      computed("IF(deployments > 1, 1, 0)", { id: "rollout", label: "rollout", color: grey, yAxis: "right" }),
    ],
    right: { label: "rollout", min: 0, max: 1, showUnits: false },
  };
}
