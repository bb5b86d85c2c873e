import { isArn, isSecretArn } from "./arns";
import { setCommand } from "./commands";
import { isCredential } from "./credentials";
import { isSecretName } from "./readSecrets";
import type { Report } from "./report";
import type { Names } from "./types";

interface NameForm {
  form: RegExp;
  allowed: string;
}

const ecsName: NameForm = { form: /^[A-Za-z0-9_-]{1,255}$/, allowed: "1 to 255 letters, digits, _ and -" };
/** Source: `CreateRole`, IAM API reference. */
const roleName: NameForm = { form: /^[A-Za-z0-9_+=,.@-]{1,64}$/, allowed: "1 to 64 letters, digits and _+=,.@-" };

const forms: Record<Exclude<keyof Names, "secret"> | "appName" | "repository", NameForm> = {
  appName: ecsName,
  cluster: ecsName,
  service: ecsName,
  family: ecsName,
  executionRole: roleName,
  taskRole: roleName,
  /** Source: `CreateLogGroup`, CloudWatch Logs API reference. */
  logGroup: { form: /^[A-Za-z0-9_/.#-]{1,512}$/, allowed: "1 to 512 letters, digits and _-/.#" },
  /** Source: `CreateRepository`, Amazon ECR API reference. */
  repository: {
    form: /^(?=.{2,256}$)[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/,
    allowed: "2 to 256 lower-case letters, digits and separators",
  },
};

/**
 * `given`: what the config says, empty where the name is derived; a derived name is not reported beside a bad `appName`.
 * `repository` is undefined where the image is not from it.
 */
export function checkNames(
  names: Names & { appName: string; repository?: string },
  given: Partial<Record<string, unknown>>,
  report: Report,
): void {
  for (const [setting, { form, allowed }] of Object.entries(forms)) {
    const name = names[setting as keyof typeof forms];
    if (name === undefined || form.test(name)) continue;
    if (isDerived(setting, given) && report.mentions("appName")) continue;
    report.invalid([setting], isDerived(setting, given) ? `${name} (derived)` : name, {
      allowed: isArn(name) ? `the name instead of the ARN, ${allowed}` : allowed,
      fix: setCommand([setting], legalName(name, form) ?? "<name>"),
    });
  }
  checkSecretName(names.secret, given, report);
}

/** The name in an ARN, or in lower case, when that is legal and may be shown. */
function legalName(name: string, form: RegExp): string | undefined {
  if (isCredential(name)) return undefined;
  const bare = isArn(name) ? name.slice(name.lastIndexOf("/") + 1) : name;
  return [bare, bare.toLowerCase()].find((candidate) => form.test(candidate));
}

function checkSecretName(secret: string, given: Partial<Record<string, unknown>>, report: Report): void {
  if (isSecretName(secret) || (isDerived("secret", given) && report.mentions("appName"))) return;
  const arn = secret.split(":").slice(0, 7).join(":");
  const why = isSecretArn(arn)
    ? "the ARN alone, without key and version"
    : "the name or the ARN of a secret, not its value";
  report.problem(
    ["secret"],
    `secret (value not shown) is not valid: use ${why} (${setCommand(["secret"], isSecretArn(arn) ? arn : "<secret name>")})`,
  );
}

const isDerived = (setting: string, given: Partial<Record<string, unknown>>) => given[setting] === "";
