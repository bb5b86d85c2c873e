import { isCredential } from "./credentials";
import { formatPath, type SettingPath } from "./commands";

/** Collects what is wrong with the settings, so that all of it is told at once. */
export class Report {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  private readonly reported: SettingPath[] = [];

  problem(path: SettingPath, text: string): void {
    this.reported.push(path);
    this.problems.push(text);
  }

  /** `allowed` completes "use …", `fix` is the command (or commands) that repair it. */
  invalid(path: SettingPath, given: unknown, { allowed, fix }: { allowed: string; fix: string }): void {
    this.problem(path, `${formatPath(path)} ${show(given)} is not valid: use ${allowed} (${fix})`);
  }

  warning(text: string): void {
    this.warnings.push(text);
  }

  /** Something at this place, inside it or around it is already reported: what follows from it need not be. */
  mentions(...path: SettingPath): boolean {
    return this.reported.some((other) => other.every((part, index) => index >= path.length || part === path[index]));
  }
}

/** Stands for a value that may be a credential and is never shown. */
export const hidden = Symbol("hidden");

const longestShown = 60;

function show(given: unknown): string {
  if (given === hidden || isCredential(given)) return "(value not shown)";
  if (given === undefined || given === null || given === "") return "(empty)";
  const text = typeof given === "string" ? given : JSON.stringify(given);
  if (text.startsWith("[")) return "(a list)";
  if (text.startsWith("{")) return "(a map)";
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return /^[\w./:@%+-]+$/.test(cut) ? cut : JSON.stringify(cut);
}
