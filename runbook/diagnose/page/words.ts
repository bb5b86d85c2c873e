import type { DiagnoseDocument } from "../../documents/diagnose";

export type Tone = "good" | "fair" | "bad";

/** How the state of a diagnosis is to be taken. */
export const toneOf = (state: DiagnoseDocument["state"]): Tone => {
  if (state === "well") return "good";
  return state === "under way" || state === "not known" || state === "unsteady" ? "fair" : "bad";
};

/** Of a time in ISO 8601. */
export const clockTime = (iso: string): string => iso.slice(11, 19);

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

/** The beginning of a task's id. */
export const short = (task: string): string => task.slice(0, 8);
