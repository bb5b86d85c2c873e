import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { SettingsError, type StackConfig } from "../../../settings";
import type { Settings } from "../../../settings/types";
import { tagMap, type Live } from "../live/live";
import { commentsOf, notesOf } from "./comments";
import { containerFields, sidecarFields, sidecarStep, stepsOf } from "./containerSteps";
import { deviations, ownTags } from "./described";
import { hasSecureForm, rawValue, settingsOf, taken, type Given, type Step, type Target } from "./given";
import { identity } from "./identity";
import { keptSettings } from "./kept";
import { loggingOf, type Logging } from "./logging";
import { lostTexts } from "./lostText";
import { mainFirst } from "./mainContainer";
import { overridden } from "./overriding";
import { refusals } from "./refusals";
import { isPinnedToCurrent, secretsSetting } from "./secrets";
import { serviceSteps, taskSteps } from "./serviceSteps";
import { inWords } from "./words";

/** What a stack has to say to describe a live service. */
export interface Description {
  /** Why it cannot be taken over, a sentence each; when there are some, nothing is to be changed, and the rest says what would be. */
  refusals: string[];
  /** Settings that are not their defaults, by qualified key, in the order of `Pulumi.yaml`, as the program finds them. */
  config: Record<string, string>;
  /** All settings, likewise. */
  values: Record<string, string>;
  /** For those of `config` that need a word, by qualified key. */
  comments: Record<string, string>;
  /** What whoever adopts should know, a sentence each. */
  notes: string[];
}

/**
 * The config with which the program describes exactly what runs. What no setting can say is carried over in `overrides`; what
 * has no place there is a refusal, so that nothing of the live service is lost silently. Pure.
 * @param present the stack's config as it is: what it says of no live service is kept.
 */
export function describeLive(live: Live, present: StackConfig, defaults: Record<string, string>): Description {
  const { project, stack } = present;
  const target: Target = { project, stack, defaults };
  const refused = refusals(live);
  const containers = mainFirst(live.revision, live.service);
  try {
    const said = describe(live, containers, target);
    const left = deviations(settingsOf(said, target), live)
      .filter(({ field }) => field !== "networkMode")
      .map(inWords);
    const secure = hasSecureForm(said)
      ? ["something that runs is written like an encrypted value of Pulumi's, {secure: …}"]
      : [];
    const given = { ...said, ...keptSettings(said, present, live) };
    return {
      refusals: [...refused, ...left, ...secure, ...lostTexts(said)],
      ...written(given, target),
      comments: commentsOf(given, project),
      notes: notesOf(live, given),
    };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { refusals: [...refused, ...error.problems], config: {}, values: {}, comments: {}, notes: [] };
  }
}

type Containers = [ContainerDefinition, ...ContainerDefinition[]];

function describe(live: Live, containers: Containers, target: Target): Given {
  const logging = loggingOf(containers, live.place.region);
  const start = { ...identity(live, containers, logging, target), ...logSettings(logging, live) };
  const inSettings = taken(start, steps(live, containers, settingsOf(start, target)), target);
  return overridden(inSettings, deviations(settingsOf(inSettings, target), live), containers[0].name ?? "");
}

function logSettings(logging: Logging | undefined, { logGroup }: Live): Given {
  if (logging === undefined) return { logGroupMode: "none" };
  return { logStreamPrefix: logging.streamPrefix, ...(logGroup && { logRetentionDays: logGroup.retentionDays }) };
}

function steps(live: Live, [main, ...others]: Containers, { names }: Settings): Step[] {
  const all = [main, ...others];
  const byVersion = isPinnedToCurrent(all, live.secrets);
  const secretsOf = (container: ContainerDefinition) =>
    secretsSetting(container, live.secrets, names.secret, byVersion);
  const hasLabels = all.some(({ dockerLabels = {} }) =>
    Object.keys(dockerLabels).some((label) => label.startsWith("secret-version/")),
  );
  return [
    ...taskSteps(live.revision),
    ...(byVersion ? [(given: Given) => ({ ...given, pinSecretVersions: true })] : []),
    ...(hasLabels ? [] : [(given: Given) => ({ ...given, secretVersionLabels: false })]),
    ...stepsOf(containerFields(main, secretsOf(main))),
    ...others.map(sidecarStep),
    ...others.flatMap((container) => stepsOf(sidecarFields(container, secretsOf(container)), container.name)),
    ...serviceSteps(live.service, main, ownTags(tagMap(live.service.tags))),
  ];
}

function written(given: Given, { project, defaults }: Target): Pick<Description, "config" | "values"> {
  const own = Object.keys(defaults).filter((key) => key.startsWith(`${project}:`));
  const values = own.map((key) => {
    const name = key.slice(project.length + 1);
    return [key, Object.hasOwn(given, name) ? rawValue(given[name]) : (defaults[key] ?? "")] as const;
  });
  return {
    config: Object.fromEntries(values.filter(([key, value]) => value !== defaults[key])),
    values: Object.fromEntries(values),
  };
}
