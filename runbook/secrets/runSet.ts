import { describePlace } from "../../account/existing";
import { isCredential } from "../../settings/credentials";
import { parsed } from "../../settings/fields";
import { nearestName } from "../../settings/nearest";
import type { Answer } from "../answer";
import type { ChangeOptions } from "../command";
import { confirm } from "../confirm";
import type { SecretKey, SecretsDocument } from "../documents/secrets";
import { exitCodes } from "../exitCodes";
import { openApp, type OpenStack } from "../openStack";
import type { Surroundings } from "../surroundings";
import { UsageError } from "../usageError";
import { readAppSecret, refuseOtherThanTexts, setKey, type AppSecret } from "./appSecret";
import { effectOf, keysOf, stateOf, unsetKeys } from "./keys";
import { valueOf } from "./value";

/** Sets one key of the app's secret to a value that is read unseen. */
export async function runSet(surroundings: Surroundings, options: ChangeOptions, words: string[]): Promise<Answer> {
  const key = keyIn(words);
  const stack = openApp(surroundings, options.stack);
  const place = describePlace(await stack.place());
  const secret = await readAppSecret(stack);
  refuseOtherThanTexts(secret);

  const what = `key ${key} of secret "${secret.name}"`;
  const answer = (outcome: SecretsDocument["outcome"], text: string, now: AppSecret = secret): Answer => {
    const keys = keysOf(stack.settings, now);
    const document = { stack: stack.name, secret: now.name, outcome, key, versionId: now.versionId, keys };
    return { exitCode: exitCodeOf[outcome], document: document satisfies SecretsDocument, text };
  };
  if (options.dryRun === true)
    return answer("planned", `would set ${what} in ${place}, ${known[stateOf(secret, key)]}`);
  if (!(await isMeant(surroundings, options, key, keysOf(stack.settings, secret))))
    return answer("declined", "Nothing was changed.");

  const bytes = await surroundings.readUnseen(`value of ${what} in ${place} (not shown): `);
  if (bytes === undefined) return answer("interrupted", "Nothing was changed.");
  const value = valueOf(bytes);
  if (secret.values[key] === value) return answer("unchanged", `${what} has this value already. Nothing was changed.`);

  const after = await setKey(stack, secret, key, value);
  const keys = keysOf(stack.settings, after);
  const up = options.stack === undefined ? "pulumi up" : `pulumi up --stack ${options.stack}`;
  const own = keys.find((each) => each.key === key);
  const text = [
    `${what} in ${place} is set (version ${after.versionId})`,
    ...(own === undefined ? [] : [effectOf({ settings: stack.settings, given: givenSecrets(stack), up }, secret, own)]),
    ...unsetKeys(keys).map((each) => `still to be set: ${each.key} (npm run secrets -- set ${each.key})`),
  ].join("\n");
  return answer("set", text, after);
}

const givenSecrets = ({ config: { project, values } }: OpenStack) => parsed(values[`${project}:secrets`]);

const exitCodeOf: Record<SecretsDocument["outcome"], number> = {
  listed: exitCodes.fine,
  planned: exitCodes.fine,
  declined: exitCodes.notFine,
  interrupted: exitCodes.interrupted,
  unchanged: exitCodes.fine,
  set: exitCodes.fine,
};

const known: Record<SecretKey["state"], string> = {
  set: "in place of the value that it has",
  placeholder: "in place of its placeholder",
  missing: "which it does not have yet",
};

/** Nothing of what was typed is repeated where it may be the value. */
function keyIn([key, ...more]: string[]): string {
  if (key === undefined) throw new UsageError("which key is to be set is missing: npm run secrets -- set KEY");
  if (more.length > 0 || key.includes("=") || key.startsWith("-") || isCredential(key)) {
    throw new UsageError(
      "secrets set takes the name of a key and nothing else: the value is never an argument, since the list of processes and the shell's " +
        "history would have it. Leave it out to be asked for it, or pipe it in (npm run -s secrets -- set KEY < file). If it was the " +
        "value that you typed, it is known there now: set another one. Nothing was changed.",
    );
  }
  if (!/^[^:\s]+$/.test(key)) {
    throw new UsageError(
      "a key of the secret has neither blanks nor colons: ECS could not refer to it. Nothing was changed.",
    );
  }
  return key;
}

/** A key that is in use nowhere may be a new one, or a slip. */
async function isMeant(
  surroundings: Surroundings,
  options: ChangeOptions,
  key: string,
  keys: SecretKey[],
): Promise<boolean> {
  if (keys.some((each) => each.key === key)) return true;
  const nearest = nearestName(
    key,
    keys.map((each) => each.key),
  );
  if (nearest === undefined || options.yes === true) return true;
  const doubt = `neither the secret nor the setting secrets has a key ${key}: was ${nearest} meant?`;
  if (!surroundings.isTerminal) throw new UsageError(`${doubt} Nothing was changed; --yes makes ${key} a new key.`);
  return confirm(surroundings, options, `${doubt} Make ${key} a new key all the same?`);
}
