import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import type { AwsAccount } from "./aws/awsAccount";
import { projectDir } from "./paths";

const fileOf = (stack: string) => join(projectDir, `Pulumi.${stack}.yaml`);

/** Gives a sandbox stack its first config, unless it has one already. Such files are ignored by git. */
export function writeStackFile(stack: string, { isEmpty, account }: { isEmpty: boolean; account: AwsAccount }): void {
  if (existsSync(fileOf(stack))) return;
  const model = isEmpty ? "" : readFileSync(fileOf("prod"), "utf8");
  writeFileSync(fileOf(stack), sandboxConfig(model, account));
}

/** Together with what commands have left beside it that were killed while they wrote it. */
export function removeStackFile(stack: string): void {
  const unfinished = readdirSync(projectDir).filter((name) => name.startsWith(`.${basename(fileOf(stack))}.`));
  for (const file of [fileOf(stack), ...unfinished.map((name) => join(projectDir, name))])
    rmSync(file, { force: true });
}

/**
 * Production's config (the text of its file) without what belongs to its account and its state, such as the allowed
 * accounts, a profile, a role, and how its stack encrypts. The local AWS is the only account that it allows.
 */
export function sandboxConfig(production: string, { region, accountId }: AwsAccount): string {
  const document = parseDocument(production);
  for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) if (document.has(key)) document.delete(key);
  const { config } = { ...(document.toJS() as { config?: object | null } | null) };
  if (!config) document.set("config", document.createNode({}));
  for (const key of Object.keys(config ?? {})) if (key.startsWith("aws:")) document.deleteIn(["config", key]);
  document.setIn(["config", "aws:region"], region);
  document.setIn(["config", "aws:allowedAccountIds"], [accountId]);
  return document.toString({ lineWidth: 0 });
}
