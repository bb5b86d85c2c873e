import { z } from "zod";

/**
 * The body of a dashboard as AWS documents it: "Dashboard Body Structure and Syntax", Amazon CloudWatch API reference. Whatever is
 * not there is refused, since CloudWatch leaves it out with a warning at best.
 */

const time = z.string().regex(/^(-P(\d+[DWM])?(T\d+[HM])?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/);
const side = z.enum(["left", "right"]);
const color = z.string().regex(/^#[0-9a-fA-F]{6}$/);
const period = z.union([z.literal([1, 5, 10, 30]), z.int().positive().multipleOf(60)]);
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d$/);
const stat = z.string().regex(/^(SampleCount|Average|Sum|Minimum|Maximum|p\d{1,2}(\.\d+)?|p100)$/);

const rendering = {
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  color: color.optional(),
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]*$/)
    .optional(),
  label: z.string().optional(),
  period: period.optional(),
  region: region.optional(),
  stat: stat.optional(),
  visible: z.boolean().optional(),
  yAxis: side.optional(),
};
const name = z.string().min(1);
const metric = z.array(z.unknown()).refine((parts) => {
  const names = parts.slice(0, -1);
  const isDrawn = z.strictObject(rendering).safeParse(parts.at(-1)).success;
  // Namespace, name, and up to 30 dimensions with a value each.
  return (
    isDrawn &&
    names.length >= 2 &&
    names.length <= 62 &&
    names.length % 2 === 0 &&
    names.every((each) => name.safeParse(each).success)
  );
}, "neither a metric nor an expression");
const expression = z.tuple([z.strictObject({ ...rendering, expression: z.string().min(1).max(1024) })]);

const axis = z.strictObject({
  label: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  showUnits: z.boolean().optional(),
});
const level = z.strictObject({
  value: z.number(),
  color: color.optional(),
  label: z.string().optional(),
  fill: z.enum(["above", "below", "none"]).optional(),
  visible: z.boolean().optional(),
  yAxis: side.optional(),
});
const moment = z.strictObject({
  value: time,
  color: color.optional(),
  label: z.string().optional(),
  fill: z.enum(["before", "after", "none"]).optional(),
  visible: z.boolean().optional(),
});

const metricProperties = z.strictObject({
  accountId: rendering.accountId,
  annotations: z
    .strictObject({
      alarms: z.array(z.string()).length(1).optional(),
      horizontal: z.array(level).optional(),
      vertical: z.array(moment).optional(),
    })
    .optional(),
  end: time.optional(),
  legend: z.strictObject({ position: z.enum(["right", "bottom", "hidden"]) }).optional(),
  liveData: z.boolean().optional(),
  metrics: z
    .array(z.union([expression, metric]))
    .min(1)
    .max(500),
  period: period.optional(),
  region,
  setPeriodToTimeRange: z.boolean().optional(),
  sparkline: z.boolean().optional(),
  stacked: z.boolean().optional(),
  start: time.optional(),
  stat: stat.optional(),
  timezone: z.string().optional(),
  title: z.string().optional(),
  trend: z.boolean().optional(),
  view: z.enum(["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]).optional(),
  yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
});
const textProperties = z.strictObject({
  markdown: z.string(),
  background: z.enum(["transparent", "solid"]).optional(),
});
const alarmProperties = z.strictObject({
  alarms: z
    .array(z.string().regex(/^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.{1,255}$/))
    .min(1)
    .max(100),
  sortBy: z.enum(["default", "stateUpdatedTimestamp", "timestamp"]).optional(),
  states: z.array(z.enum(["ALARM", "INSUFFICIENT_DATA", "OK"])).optional(),
  title: z.string().optional(),
});

const place = {
  x: z.int().min(0).max(23).optional(),
  y: z.int().min(0).optional(),
  width: z.int().min(1).max(24).optional(),
  height: z.int().min(1).max(1000).optional(),
};

/** Only the kinds of widgets that a service's dashboard has. */
export const dashboardBodySchema = z.strictObject({
  start: time.optional(),
  end: time.optional(),
  periodOverride: z.enum(["auto", "inherit"]).optional(),
  widgets: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("metric"), ...place, properties: metricProperties }),
        z.strictObject({ type: z.literal("text"), ...place, properties: textProperties }),
        z.strictObject({ type: z.literal("alarm"), ...place, properties: alarmProperties }),
      ]),
    )
    .max(500),
});
