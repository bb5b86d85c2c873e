import type { DiagnoseDocument } from "../../documents/diagnose";
import type { Moment } from "../moments";
import type { Sheet } from "../sheet";
import { duration } from "../../text/duration";
import { html, type Html } from "./html";
import { legend, mark } from "./marks";
import { scale, spanOf, ticks, type Span } from "./scale";
import { taskBars } from "./taskBars";
import { clockTime, toneOf } from "./words";

/** What is drawn beside each other, from top to bottom. */
const lanes: { name: string; kinds: Moment["kind"][] }[] = [
  { name: "rollout", kinds: ["began", "failed", "rollback", "complete", "trouble", "ended"] },
  { name: "tasks", kinds: ["started", "stopped", "other"] },
  { name: "targets", kinds: ["targets", "unhealthy"] },
];
const laneHeight = 26;

/** The time line of a rollout, drawn for wide and for narrow pages, with what its marks mean and all of it in words. */
export function timelineSection({ document, madeAt }: Sheet): Html {
  const span = spanOf(document, madeAt);
  if (span === undefined) return html`<p>When the rollout began is not known: there is no time line.</p>`;
  const kinds = lanes
    .flatMap(({ kinds }) => kinds)
    .filter((kind) => document.timeline.some((each) => each.kind === kind));
  return html`${drawing(document, span, 940, "wide")}${drawing(document, span, 340, "narrow")}${legend(kinds)}
    <ol class="moments">
      ${document.timeline.map(
        ({ at, kind, words }) =>
          html`<li class="${kind}"><time datetime="${at}">${clockTime(at)}</time> <span>${words}</span></li>`,
      )}
    </ol>`;
}

function drawing(document: DiagnoseDocument, span: Span, width: number, name: "wide" | "narrow"): Html {
  const isWide = name === "wide";
  const x = scale(span, [isWide ? 118 : 58, width - 14]);
  const top = 18;
  const used = lanes.filter(
    ({ kinds }, index) => index === 0 || document.timeline.some(({ kind }) => kinds.includes(kind)),
  );
  const tasksTop = top + used.length * laneHeight + 8;
  // On a narrow page the labels have no room beside the bars.
  const bars = taskBars(document.tasks, { span, x, top: tasksTop });
  const height = bars.bottom + 22;
  const time = (ms: number) => clockTime(new Date(ms).toISOString());
  return html`<svg
    class="timeline ${name}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="time line of the rollout, ${time(span.from)} to ${time(span.to)} UTC"
  >
    ${ticks(span, isWide ? 8 : 3).map(
      (at) =>
        html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${top - 4}" y2="${bars.bottom}" /><text
            class="tick"
            x="${Math.min(x(at), width - 27)}"
            y="${bars.bottom + 15}"
            >${time(at)}</text
          >`,
    )}
    ${turn(document, { x, bottom: bars.bottom, width })}
    ${used.map((lane, index) => laneOf(lane, document, { span, x, y: top + index * laneHeight + laneHeight / 2 }))}
    ${bars.drawn}
  </svg>`;
}

function laneOf(
  { name, kinds }: (typeof lanes)[number],
  { timeline, state }: DiagnoseDocument,
  { span, x, y }: { span: Span; x: (time: number) => number; y: number },
): Html {
  const whole = html`<rect
    class="bar rollout ${toneOf(state)}"
    x="${x(span.from)}"
    y="${y - 3}"
    width="${(x(span.to) - x(span.from)).toFixed(1)}"
    height="6"
    rx="3"
  />`;
  const line = html`<line class="lane" x1="${x(span.from)}" x2="${x(span.to)}" y1="${y}" y2="${y}" />`;
  const own = timeline.filter(({ kind }) => kinds.includes(kind));
  const places = spread(
    own.map(({ at }) => x(Date.parse(at))),
    x(span.to),
  );
  return html`<text class="label" x="0" y="${y + 4}">${name}</text>${name === "rollout" ? whole : line}${own.map(
      (moment, index) => mark(moment, places[index] ?? 0, y, clockTime(moment.at)),
    )}`;
}

const markWidth = 10;

/** Marks of about the same time beside each other, as far as that does not tell another time; none beyond the end. */
function spread(places: number[], end: number): number[] {
  let last = -Infinity;
  const moved = places.map((place) => (last = Math.min(Math.max(place, last + markWidth), place + 2 * markWidth)));
  let next = end + markWidth;
  return moved
    .toReversed()
    .map((place) => (next = Math.min(place, Math.max(next - markWidth, end - 2 * markWidth))))
    .reverse();
}

/** A line through all at the moment at which it was decided that the rollout goes no further. */
function turn(
  { timeline, latest }: DiagnoseDocument,
  { x, bottom, width }: { x: (time: number) => number; bottom: number; width: number },
): Html | undefined {
  const found = timeline.find(({ kind }) => kind === "failed") ?? timeline.find(({ kind }) => kind === "rollback");
  if (found === undefined) return undefined;
  const at = x(Date.parse(found.at));
  const after = duration(Date.parse(found.at) - Date.parse(latest?.startedAt ?? found.at));
  const words = `${found.kind === "failed" ? "failed" : "rolled back"} after ${after}`;
  const isRight = at > width / 2;
  return html`<line class="turn" x1="${at}" x2="${at}" y1="4" y2="${bottom}" /><text
      class="turn ${isRight ? "end" : "start"}"
      x="${isRight ? at - 5 : at + 5}"
      y="12"
      >${words}</text
    >`;
}
