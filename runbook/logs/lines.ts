import type { Writable } from "node:stream";
import { withoutControls } from "../../rollout/shorten";
import { colourFor } from "../text/colour";
import type { LogEvent } from "./reader";

const colours = ["cyan", "green", "magenta", "yellow", "blue"] as const;

/** Gives each event its lines: `time task/container message`, in a colour for each task. */
export function lineWriter(stdout: Writable): (event: LogEvent) => string {
  const inColour = colourFor(stdout);
  const colourOf = new Map<string, (typeof colours)[number]>();
  return ({ time, task, container, message }) => {
    const colour = colourOf.get(task) ?? colours[colourOf.size % colours.length] ?? "cyan";
    colourOf.set(task, colour);
    const head = `${new Date(time).toISOString()} ${inColour(colour, `${task.slice(0, 8)}/${container}`)}`;
    const lines = message.replace(/\r?\n$/, "").split(/\r?\n/);
    return lines.map((line) => `${head} ${withoutControls(line)}\n`).join("");
  };
}
