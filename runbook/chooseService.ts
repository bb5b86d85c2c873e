import type { ServiceOfStack } from "../settings/readServices";
import { oneOf } from "../settings/nearest";
import { UsageError } from "./usageError";

/** The one of a stack's services that a command is about: the one named, or the only one. */
export function chooseService(services: ServiceOfStack[], named: string | undefined): ServiceOfStack {
  const [first] = services;
  const keys = services.flatMap(({ key }) => key ?? []);
  if (named === undefined && services.length === 1 && first !== undefined) return first;
  const chosen = services.find(({ key }) => key === named && key !== undefined);
  if (chosen !== undefined) return chosen;
  if (keys.length === 0) {
    throw new UsageError(
      `--service ${named} names one of several services, and the stack has only one (there is nothing in the setting services): ` +
        "leave it out. Nothing was changed.",
    );
  }
  const use = oneOf(keys.map((key) => `--service ${key}`));
  throw new UsageError(
    named === undefined
      ? `the stack has ${keys.length} services: use ${use}. Nothing was changed.`
      : `the stack has no service ${named}: use ${use}. Nothing was changed.`,
  );
}
