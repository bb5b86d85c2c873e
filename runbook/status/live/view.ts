import { revisionName } from "../../../rollout/observation";
import { duration } from "../../text/duration";
import { second } from "../../text/short";
import { cut, piece, written, type Line } from "./line";
import { causes, deployments, events, targets, tasks } from "./parts";
import { isFine, isUnderWay, latestOf, problemsOf, type LiveState } from "./state";
import { timeline } from "./timeline";

/** How much of a terminal there is. */
export interface Size {
  columns: number;
  rows: number;
  color: boolean;
}

interface Part {
  label: string;
  lines: Line[];
  /** The higher, the sooner it is cut where there is no room. */
  spare: number;
}

const labelWidth = 11;

/** A service that is watched, as lines for a terminal: never wider than it, and never so many that it would scroll. */
export function view(state: LiveState, { columns, rows, color }: Size): string[] {
  const hasLabels = columns >= 60;
  const room = columns - (hasLabels ? labelWidth : 0);
  const parts: Part[] = [
    { label: "", lines: [headline(state, columns)], spare: 0 },
    { label: "state", lines: verdict(state), spare: 1 },
    { label: "rollout", lines: deployments(state, room), spare: 2 },
    { label: "tasks", lines: tasks(state), spare: 4 },
    { label: "targets", lines: targets(state), spare: 5 },
    { label: "cause", lines: causes(state), spare: 3 },
    { label: "time line", lines: timeline(state, room), spare: 6 },
    { label: "events", lines: events(state), spare: 7 },
    { label: "not seen", lines: state.unseen.map((words) => [piece(words, "yellow")]), spare: 8 },
  ];
  const lines = fitted(parts, Math.max(1, rows - 1)).flatMap(({ label, lines }) =>
    lines.map((line, index): Line => {
      const isLabelled = hasLabels && label !== "";
      return isLabelled ? [piece((index === 0 ? label : "").padEnd(labelWidth), "dim"), ...line] : line;
    }),
  );
  return lines.map((line) => written(cut(line, columns), color));
}

/** Cut to so many lines, the most dispensable first; a part that is cut says so. */
function fitted(parts: Part[], rows: number): Part[] {
  const shown = new Map(parts.map((part) => [part, part.lines.length]));
  const total = () => [...shown.values()].reduce((sum, count) => sum + count, 0);
  for (const part of parts.toSorted((one, other) => other.spare - one.spare)) {
    const over = total() - rows;
    if (over > 0) shown.set(part, Math.max(part.spare === 0 ? 1 : 0, part.lines.length - over));
  }
  return parts.map((part) => ({ ...part, lines: shortened(part.lines, shown.get(part) ?? 0) }));
}

function shortened(lines: Line[], count: number): Line[] {
  if (count >= lines.length || count === 0) return lines.slice(0, count);
  return [...lines.slice(0, count - 1), [piece(`… ${lines.length - count + 1} more`, "dim")]];
}

function headline({ serviceName, cluster, stack, now }: LiveState, columns: number): Line {
  const left = `${serviceName} in ${cluster} (stack ${stack})`;
  const right = second(new Date(now)).slice(11);
  const gap = columns - left.length - right.length;
  return gap < 2 ? [piece(left, "bold")] : [piece(left, "bold"), piece(" ".repeat(gap)), piece(right, "dim")];
}

function verdict(state: LiveState): Line[] {
  const [first, ...others] = problemsOf(state);
  const trouble: Line[] = state.trouble === undefined ? [] : [[piece(state.trouble, "yellow")]];
  const main = mainLine(state, first);
  const isTold = main.some(({ text }) => text === first || text === fine);
  const all = isTold ? others : [first, ...others].filter((problem) => problem !== undefined);
  // While it is under way they only say what is shown below.
  const rest = isUnderWay(latestOf(state)) ? [] : all;
  const now: Line[] = !isTold && isFine(state) ? [[piece(`what runs now is ${fine}`, "green")]] : [];
  return [...trouble, main, ...now, ...rest.map((problem): Line => [piece(problem)])];
}

const fine = "fine: all tasks run, healthy, of one revision";

function mainLine(state: LiveState, problem: string | undefined): Line {
  const latest = latestOf(state);
  const since = latest?.startedAt === undefined ? "" : ` for ${duration(state.now - latest.startedAt)}`;
  const name = revisionOf(state) ?? latest?.id ?? "";
  switch (latest?.outcome) {
    case "under way":
      return [piece(`${name} is being rolled out${since}`, ["bold", "cyan"])];
    case "rolling back":
      return [piece(`${name} is being rolled back`, ["bold", "red"]), piece(reasonOf(latest.reason))];
    case "rolled back":
      return [piece(`${name} was rolled back`, ["bold", "red"]), piece(reasonOf(latest.reason))];
    case "failed":
    case "stopped":
      return [
        piece(`the rollout of ${name} ${latest.outcome === "failed" ? "failed" : "was stopped"}`, ["bold", "red"]),
      ];
    case "complete":
    case undefined:
  }
  if (isFine(state)) return [piece(fine, ["bold", "green"])];
  return problem === undefined
    ? [piece("not all of it is known", "yellow")]
    : [piece(problem, ["bold", state.service === undefined ? "yellow" : "red"])];
}

const reasonOf = (reason: string | undefined) => (reason === undefined ? "" : `: ${reason}`);

/** Of the latest deployment, as far as something still names it. */
function revisionOf(state: LiveState): string | undefined {
  const { id } = latestOf(state) ?? {};
  const arn =
    state.service?.deployments.find((deployment) => deployment.id === id)?.revisionArn ??
    [...(state.details?.stopped ?? []), ...(state.details?.tasks ?? [])].find(({ startedBy }) => startedBy === id)
      ?.revisionArn;
  return arn === undefined ? undefined : revisionName(arn);
}
