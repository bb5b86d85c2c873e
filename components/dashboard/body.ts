/** A dashboard's JSON. Source: "Dashboard Body Structure and Syntax", Amazon CloudWatch API reference. */
export interface DashboardBody {
  start: string;
  periodOverride: "auto" | "inherit";
  widgets: Widget[];
}

/** A widget with its place on a grid of 24 columns. */
export type Widget = Content & { x: number; y: number; width: number; height: number };

/** A widget without its place. */
export type Content =
  | { type: "metric"; properties: Chart }
  | { type: "text"; properties: { markdown: string } }
  | { type: "alarm"; properties: { title: string; alarms: string[] } };

export interface Chart {
  title: string;
  view: "timeSeries";
  stacked: boolean;
  region: string;
  /** Seconds. */
  period: number;
  metrics: Series[];
  yAxis: { left: Axis; right?: Axis };
  annotations?: { horizontal: { label: string; value: number }[] };
}

export interface Axis {
  label: string;
  min: number;
  max?: number;
  showUnits: false;
}

/** A metric (namespace, name, dimensions and their values, how it is drawn) or an expression. */
export type Series = [...string[], Drawn] | [Drawn & { expression: string }];

export interface Drawn {
  id?: string;
  label?: string;
  stat?: string;
  color?: string;
  visible?: boolean;
  yAxis?: "left" | "right";
}
