import { z } from "zod";
import { formatPath, removeCommand } from "./commands";
import { anyText, map, programText, type Field } from "./fields";
import { readFields, readKey, readRequired } from "./readFields";
import { isImageReference } from "./readImage";
import { isSecretName } from "./readSecrets";
import type { Report } from "./report";
import type { Pins } from "./types";

/** Half a pin pins nothing: what is wrong with it is repaired by taking the whole of it away. */
const takeAway: Field<string>["fix"] = ([pins = "", image = ""]) => removeCommand([pins, image]);

const imageFields = {
  setting: {
    schema: programText.schema,
    allowed: "the value of the setting image that the pin was made for",
    fix: takeAway,
  },
  reference: {
    schema: z.string().refine((text) => isImageReference(text) && text.includes("@sha256:")),
    allowed: "an image by its digest, <repository>@sha256:…",
    fix: takeAway,
  },
};

const secretName: Field<string> = {
  schema: z.string().refine(isSecretName),
  allowed: "the name or the ARN of a secret",
  fix: (path) => removeCommand(path),
};

/** Source for the length: `SecretVersionIdType`, Secrets Manager API reference. */
const versionId: Field<string> = {
  schema: z.string().regex(/^[^:\s]{32,64}$/),
  allowed: "the id of a version of that secret",
  fix: (path) => removeCommand(path),
  isPrivate: true,
};

const pinsFields = { image: map, secrets: map, from: anyText };

export function readPins(given: Record<string, unknown>, report: Report): Pins {
  const pins = readFields(pinsFields, given, ["pins"], report);
  const secrets = Object.entries(pins.secrets ?? {}).flatMap(([name, version]) => {
    const path = ["pins", "secrets", name];
    if (!readKey(secretName, path, report)) return [];
    const id = readRequired(versionId, version, path, report);
    return id === undefined ? [] : [[name, id] as const];
  });
  return {
    image: readImagePin(pins.image ?? {}, report),
    secrets: Object.fromEntries(secrets),
    from: pins.from,
  };
}

function readImagePin(given: Record<string, unknown>, report: Report): Pins["image"] {
  if (Object.keys(given).length === 0) return undefined;
  const path = ["pins", "image"];
  const read = readFields(imageFields, given, path, report);
  for (const [field, { allowed, fix }] of Object.entries(imageFields)) {
    const place = [...path, field];
    if (given[field] === undefined) report.invalid(place, undefined, { allowed, fix: fix(place, undefined) });
  }
  const { setting, reference } = read;
  return setting === undefined || reference === undefined ? undefined : { setting, reference };
}

const revision = /^(?:arn:[^/\s]+\/|task-definition\/)?([A-Za-z0-9_-]{1,255}:[1-9]\d{0,9})$/;

/** `family:number`, also out of an ARN; undefined for none. A family of somebody else's is refused. */
export function readPinnedRevision(given: string, family: string, report: Report): string | undefined {
  if (given === "") return undefined;
  const path = ["pinnedRevision"];
  const name = revision.exec(given)?.[1];
  const fix = removeCommand(path);
  if (name === undefined) report.invalid(path, given, { allowed: `a revision like ${family}:3`, fix });
  else if (!name.startsWith(`${family}:`)) {
    report.problem(
      path,
      `${formatPath(path)} ${name} is of another family than the stack's: use a revision of ${family} (${fix})`,
    );
  }
  return name;
}
