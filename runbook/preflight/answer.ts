import { AccountError } from "../../account/accountError";
import type { Existing } from "../../account/existing";
import { askFor } from "../../components/askedRevision";
import { notices } from "../../components/notices";
import { checkOwnership, serviceType } from "../../components/ownership";
import { preflight, type Findings } from "../../rollout/preflight";
import type { Settings } from "../../settings/types";
import type { Answer } from "../answer";
import type { PreflightDocument } from "../documents/preflight";
import { exitCodes } from "../exitCodes";
import { notMadeYet } from "./notMadeYet";
import { inAllowedAccount, type OpenStack } from "../openStack";

export async function preflightAnswer(stack: OpenStack): Promise<Answer> {
  const findings = await inAllowedAccount(stack, async () => findingsOf(stack, await notMadeYet(stack)));
  return {
    exitCode: findings.problems.length === 0 ? exitCodes.fine : exitCodes.notFine,
    document: { ...findings, advice: findings.advice ?? [] } satisfies PreflightDocument,
    text: told(findings),
  };
}

/** What the preflight finds for a stack's settings, whose service counts as the stack's own. */
export async function findingsOf(
  { settings: own, aws, clients }: Pick<OpenStack, "settings" | "aws" | "clients">,
  missing: Awaited<ReturnType<typeof notMadeYet>> = { parts: [], made: {} },
): Promise<Findings> {
  try {
    const { settings, existing, rendered } = await askFor(own, aws, clients, missing.made);
    const { ownsLogGroup } = ownership(settings, existing);
    const plan = { ownsLogGroup, rendered, advice: "always" as const, notMadeYet: missing.parts };
    const findings = await preflight(settings, existing, clients, plan);
    const { warnings } = notices(settings, existing, aws, []);
    return {
      problems: findings.problems,
      warnings: [...warnings, ...findings.warnings],
      notChecked: [...needsState(settings, existing), ...findings.notChecked],
      advice: findings.advice,
    };
  } catch (error) {
    // What is missing is a finding; what AWS did not say is none.
    if (!(error instanceof AccountError) || error.isRefusal) throw error;
    return {
      problems: error.problems,
      warnings: [],
      notChecked: ["all that goes by what is missing; run this again when it is there"],
    };
  }
}

/** As if the service, and a log group that is there, were this stack's: only its state tells. */
function ownership(settings: Settings, existing: Existing) {
  const isOwnLogGroup = settings.logs.mode === "create";
  return checkOwnership(settings, { ...existing, logGroupExists: existing.logGroupExists && !isOwnLogGroup }, [
    { type: serviceType, outputs: { name: settings.names.service } },
  ]);
}

function needsState({ names, logs }: Settings, { service, logGroupExists }: Existing): string[] {
  const things = [
    ...(service === undefined ? [] : [`service "${names.service}"`]),
    ...(logs.mode === "create" && logGroupExists ? [`log group "${names.logGroup}"`] : []),
  ];
  if (things.length === 0) return [];
  return [
    `whether ${things.join(" and ")} ${things.length === 1 ? "is" : "are"} this stack's own: pulumi preview reads its state`,
  ];
}

function told({ problems, warnings, notChecked, advice = [] }: Findings): string {
  return [
    problems.length === 0
      ? "no problem was found: an update can go ahead"
      : `${problems.length === 1 ? "1 problem" : `${problems.length} problems`}: an update would change nothing and fail`,
    ...problems.map((text) => `  problem: ${text}`),
    ...warnings.map((text) => `  warning: ${text}`),
    ...notChecked.map((text) => `  not checked: ${text}`),
    ...advice.map((text) => `  advice: ${text}`),
  ].join("\n");
}
