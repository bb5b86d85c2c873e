import { setCommand } from "../../settings/commands";
import type { FargateSize, Settings } from "../../settings/types";
import type { RightsizeDocument } from "../documents/rightsize";
import { candidates, fits, isSameSize, recommended } from "./candidates";
import { amountOf, hoursOf, mayBeAtRest } from "./enough";
import { notesOn } from "./notes";
import type { Observed } from "./observed";
import { monthly, type UnitPrices } from "./price";
import type { Point } from "./series";
import { loadOf, sum } from "./utilisation";
import type { Wishes } from "./wishes";

export interface Described {
  stack: string;
  settings: Pick<Settings, "size" | "autoscaling">;
  observed: Observed;
  wishes: Pick<Wishes, "headroomPercent" | "prices">;
  /** For example `account 123456789012, region us-west-2`. */
  where: string;
}

/** What can be said of the service's size. */
export function describe({ stack, settings, observed, wishes, where }: Described): RightsizeDocument {
  const { points, size, window } = observed;
  const amount = amountOf(points, window, mayBeAtRest(settings.autoscaling));
  const load = points.length === 0 ? undefined : loadOf(points, size);
  const tasks = points.length === 0 ? undefined : tasksOf(points);
  const lack = amount.points < amount.needed ? tooLittle(observed, amount, where) : undefined;
  const all = load === undefined || lack !== undefined ? [] : candidates(load, { ...wishes, ...observed });
  const best = recommended(all, wishes.prices);
  const isRight = best !== undefined && isSameSize(best, size);
  return {
    stack,
    service: observed.service,
    cluster: observed.cluster,
    revision: observed.revision,
    present: size,
    isRight,
    problem: lack ?? (best === undefined ? noneFits(wishes) : null),
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    ...amount,
    headroomPercent: wishes.headroomPercent,
    tasks: tasks ?? null,
    cpu: load?.cpu ?? null,
    memory: load?.memory ?? null,
    sizes: all.map((candidate) => ({
      cpu: candidate.cpu,
      memoryMiB: candidate.memoryMiB,
      cpuPercent: candidate.cpuUse,
      memoryPercent: candidate.memoryUse,
      fits: fits(candidate),
      reasons: candidate.shortages.map(({ why }) => why),
      monthlyDifference: wishes.prices === undefined ? null : difference(candidate, size, wishes.prices, tasks),
    })),
    recommended: best === undefined ? null : { cpu: best.cpu, memoryMiB: best.memoryMiB },
    commands: best === undefined || isRight ? [] : switching(best, settings.size),
    notes: notesOn({ observed, settings, load, best }),
  };
}

function tasksOf(points: Point[]): NonNullable<RightsizeDocument["tasks"]> {
  const counts = points.map(({ tasks }) => tasks).toSorted((a, b) => a - b);
  return { average: sum(counts) / counts.length, min: counts[0] ?? 0, max: counts.at(-1) ?? 0 };
}

const difference = (candidate: FargateSize, present: FargateSize, prices: UnitPrices, tasks = { average: 0 }) =>
  (monthly(candidate, prices) - monthly(present, prices)) * tasks.average;

/** Only what the stack does not ask for already. */
const switching = (best: FargateSize, asked: FargateSize): string[] => [
  ...(best.cpu === asked.cpu ? [] : [setCommand(["cpu"], best.cpu)]),
  ...(best.memoryMiB === asked.memoryMiB ? [] : [setCommand(["memory"], best.memoryMiB)]),
  "pulumi up",
];

const noneFits = ({ headroomPercent }: Pick<Wishes, "headroomPercent">) =>
  `no size of Fargate would have carried the load with ${headroomPercent} % of headroom: use more tasks, or less --headroom`;

/** Periods after which a service has its first values at the latest. */
const firstValuesAfter = 3;

type Amount = ReturnType<typeof amountOf>;

function tooLittle({ since, points, runningTasks, service, cluster }: Observed, amount: Amount, where: string): string {
  const needed = `needed are those of ${hoursOf(amount.needed)}, nine tenths of a day or of the time that is looked at`;
  if (since.kind === "not yet") {
    return (
      "there is no data of the present size alone: by what ECS remembers of its deployments, not all tasks have it yet " +
      `(npm run status); ${needed}`
    );
  }
  if (points.length > 0) {
    const missing = `there are values of ${hoursOf(amount.points)} out of ${hoursOf(amount.expected)}`;
    return `there is too little data to tell: ${missing}, and ${needed}`;
  }
  const none = `CloudWatch has no data of service ${service} in cluster ${cluster}, ${where}, of the ${hoursOf(amount.expected)} that were looked at`;
  if (runningTasks === 0) return `${none}: no task runs (npm run status)`;
  if (amount.expected <= firstValuesAfter) return `${none}: the present size has only just been rolled out; ${needed}`;
  return `${none}, though it has tasks: each of them should give a value a minute; ${needed}`;
}
