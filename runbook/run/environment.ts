import { credentialKind } from "../../settings/credentials";
import { UsageError } from "../usageError";

/** `KEY=VALUE` of `--env`; a value that looks like a credential is refused, and not shown. */
export function readEnvironment(given: string[], secretNames: string[]): { name: string; value: string }[] {
  const seen = new Set<string>();
  return given.map((text) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_.-]*)=([^]*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--env ${text.split("=")[0]} has no value: use --env NAME=VALUE`);
    }
    if (seen.has(name)) throw new UsageError(`--env ${name} is given twice: leave one out`);
    seen.add(name);
    if (secretNames.includes(name)) {
      throw new UsageError(`--env ${name} is a secret of the container, which cannot be replaced: leave it out`);
    }
    const kind = credentialKind(name, value);
    if (kind !== undefined) {
      throw new UsageError(
        `--env ${name} looks like ${kind}, and would be readable by all who may see the task: put it in the secret and in the setting secrets`,
      );
    }
    return { name, value };
  });
}
