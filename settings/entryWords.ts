import { appWide, declared } from "./declared";
import { parsed } from "./fields";
import { isMap } from "./merging";

/** An entry of `services`. */
export interface Entry {
  key: string;
  /** What it says, as it stands there. */
  entry: Record<string, unknown>;
}

const ofEntry = Object.keys(declared).filter((setting) => !appWide.includes(setting));

/** Commands of the runbook that are about one service. */
const serviceCommands = [
  ...["status", "diff", "render", "preflight", "revisions", "rollback", "redeploy", "abort", "diagnose", "logs", "run"],
  ...["prune", "rightsize"],
];

/** Whether the setting that a problem begins with stands in the entry itself. */
export const isAboutEntry = (problem: string, { entry }: Entry): boolean => {
  const [, setting, key] = /^(\w+)(?:\.([^.[\s]+))?/.exec(problem) ?? [];
  return setting !== undefined && ofEntry.includes(setting) && hasOwn(entry, setting, key);
};

/** Maps are merged with those outside: a key of one that the entry has may stand there. */
function hasOwn(entry: Entry["entry"], setting: string, key: string | undefined): boolean {
  if (!Object.hasOwn(entry, setting)) return false;
  const value = parsed(entry[setting]);
  return key === undefined || !isMap(value) || Object.hasOwn(value, key);
}

/** A problem of a service's settings, with the place where it stands and the commands that repair it there. */
export const problemInEntry = (problem: string, entry: Entry): string =>
  `services.${entry.key}${isAboutEntry(problem, entry) ? "." : ": "}${commandsForEntry(problem, entry)}`;

/**
 * A text about one of several services, whose commands change or are about that service alone: `pulumi config set cpu 512` becomes
 * `pulumi config set --path services.web.cpu 512`, and `npm run status` becomes `npm run status -- --service web`. What stands
 * outside the entries only is taken away there.
 */
export function commandsForEntry(text: string, { key, entry }: Entry): string {
  const config =
    /pulumi config (set|rm) (?:--path )?(--plaintext )?(-- )?('?)([A-Za-z]+)(?![\w:-])(?=(?:\.([^.[\s'),;]+))?)/g;
  const runbook = /npm run (runbook -- )?(\w+)( --)?(?![\w:-])/g;
  return text
    .replaceAll(
      config,
      (whole, verb: string, plain = "", dashes = "", quote: string, setting: string, inner?: string) => {
        if (!ofEntry.includes(setting) || (verb === "rm" && !hasOwn(entry, setting, inner))) return whole;
        return `pulumi config ${verb} --path ${plain}${dashes}${quote}services.${key}.${setting}`;
      },
    )
    .replaceAll(runbook, (whole, via: string | undefined, command: string, dashes: string | undefined) => {
      if (!serviceCommands.includes(command)) return whole;
      return `npm run ${via ?? ""}${command}${via === undefined ? " --" : (dashes ?? "")} --service ${key}`;
    });
}
