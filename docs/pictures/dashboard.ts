import { dashboardBody } from "../../components/dashboard";
import type { Chart, DashboardBody, Series, Widget } from "../../components/dashboard/body";
import { readSettings } from "../../settings";
import { readStackFiles } from "../../settings/stackFiles";
import { sampleOf, type Sample } from "./dashboardSamples";

/** Pixels of a cell of the dashboard's grid. */
const cell = { width: 46, height: 38 };
const gap = 8;
/** Pixels of a letter, about. */
const letterWidth = 6;
const colours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"];

/** Production's dashboard as a picture in SVG: the very body that the stack makes, with made-up figures. */
export function drawDashboard(directory: string): string {
  const { widgets } = sampleBody(directory);
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * cell.height;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${24 * cell.width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="#eef0f3"/>`,
    ...widgets.map(drawWidget),
    "</svg>",
  ].join("\n");
}

function sampleBody(directory: string): DashboardBody {
  const { values, ...config } = readStackFiles(directory, "prod");
  const { settings } = readSettings({ ...config, values: { ...values, "agenticmem:alarms": `{"enabled":true}` } });
  const arn = (rest: string) => `arn:aws:elasticloadbalancing:us-west-2:123456789012:${rest}`;
  return dashboardBody({
    settings,
    existing: {
      place: { accountId: "123456789012", region: "us-west-2", partition: "aws" },
      targetGroupArns: { api: arn("targetgroup/agenticmem-api-tg/0123456789abcdef") },
      loadBalancerArns: { api: arn("loadbalancer/app/agenticmem-alb/0123456789abcdef") },
      containerInsights: true,
    },
  });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function drawWidget(widget: Widget): string {
  const box = {
    x: widget.x * cell.width + gap / 2,
    y: widget.y * cell.height + gap / 2,
    width: widget.width * cell.width - gap,
    height: widget.height * cell.height - gap,
  };
  const frame = `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="4" fill="#fff" stroke="#d5d9de"/>`;
  return `${frame}\n${drawContent(widget, box)}`;
}

function drawContent(widget: Widget, box: Box): string {
  switch (widget.type) {
    case "metric":
      return drawChart(widget.properties, box);
    case "text": {
      const [heading = "", ...rest] = widget.properties.markdown.split("\n\n");
      const text = rest.join(" ").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
      const title = words(heading.replace(/^#+ /, ""), { x: box.x + 12, y: box.y + 28, size: 18 });
      return `${title}\n${words(text, { x: box.x + 12, y: box.y + 50 })}`;
    }
    case "alarm": {
      const title = words(widget.properties.title, { x: box.x + 12, y: box.y + 20, size: 13 });
      const names = widget.properties.alarms.map(
        (arn) =>
          arn
            .split(":")
            .at(-1)
            ?.replace(/^.*-service-/, "") ?? "",
      );
      const width = (box.width - 24) / names.length;
      const states = names.map((name, index) => {
        const x = box.x + 12 + index * width;
        const state = `<rect x="${x}" y="${box.y + 30}" width="${width - 6}" height="26" rx="3" fill="#dff3e4"/>`;
        return `${state}${words(`✓ ${name}`, { x: x + 8, y: box.y + 47 })}`;
      });
      return [title, ...states].join("\n");
    }
  }
}

function drawChart({ title, metrics, yAxis, annotations }: Chart, box: Box): string {
  const plot = { x: box.x + 48, y: box.y + 34, width: box.width - 68, height: box.height - 78 };
  const lines = metrics.map(toLine).filter(({ isVisible }) => isVisible);
  const marks = annotations?.horizontal ?? [];
  const left = lines.filter(({ isRight }) => !isRight);
  const top = niceTop(Math.max(...left.flatMap(({ sample }) => sample), ...marks.map(({ value }) => value)));
  const yOf = (value: number, of: number) => round(plot.y + plot.height * (1 - value / of));
  const ticks = [0, top / 2, top].map((value) => {
    const y = yOf(value, top);
    const grid = `<line x1="${plot.x}" x2="${plot.x + plot.width}" y1="${y}" y2="${y}" stroke="#eceff2"/>`;
    return grid + words(String(round(value)), { x: plot.x - 6, y: y + 4, anchor: "end" });
  });
  const reserved = marks.map(({ value, label }) => {
    const y = yOf(value, top);
    const level = `<line x1="${plot.x}" x2="${plot.x + plot.width}" y1="${y}" y2="${y}" stroke="#9467bd" stroke-dasharray="5 4"/>`;
    return level + words(label, { x: plot.x + plot.width, y: y - 4, anchor: "end" });
  });
  const step = plot.width / (left[0]?.sample.length ?? 1);
  const drawn = lines.map(({ sample, isRight, color }, index) => {
    const points = sample.map((value, at) => `${round(plot.x + at * step)},${yOf(value, isRight ? 1 : top)}`).join(" ");
    return `<polyline points="${points}" fill="none" stroke="${color ?? colours[index % colours.length]}" stroke-width="1.5"/>`;
  });
  const legend = lines.map(({ label, color }, index) => {
    const before = lines.slice(0, index).map((line) => 30 + letterWidth * line.label.length);
    const [x, y] = [plot.x + before.reduce((sum, width) => sum + width, 0), box.y + box.height - 16];
    const dot = `<rect x="${round(x)}" y="${y - 8}" width="9" height="9" fill="${color ?? colours[index % colours.length]}"/>`;
    return dot + words(label, { x: x + 13, y });
  });
  const heading = words(`${title} (${yAxis.left.label})`, { x: box.x + 12, y: box.y + 20, size: 13 });
  return [heading, ...ticks, ...drawn, ...reserved, ...legend].join("\n");
}

interface Line {
  label: string;
  color?: string;
  isVisible: boolean;
  isRight: boolean;
  sample: Sample;
}

function toLine(series: Series, _index: number, all: Series[]): Line {
  const drawn = drawnOf(series);
  return {
    label: drawn.label ?? "",
    color: drawn.color,
    isVisible: drawn.visible !== false,
    isRight: drawn.yAxis === "right",
    sample: sampleOf(series, (id) => all.find((other) => drawnOf(other).id === id)),
  };
}

const drawnOf = (series: Series) => series.at(-1) as Exclude<Series[number], string>;

/** The next of 1, 2, 4, 5, 8 and 10 times a power of ten. */
function niceTop(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(most * 1.1));
  return [1, 1.5, 2, 4, 5, 8, 10].map((step) => step * unit).find((value) => value >= most * 1.1) ?? most;
}

const round = (value: number) => Math.round(value * 100) / 100;

function words(text: string, { x, y, size, anchor }: { x: number; y: number; size?: number; anchor?: "end" }): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const attributes = [size && ` font-size="${size}"`, anchor && ` text-anchor="${anchor}"`].filter(Boolean).join("");
  return `<text x="${round(x)}" y="${round(y)}" fill="#2b3440"${attributes}>${safe}</text>`;
}
