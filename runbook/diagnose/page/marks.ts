import type { Moment } from "../moments";
import { html, type Html } from "./html";

interface Look {
  /** In the legend. */
  words: string;
  /** Of the style sheet. */
  tone: "good" | "bad" | "fair" | "plain" | "old";
  shape: (x: number, y: number) => string;
}

const circle = (x: number, y: number) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;
const square = (x: number, y: number) => `M${x - 3.5} ${y - 3.5}h7v7h-7z`;
const diamond = (x: number, y: number) => `M${x} ${y - 5}l5 5l-5 5l-5 -5z`;
const up = (x: number, y: number) => `M${x} ${y - 5}l5 9h-10z`;
const back = (x: number, y: number) => `M${x - 6} ${y}l8 -5.5v11z`;
const cross = (x: number, y: number) => `M${x - 5} ${y - 3}l2 -2l3 3l3 -3l2 2l-3 3l3 3l-2 2l-3 -3l-3 3l-2 -2l3 -3z`;

export const looks: Record<Moment["kind"], Look> = {
  began: { words: "deployment began", tone: "plain", shape: diamond },
  started: { words: "tasks started", tone: "plain", shape: up },
  stopped: { words: "tasks stopped", tone: "old", shape: square },
  targets: { words: "targets registered or drained", tone: "plain", shape: circle },
  unhealthy: { words: "unhealthy", tone: "bad", shape: circle },
  trouble: { words: "trouble", tone: "fair", shape: up },
  failed: { words: "deployment failed", tone: "bad", shape: cross },
  rollback: { words: "rollback", tone: "fair", shape: back },
  complete: { words: "complete, steady", tone: "good", shape: diamond },
  ended: { words: "rollout ended", tone: "plain", shape: square },
  other: { words: "other event", tone: "old", shape: circle },
};

/** A mark with what it means as its tooltip. */
export const mark = ({ kind, words }: Pick<Moment, "kind" | "words">, x: number, y: number, at: string): Html =>
  html`<path class="mark ${looks[kind].tone}" data-kind="${kind}" d="${looks[kind].shape(x, y)}"
    ><title>${at} ${words}</title></path
  >`;

/** What the marks of these kinds mean. */
export const legend = (kinds: Moment["kind"][]): Html =>
  html`<ul class="legend">
    ${kinds.map(
      (kind) =>
        html`<li>
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <path class="mark ${looks[kind].tone}" d="${looks[kind].shape(7, 7)}" /></svg
          >${looks[kind].words}
        </li>`,
    )}
  </ul>`;
