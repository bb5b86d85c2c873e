import type { DashboardBody } from "./dashboard/body";
import { alarmStates, head } from "./dashboard/head";
import { layout, pairs } from "./dashboard/layout";
import type { Shown } from "./dashboard/shown";
import { targets } from "./dashboard/targets";
import { tasks } from "./dashboard/tasks";
import { utilisation } from "./dashboard/utilisation";

/** Height of a chart in rows of the grid. */
const chartHeight = 6;

/**
 * A service's dashboard. It says nothing that an update changes by itself: a preview shows a difference only when settings, or what
 * the service stands on, have changed.
 */
export function dashboardBody(shown: Shown): DashboardBody {
  return {
    start: "-PT12H",
    periodOverride: "auto",
    widgets: layout([
      { height: 2, widgets: [head(shown)] },
      { height: 2, widgets: alarmStates(shown) },
      ...pairs([...utilisation(shown), tasks(shown), ...targets(shown)], chartHeight),
    ]),
  };
}
