import type { FargateSize, Settings } from "../../settings/types";
import { minute } from "../text/short";
import { isSameSize } from "./candidates";
import type { Observed } from "./observed";
import type { Load } from "./utilisation";

export interface Noted {
  observed: Observed;
  settings: Pick<Settings, "size" | "autoscaling">;
  load: Load | undefined;
  best: FargateSize | undefined;
}

/** From here on there was not any more to be had. */
const usedUpPercent = 99;

/** What bears on the result, in sentences. */
export function notesOn({ observed, settings, load, best }: Noted): string[] {
  const { size, reserved } = observed;
  return [
    ...sinceNotes(observed),
    ...(load === undefined ? [] : [...usedUp(load), ...scaled(settings.autoscaling)]),
    ...(reserved.cpu === 0 && reserved.memoryMiB === 0
      ? []
      : [
          "containers have cpu or memory of their own, of which CloudWatch may take its percents: then less was used than it says",
        ]),
    ...(best?.cpu === 32768 ? ["cpu 32768 is not offered in every region"] : []),
    ...(isSameSize(settings.size, size)
      ? []
      : [`the stack asks for ${sizeWords(settings.size)}, which is not what runs (pulumi up)`]),
  ];
}

export const sizeWords = ({ cpu, memoryMiB }: FargateSize): string => `cpu ${cpu} and memory ${memoryMiB} MiB`;

function sinceNotes({ since, window, isSinceGuessed }: Observed): string[] {
  const guessed = isSinceGuessed
    ? [
        "permission for ecs:ListServiceDeployments or ecs:DescribeServiceRevisions is missing: only data of the present deployment is " +
          "looked at, that of its rollout and of failed ones since among it",
      ]
    : [];
  // Windows begin at whole periods.
  if (since.kind !== "since" || since.time.getTime() <= window.from - 300_000) return guessed;
  return [
    ...guessed,
    `only data since ${minute(since.time)} is looked at, from when on all tasks are known to have had the present size: CloudWatch's ` +
      "percents are of the size that ran at the time",
  ];
}

function usedUp({ cpu, memory }: Load): string[] {
  return [
    ...(cpu.p99 >= usedUpPercent
      ? ["all of the cpu was used at times: how much more would have been is not known, so look again after a change"]
      : []),
    ...(memory.max >= usedUpPercent
      ? ["all of the memory was used: a task that wants more is killed, so look again after a change"]
      : []),
  ];
}

function scaled(autoscaling: Settings["autoscaling"]): string[] {
  if (autoscaling === undefined) return [];
  const followed = [
    ...(autoscaling.cpuPercent === undefined ? [] : [`cpu ${autoscaling.cpuPercent} %`]),
    ...(autoscaling.memoryPercent === undefined ? [] : [`memory ${autoscaling.memoryPercent} %`]),
  ];
  return followed.length === 0
    ? []
    : [
        `autoscaling keeps the service at ${followed.join(" and ")}: with another size it runs another number of tasks instead, so that use ` +
          "and price are not those of the table, which is for the same number",
      ];
}
