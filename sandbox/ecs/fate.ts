import type { ContainerBehaviour } from "./behaviour";
import { durations } from "./durations";

/** What becomes of one container, decided when it is created; seconds are AWS seconds since its start. */
export interface Fate {
  startLog: string[];
  ending?: Ending;
  healthCheck: ContainerBehaviour["healthCheck"];
  target: ContainerBehaviour["target"];
  ignoresSigterm: boolean;
}

export interface Ending {
  afterSeconds: number;
  exitCode: number;
  reason?: string;
  log: string[];
}

/** What the task gives the container. */
export interface Surroundings {
  architecture: "X86_64" | "ARM64";
  /** MiB; undefined: not limited. */
  memoryLimitMiB?: number;
  /** Names of the variables it has, from the environment and from secrets. */
  variables: Set<string>;
  /** The command, when it is not the image's own. */
  command?: string[];
  /** Whether that command was given for this one task (RunTask). */
  commandIsOverride: boolean;
}

/** Puts an image's behaviour and a task's settings together. */
export function fateOf(image: ContainerBehaviour, surroundings: Surroundings): Fate {
  const behaviour = underCommand(image, surroundings);
  return {
    startLog: behaviour.startLog ?? [],
    ending: earliest(endings(behaviour, surroundings)),
    healthCheck: behaviour.healthCheck,
    target: behaviour.target,
    ignoresSigterm: behaviour.ignoresSigterm ?? false,
  };
}

/** A command the image does not describe changes nothing in a service, but as a one-off task it does its work and ends. */
function underCommand(image: ContainerBehaviour, { command, commandIsOverride }: Surroundings): ContainerBehaviour {
  if (command === undefined || command.length === 0) return image;
  const described = image.commands?.[command.join(" ")];
  if (described) return { architecture: image.architecture, ...described };
  return commandIsOverride ? { ...image, exit: { code: 0, afterSeconds: 5 } } : image;
}

function* endings(behaviour: ContainerBehaviour, surroundings: Surroundings): Generator<Ending> {
  const { architecture, needsEnvironment = [], needsMemoryMiB, exit } = behaviour;
  if (architecture !== undefined && architecture !== surroundings.architecture)
    yield { afterSeconds: durations.execFormatError, exitCode: 255, log: ["exec /app: exec format error"] };
  const missing = needsEnvironment.filter((name) => !surroundings.variables.has(name));
  if (missing.length > 0)
    yield {
      afterSeconds: durations.missingEnvironment,
      exitCode: 1,
      log: missing.map((name) => `Error: environment variable ${name} is not set`),
    };
  if (needsMemoryMiB !== undefined && needsMemoryMiB > (surroundings.memoryLimitMiB ?? Infinity))
    yield {
      afterSeconds: durations.outOfMemory,
      exitCode: 137,
      reason: "OutOfMemoryError: Container killed due to memory usage",
      log: [],
    };
  if (exit) yield { afterSeconds: exit.afterSeconds, exitCode: exit.code, log: exit.log ?? [] };
}

function earliest(endings: Iterable<Ending>): Ending | undefined {
  let first: Ending | undefined;
  for (const ending of endings) if (first === undefined || ending.afterSeconds < first.afterSeconds) first = ending;
  return first;
}
