import type { DiagnoseDocument } from "../../documents/diagnose";
import { duration } from "../../text/duration";
import { html, type Html } from "./html";
import type { Span } from "./scale";
import { clockTime, short } from "./words";

type Task = DiagnoseDocument["tasks"][number];

/** So many bars of one revision are shown. */
const mostBars = 12;
const barHeight = 9;
const lineHeight = 16;

/** A line for each task of each revision: pale until it ran, a cross where it failed. */
export function taskBars(
  tasks: Task[],
  { span, x, top }: { span: Span; x: (time: number) => number; top: number },
): { drawn: Html[]; bottom: number } {
  const drawn: Html[] = [];
  let y = top;
  for (const [revision, all] of Map.groupBy(tasks, (task) => task.revision)) {
    // Those that failed tell most.
    const chosen = [...all].sort((one, other) => Number(other.state === "failed") - Number(one.state === "failed"));
    const shown = all.filter((task) => chosen.slice(0, mostBars).includes(task));
    drawn.push(html`<text class="label" x="0" y="${y + 12}">${revision}</text>`);
    if (revision.length > 14) y += lineHeight;
    for (const task of shown) {
      drawn.push(bar(task, { span, x, y: y + lineHeight / 2 }));
      y += lineHeight;
    }
    if (shown.length < all.length) {
      drawn.push(html`<text class="label" x="0" y="${y + 12}">… and ${all.length - shown.length} more</text>`);
      y += lineHeight;
    }
    y += lineHeight / 2;
  }
  return { drawn, bottom: y };
}

function bar(task: Task, { span, x, y }: { span: Span; x: (time: number) => number; y: number }): Html {
  const timeOf = (iso: string | null, instead: number) => (iso === null ? instead : Date.parse(iso));
  const isOver = task.state === "stopped" || task.state === "failed";
  const end = timeOf(task.stoppedAt, span.to);
  const begin = timeOf(task.createdAt ?? task.startedAt, isOver ? end : span.from);
  const ran = timeOf(task.startedAt, end);
  const [left, middle, right] = [x(begin), x(Math.min(ran, end)), x(end)];
  const rect = (from: number, to: number, part: string) =>
    to - from < 0.5
      ? undefined
      : html`<rect
          class="bar ${part}"
          x="${from}"
          y="${y - barHeight / 2}"
          width="${(to - from).toFixed(1)}"
          height="${barHeight}"
          rx="2"
        />`;
  const cross = html`<path class="cross" d="M${right - 4} ${y - 4}l8 8m0 -8l-8 8" />`;
  return html`<g class="task ${task.state}" data-task="${task.task}" data-state="${task.state}"
    ><title>${story(task)}</title
    >${rect(left, middle, "early")}${rect(middle, Math.max(right, middle + 2), "ran")}${task.state === "failed" ? cross : undefined}</g
  >`;
}

function story({ task, revision, state, createdAt, startedAt, stoppedAt, cause }: Task): string {
  return [
    `task ${short(task)} of ${revision}: ${state}`,
    createdAt === null ? undefined : `asked for ${clockTime(createdAt)}`,
    startedAt === null ? undefined : `ran ${clockTime(startedAt)}`,
    stoppedAt === null ? undefined : `stopped ${clockTime(stoppedAt)}`,
    startedAt === null || stoppedAt === null
      ? undefined
      : `after ${duration(Date.parse(stoppedAt) - Date.parse(startedAt))}`,
    cause ?? undefined,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}
