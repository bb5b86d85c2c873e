import type { KeyValuePair } from "@aws-sdk/client-ecs";
import { variableName } from "../../../settings/readEnvironment";
import { parseEcrReference } from "../../../account/imageReference";
import type { Live, LiveScaling } from "../live/live";
import { rawValue, type Given } from "./given";
import { mainContainer } from "./mainContainer";

/** A line above a setting in the stack's file, by qualified key. */
export function commentsOf(given: Given, project: string): Record<string, string> {
  const comments: Record<string, string | undefined> = {
    pinImageDigest: given.pinImageDigest === false ? comment.pinImageDigest : undefined,
    secretVersionLabels: given.secretVersionLabels === false ? comment.secretVersionLabels : undefined,
    architecture: given.architecture === "" ? comment.architecture : undefined,
    overrides: given.overrides === undefined ? undefined : comment.overrides,
    protect: comment.protect,
  };
  const entries = Object.entries(comments).flatMap(([name, text]) =>
    text === undefined ? [] : [[`${project}:${name}`, text] as const],
  );
  return Object.fromEntries(entries);
}

const comment = {
  pinImageDigest:
    "As it was adopted, by tag. Turned on (the default), the next update registers the tag's digest: a rollout.",
  secretVersionLabels:
    "As it was adopted, without. Turned on (the default), a rotated secret rolls out; turning it on is a rollout.",
  architecture: "As it was adopted: its task definition names no platform.",
  overrides: "As it was adopted: what no setting says. These take the place of settings of the same meaning.",
  protect: "Pulumi deletes neither the adopted service nor its log group.",
};

export function notesOf(live: Live, given: Given): string[] {
  const { service, revision } = live;
  const { image = "" } = mainContainer(revision, service);
  const stack = service.tags?.find(({ key }) => key === "aws:cloudformation:stack-name")?.value;
  return [
    ...(given.pinImageDigest === false && parseEcrReference(image) !== undefined
      ? [`image ${image} is adopted by its tag: an image that is pushed to it rolls out only once pinImageDigest is on`]
      : []),
    ...(stack === undefined
      ? []
      : [
          `the service belongs to the CloudFormation stack "${stack}", which goes on believing that it is its own: take it out there first`,
        ]),
    ...(given.overrides === undefined
      ? []
      : [
          `carried over in overrides, as no setting says it: ${overriddenNames(given.overrides as Overrides).join(", ")}` +
            oddVariables(given.overrides as Overrides),
        ]),
    ...countNotes(live, given),
  ];
}

/** Who says how many tasks there are. */
function countNotes({ autoscaling, autoscalingUnknown }: Live, { desiredCount }: Given): string[] {
  if (autoscaling !== undefined) return [autoscalingNote(autoscaling)];
  const unknown =
    autoscalingUnknown === undefined ? [] : [`whether something scales it is not known: ${autoscalingUnknown}`];
  if (desiredCount !== undefined) return [...unknown, `desiredCount stays ${rawValue(desiredCount)}, as it runs`];
  return [...unknown, "the number of tasks stays with whoever scales the service: desiredCount is not set"];
}

function autoscalingNote({ min, max, policies, scheduledActions }: LiveScaling): string {
  const named = (what: string, names: string[]) => (names.length === 0 ? [] : [`${what} ${names.join(", ")}`]);
  const by = [...named("policies", policies), ...named("scheduled actions", scheduledActions)];
  return (
    `Application Auto Scaling keeps the service at ${min} to ${max} tasks${by.length === 0 ? "" : ` (${by.join("; ")})`}: all of that stays as it is ` +
    "and does not become the stack's; desiredCount is not set, so that nobody fights over the count"
  );
}

type Overrides = Record<string, Record<string, unknown>>;

/** One variable that the setting does not take keeps all of them out of it. */
function oddVariables({ container }: Overrides): string {
  const variables = (container?.environment ?? []) as KeyValuePair[];
  const odd = variables.map(({ name = "" }) => name).filter((name) => !variableName.schema.safeParse(name).success);
  if (odd.length === 0) return "";
  return ` (all of environment, since the setting takes no variable called ${odd.join(", ")}: ${variableName.allowed})`;
}

const overriddenNames = ({ sidecars = {}, ...children }: Overrides): string[] => [
  ...Object.entries(children).flatMap(([child, fields]) => Object.keys(fields).map((field) => `${child}.${field}`)),
  ...Object.entries(sidecars).flatMap(([name, fields]) =>
    Object.keys(fields as object).map((field) => `${name}.${field}`),
  ),
];
