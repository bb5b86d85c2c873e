import { momentsOf, type Moment } from "../../diagnose/moments";
import { taskLives, type TaskLife } from "../../diagnose/taskLives";
import { duration } from "../../text/duration";
import { piece, type Line, type Piece } from "./line";
import { latestOf, type LiveState } from "./state";

/** With less than that there is no time line. */
const leastColumns = 36;
const labelWidth = 9;

/** By importance: where several fall on one column, the last is shown. */
const marks: [kind: Moment["kind"], sign: string, format?: Piece["format"]][] = [
  ["other", "·", "dim"],
  ["stopped", "▽", "dim"],
  ["started", "▲", "cyan"],
  ["targets", "●", "blue"],
  ["began", "├", "dim"],
  ["ended", "┤", "dim"],
  ["complete", "◆", "green"],
  ["trouble", "!", "yellow"],
  ["unhealthy", "○", "red"],
  ["rollback", "◄", "yellow"],
  ["failed", "×", "red"],
];

/** The rollout from its begin to now, or to its end: what ECS did, and how many tasks of each revision ran. */
export function timeline(state: LiveState, columns: number): Line[] {
  const latest = latestOf(state);
  if (state.service === undefined || latest?.startedAt === undefined || columns < leastColumns) return [];
  const width = Math.min(100, columns - labelWidth);
  const [from, to] = [latest.startedAt, Math.max(latest.endedAt ?? state.now, latest.startedAt + 1_000)];
  const columnOf = (at: number) => Math.max(0, Math.min(width - 1, Math.floor(((at - from) / (to - from)) * width)));
  const moments = momentsOf(state.service, latest);
  const lives = state.details === undefined ? [] : taskLives(state.details, state.causes, from);
  const time = new Date(from).toISOString().slice(11, 19);
  return [
    [piece("ECS".padEnd(labelWidth), "dim"), ...markLane(moments, columnOf, width)],
    ...[...Map.groupBy(lives, ({ revision }) => revision)].map(([revision, own]) => [
      piece(`rev ${revision.split(":").at(-1)}`.slice(0, labelWidth - 1).padEnd(labelWidth), "dim"),
      ...taskLane(own, { from, to, width, most: Math.max(1, state.service?.desiredCount ?? 1) }),
    ]),
    [piece(" ".repeat(labelWidth) + `${time} UTC, ${duration(to - from)}`, "dim")],
  ];
}

function markLane(moments: Moment[], columnOf: (at: number) => number, width: number): Line {
  const lane: Piece[] = Array.from({ length: width }, () => piece("─", "dim"));
  for (const [kind, sign, format] of marks) {
    for (const { at } of moments.filter((moment) => moment.kind === kind)) lane[columnOf(at)] = piece(sign, format);
  }
  return lane;
}

const heights = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** The higher, the more tasks ran; a cross where one failed. */
function taskLane(
  lives: TaskLife[],
  { from, to, width, most }: { from: number; to: number; width: number; most: number },
): Line {
  const step = (to - from) / width;
  return Array.from({ length: width }, (_, column) => {
    const [begin, end] = [from + column * step, from + (column + 1) * step];
    const isLast = column === width - 1;
    const isIn = (at = Infinity) => at >= begin && (at < end || (isLast && at <= end));
    if (lives.some(({ state, stoppedAt }) => state === "failed" && isIn(stoppedAt))) return piece("×", "red");
    const count = lives.filter(
      ({ startedAt = Infinity, stoppedAt = Infinity }) => startedAt < end && stoppedAt >= begin,
    ).length;
    return { text: heights[Math.min(8, Math.ceil((count / most) * 8))] ?? " ", format: "green" as const };
  });
}
