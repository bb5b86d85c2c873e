import { randomUUID } from "node:crypto";
import { describePlace } from "../../account/existing";
import { wordsOfFailedCall } from "../../account/askedFor";
import { lookUpSecretItself } from "../../account/lookups/secrets";
import { AccountProblem, errorCode, isDenied } from "../../account/problem";
import { setCommand } from "../../settings/commands";
import type { OpenStack } from "../openStack";

/** The app's secret with what it holds. Its values stay in memory: they are neither printed nor put into errors. */
export interface AppSecret {
  name: string;
  arn: string;
  /** Of the version that was current when it was read; undefined: it has no value yet. */
  versionId?: string;
  values: Record<string, unknown>;
}

type Opened = Pick<OpenStack, "settings" | "clients" | "place">;

/** Reads the current version of the secret that the stack's bare keys belong to. */
export async function readAppSecret({ settings, clients, place }: Opened): Promise<AppSecret> {
  const where = describePlace(await place());
  const { name, arn, currentVersionId } = await lookUpSecretItself(clients, settings.names.secret, () =>
    Promise.resolve(where),
  ).catch(orFoundation);
  if (currentVersionId === undefined) return { name, arn, values: {} };
  const client = await clients.secretsManager();
  const { SecretString, VersionId } = await client.getSecretValue({ SecretId: arn }).catch((error: unknown) => {
    throw new AccountProblem(`secret "${name}" cannot be read: ${wordsOf(error)}. Nothing was changed.`, true);
  });
  const values = objectIn(SecretString);
  if (values === undefined || VersionId === undefined)
    throw new AccountProblem(
      `secret "${name}" in ${where} is not a JSON object, of which a key could be set: make it one (aws secretsmanager ` +
        `put-secret-value --secret-id ${name} --secret-string file://whole-value.json), or name another one ` +
        `(${setCommand(["secret"], "<name>")}). Nothing was changed.`,
    );
  return { name, arn, versionId: VersionId, values };
}

/** How often a change starts again since somebody else has changed the secret meanwhile. */
const mostAttempts = 5;

/**
 * Sets a key and gives the secret as it is now. What others write meanwhile is kept: the new version has a label of
 * its own first, and AWS makes it the current one only if the version that was read still is. Source: `RemoveFromVersionId` of
 * `UpdateSecretVersionStage`, Secrets Manager API reference.
 */
export async function setKey(
  stack: Opened,
  read: AppSecret,
  key: string,
  value: string,
): Promise<AppSecret & { versionId: string }> {
  let before = read;
  for (let attempt = 1; ; attempt++) {
    refuseOtherThanTexts(before);
    const after = { ...before, versionId: randomUUID(), values: { ...before.values, [key]: value } };
    const failure = await replace(stack, before, after);
    if (failure === undefined) return after;
    const now = await readAppSecret(stack).catch(() => {
      throw new AccountProblem(
        `whether secret "${read.name}" was changed is not known: ${failure}. It was if npm run secrets -- list says version ` +
          after.versionId,
        true,
      );
    });
    // The answer may have been lost, and not the call.
    if (now.versionId === after.versionId) return after;
    if (now.versionId === before.versionId)
      throw new AccountProblem(`secret "${read.name}" is as it was: ${failure}`, true);
    if (attempt === mostAttempts)
      throw new AccountProblem(
        `the key was not set: somebody else has changed secret "${read.name}" ${attempt} times meanwhile. Try it again.`,
      );
    before = now;
  }
}

/** Only texts come out of a JSON parser as they went in, and ECS gives containers nothing else. */
export function refuseOtherThanTexts({ name, values }: AppSecret): void {
  const others = Object.keys(values).filter((key) => typeof values[key] !== "string");
  if (others.length === 0) return;
  throw new AccountProblem(
    `secret "${name}" has something else than a text in ${others.sort().join(", ")}, which might not stay as it is when another key ` +
      `is set: make it a text first (aws secretsmanager put-secret-value --secret-id ${name} --secret-string ` +
      "file://whole-value.json). Nothing was changed.",
  );
}

/** Secrets Manager's limit. */
const mostBytes = 65_536;

function textOf(values: Record<string, unknown>): string {
  const text = JSON.stringify(values);
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes) return text;
  throw new AccountProblem(
    `the secret would have ${bytes} bytes with this value, and Secrets Manager holds ${mostBytes}. Nothing was changed.`,
  );
}

/** Puts a version in the place of the one that was read; gives why that was not done, or not answered. */
async function replace(
  { clients }: Opened,
  before: AppSecret,
  { arn: SecretId, versionId, values }: AppSecret & { versionId: string },
): Promise<string | undefined> {
  const SecretString = textOf(values);
  const client = await clients.secretsManager();
  const label = `set-${versionId}`;
  try {
    await client.putSecretValue({ SecretId, ClientRequestToken: versionId, SecretString, VersionStages: [label] });
    await client.updateSecretVersionStage({
      SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: versionId,
      RemoveFromVersionId: before.versionId,
    });
    return undefined;
  } catch (error) {
    return wordsOf(error);
  } finally {
    // Without a label, a version that did not become current is one that AWS deletes.
    await client
      .updateSecretVersionStage({ SecretId, VersionStage: label, RemoveFromVersionId: versionId })
      .catch(() => undefined);
  }
}

/** Not AWS's own words, but for a missing permission: they may quote what was sent, or the answer, and either is the secret. */
const wordsOf = (error: unknown) => (isDenied(error) ? wordsOfFailedCall(error) : `AWS says ${errorCode(error)}`);

function orFoundation(error: unknown): never {
  if (!(error instanceof AccountProblem) || error.isRefusal) throw error;
  throw new AccountProblem(
    `${error.message}; the stack makes a secret that is not there itself with ${setCommand(["foundation", "secret"], "create")} ` +
      "and pulumi up. Nothing was changed.",
  );
}

/** Undefined for anything but a JSON object. What the parser says is dropped, since it quotes the text. */
function objectIn(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? "");
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
