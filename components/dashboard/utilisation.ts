import { utilization } from "../serviceMetrics";
import type { Content } from "./body";
import { chart, computed, line } from "./chart";
import type { Shown } from "./shown";

/** CPU units of a vCPU. */
const unitsPerVcpu = 1024;

/** How much of what is reserved is used: what a task has in percent, and in what one pays for. */
export function utilisation(shown: Shown): Content[] {
  const { size } = shown.settings;
  const vcpus = size.cpu / unitsPerVcpu;
  return [
    percentOf(shown, "CPU"),
    percentOf(shown, "Memory"),
    amountOf(shown, "CPU", { amount: vcpus, unit: "vCPU", reserved: `${vcpus} vCPU (cpu ${size.cpu})` }),
    amountOf(shown, "Memory", { amount: size.memoryMiB, unit: "MiB", reserved: `${size.memoryMiB} MiB` }),
  ];
}

type Of = "CPU" | "Memory";

function percentOf(shown: Shown, of: Of): Content {
  const metric = utilization(shown.settings.names, of);
  return chart(shown, {
    title: `${of} used, of what is reserved`,
    unit: "percent",
    metrics: [
      line(metric, { stat: "Average", label: "average" }),
      line(metric, { stat: "Maximum", label: "busiest task" }),
    ],
    marks: [{ label: "reserved", value: 100 }],
  });
}

function amountOf(
  shown: Shown,
  of: Of,
  { amount, unit, reserved }: { amount: number; unit: string; reserved: string },
): Content {
  const metric = utilization(shown.settings.names, of);
  return chart(shown, {
    title: `${of} used by a task`,
    unit,
    metrics: [
      line(metric, { id: "average", stat: "Average", visible: false }),
      line(metric, { id: "most", stat: "Maximum", visible: false }),
      computed(`average / 100 * ${amount}`, { id: "used", label: "average" }),
      computed(`most / 100 * ${amount}`, { id: "usedMost", label: "busiest task" }),
    ],
    marks: [{ label: `reserved: ${reserved}`, value: amount }],
  });
}
