import type { Existing } from "../../account/existing";
import type { FoundImage } from "../../account/lookups/image";
import type { FoundSecret } from "../../account/lookups/secrets";
import { renderTaskDefinition, type TaskDefinition } from "../../components/taskDefinition";
import type { Settings } from "../../settings/types";
import { UsageError } from "../usageError";

/** The revision that the settings ask for, with names in place of what only the account knows. */
export function renderOffline(settings: Settings, region: string | undefined): TaskDefinition {
  if (settings.pinnedRevision !== undefined) {
    throw new UsageError(
      `the service is pinned to revision ${settings.pinnedRevision} as it is, and only ECS knows what is in it ` +
        "(leave --offline out)",
    );
  }
  return renderTaskDefinition(settings, namesOnly(settings, region ?? "<region>"));
}

type Found = Pick<Existing, "place" | "executionRoleArn" | "taskRoleArn" | "image" | "secrets">;

function namesOnly(settings: Settings, region: string): Found {
  const { names } = settings;
  return {
    place: { accountId: "<account>", region, partition: "aws" },
    executionRoleArn: names.executionRole && `<arn of role ${names.executionRole}>`,
    taskRoleArn: names.taskRole && `<arn of role ${names.taskRole}>`,
    image: image(settings),
    secrets: Object.fromEntries(secrets(settings)),
  };
}

function image({ image }: Settings): FoundImage {
  const found = (reference: string) => ({ reference, asked: reference, warnings: [] });
  switch (image.kind) {
    case "tag":
      return found(`${image.repository}:${image.tag}`);
    case "digest":
      return found(`${image.repository}@${image.digest}`);
    case "running":
      return found(`${image.repository}@<digest that runs>`);
    case "reference":
    case "pinned":
      return found(image.reference);
  }
}

function secrets({ container, sidecars }: Settings): [string, FoundSecret][] {
  return [container, ...sidecars]
    .flatMap((each) => each.secrets)
    .flatMap(({ source }) => (source.kind === "secret" ? [source.secret] : []))
    .map((given) => {
      const arn = given.startsWith("arn:") ? given : `<arn of secret ${given}>`;
      const name = nameOfSecret(given);
      return [given, { name, arn, currentVersionId: "<current version>", rotationEnabled: false }];
    });
}

/** Secrets Manager puts six characters behind the name in an ARN. */
const nameOfSecret = (nameOrArn: string) =>
  nameOrArn.startsWith("arn:")
    ? nameOrArn
        .split(":")
        .slice(6)
        .join(":")
        .replace(/-[A-Za-z0-9]{6}$/, "")
    : nameOrArn;
