import { describePlace } from "../../account/existing";
import type { Answer } from "../answer";
import type { CommonOptions } from "../command";
import type { SecretsDocument } from "../documents/secrets";
import { exitCodes } from "../exitCodes";
import { openApp } from "../openStack";
import type { Surroundings } from "../surroundings";
import { columns } from "../text/columns";
import { readAppSecret } from "./appSecret";
import { keysOf, unsetKeys } from "./keys";

/** The keys of the app's secret, and what the stack does with them; never a value. */
export async function runList(surroundings: Surroundings, options: CommonOptions): Promise<Answer> {
  const stack = openApp(surroundings, options.stack);
  const place = describePlace(await stack.place());
  const secret = await readAppSecret(stack);
  const { name, versionId } = secret;
  const keys = keysOf(stack.settings, secret);
  const unset = unsetKeys(keys);
  const document: SecretsDocument = { stack: stack.name, secret: name, outcome: "listed", versionId, keys };
  const rows = keys.map(({ key, state, variables }) => [key, state, variables.join(", ")]);
  return {
    exitCode: unset.length === 0 ? exitCodes.fine : exitCodes.notFine,
    document,
    text: [
      `secret "${name}" in ${place}, ${versionId === undefined ? "without any value yet" : `version ${versionId}`}${keys.length === 0 ? ": no keys" : ""}`,
      ...(keys.length === 0 ? [] : [columns([["KEY", "STATE", "GIVEN TO"], ...rows])]),
      ...unset.map(({ key }) => `to be set before an update: ${key} (npm run secrets -- set ${key})`),
    ].join("\n"),
  };
}
