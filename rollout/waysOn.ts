import type { ContainerLogs } from "./lastLogs";
import { taskId } from "./observation";

/** A command that goes on from trouble. */
export interface WayOn {
  /** For example `to go back`. */
  purpose: string;
  command: string;
}

/** The beginning of a task's id: enough to tell it from others. */
export const shortTaskId = (arn: string): string => taskId(arn).slice(0, 8);

/** ECS forgets a stopped task after about an hour; it may have run before that. */
const longEnough = "2h";

/** `npm run <script>`, for a stack that was named or for the one that is found without a name. */
export function npmRun(script: string, options: string[] = [], stack?: string): string {
  const all = [...(stack === undefined ? [] : ["--stack", stack]), ...options];
  return ["npm run", script, ...(all.length === 0 ? [] : ["--", ...all])].join(" ");
}

/** All that the failed container wrote. */
export const toItsLogs = (logs: ContainerLogs | undefined, stack?: string): WayOn[] =>
  logs === undefined
    ? []
    : [
        {
          purpose: "its logs",
          command: npmRun("logs", ["--task", shortTaskId(logs.taskArn), "--since", longEnough], stack),
        },
      ];

/** What can be done about a deployment, where there is something to go back to. */
export const toGoBack = (isUnderWay: boolean, stack?: string): WayOn[] => [
  ...(isUnderWay ? [{ purpose: "to stop it", command: npmRun("abort", [], stack) }] : []),
  { purpose: "to go back", command: npmRun("rollback", [], stack) },
];

export const wayLine = ({ purpose, command }: WayOn): string => `  ${purpose}: ${command}`;
