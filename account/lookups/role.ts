import type { Clients } from "../clients";
import { looking, type Where } from "../problem";

/** Its ARN; undefined for no role. */
export async function lookUpRole(
  clients: Clients,
  name: string | undefined,
  setting: "executionRole" | "taskRole",
  where: Where,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const words = { executionRole: "execution role", taskRole: "task role" };
  const wanted = {
    what: `${words[setting]} "${name}"`,
    where,
    fix: `pulumi config set ${setting} <name>`,
    action: "iam:GetRole",
  };
  return looking(wanted, async () => (await (await clients.iam()).getRole({ RoleName: name })).Role?.Arn);
}
