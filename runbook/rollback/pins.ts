import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { digestOf } from "../../account/imageReference";
import type { Pins } from "../../settings/types";

/** Image of the main container of a revision; the first one's where none has the name. */
export function mainImage(containers: ContainerDefinition[], name: string): string | undefined {
  return (containers.find((container) => container.name === name) ?? containers[0])?.image;
}

/** `<repository URI>@<digest>`; undefined when the digest is not known. `remembered` is ECS's, for a revision that names a tag. */
export function exactImage(reference: string, remembered: string | undefined): string | undefined {
  if (digestOf(reference) !== undefined) return reference;
  return remembered === undefined ? undefined : `${reference.replace(/:[^/:]+$/, "")}@${remembered}`;
}

/**
 * The pin that brings an exact image back; undefined where the setting leads to it anyway, so that it goes on being followed.
 * `followed` is the digest that the setting stands for now, undefined when it stands for none any more.
 */
export function imagePin(setting: string, exact: string, followed: string | undefined): Pins["image"] {
  return digestOf(exact) === followed ? undefined : { setting, reference: exact };
}

/** Which version of a secret a revision was made with. */
export interface SecretVersion {
  secret: string;
  versionId: string;
}

const labelPrefix = "secret-version/";

export const isVersionLabel = (label: string): boolean => label.startsWith(labelPrefix);

/** By the labels that the program gives each container. */
export function secretVersions(containers: ContainerDefinition[]): SecretVersion[] {
  const labels = containers.flatMap(({ dockerLabels = {} }) => Object.entries(dockerLabels));
  const versions = labels.flatMap(([label, versionId]) =>
    isVersionLabel(label) ? [[label.slice(labelPrefix.length), versionId] as const] : [],
  );
  return Object.entries(Object.fromEntries(versions))
    .map(([secret, versionId]) => ({ secret, versionId }))
    .sort((one, other) => (one.secret < other.secret ? -1 : 1));
}

/** A secret whose current version is not the one that the update to go back to had. */
export interface ChangedSecret {
  secret: string;
  then: string;
  now: string;
}

/** `current`: version ids by name. Secrets that are no longer there are the preflight's to tell. */
export function changedSecrets(then: SecretVersion[], current: Record<string, string>): ChangedSecret[] {
  return then.flatMap(({ secret, versionId }) => {
    const now = current[secret];
    return now === undefined || now === versionId ? [] : [{ secret, then: versionId, now }];
  });
}

/** The value of the setting `pins`; undefined: there is nothing to pin. */
export function pinsValue(image: Pins["image"], secrets: ChangedSecret[], from: string): string | undefined {
  if (image === undefined && secrets.length === 0) return undefined;
  return JSON.stringify({
    ...(image && { image }),
    ...(secrets.length > 0 && { secrets: Object.fromEntries(secrets.map(({ secret, then }) => [secret, then])) }),
    from,
  });
}
