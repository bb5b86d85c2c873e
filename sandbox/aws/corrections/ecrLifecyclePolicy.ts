/** A rule of a life-cycle policy as it is sent, before anything of it is certain. */
interface Rule {
  rulePriority?: unknown;
  selection?: {
    tagStatus?: unknown;
    tagPrefixList?: unknown[];
    tagPatternList?: unknown[];
    countType?: unknown;
    countUnit?: unknown;
    countNumber?: unknown;
  };
  action?: { type?: unknown };
}

const countTypes = ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"];

/** What ECR finds wrong in a life-cycle policy: its user guide, "Life-cycle policy properties"; words of our own. */
export function lifecyclePolicyProblem(text: string): string | undefined {
  const rules = rulesOf(text);
  if (rules === undefined) return "the policy must be a JSON object with a list of rules";
  if (rules.length === 0 || rules.length > 50) return "the policy must have 1 to 50 rules";
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (!priorities.every(isPositive)) return "rulePriority must be a whole number from 1";
  if (new Set(priorities).size < priorities.length) return "rulePriority must be unique";
  const last = Math.max(...(priorities as number[]));
  const isTooEarly = rules.some(
    ({ rulePriority, selection }) => selection?.tagStatus === "any" && rulePriority !== last,
  );
  if (isTooEarly) return "a rule for any image must have the highest rulePriority";
  return rules.map(ruleProblem).find((problem) => problem !== undefined);
}

function ruleProblem({ rulePriority, selection = {}, action }: Rule): string | undefined {
  const { tagStatus, tagPrefixList = [], tagPatternList = [], countType, countUnit, countNumber } = selection;
  const problem = (words: string) => `rule ${String(rulePriority)}: ${words}`;
  const hasTags = tagPrefixList.length > 0 || tagPatternList.length > 0;
  if (!["tagged", "untagged", "any"].includes(String(tagStatus)))
    return problem("tagStatus must be tagged, untagged or any");
  if (tagStatus === "tagged" && !hasTags) return problem("tagStatus tagged needs tagPrefixList or tagPatternList");
  if (tagStatus !== "tagged" && hasTags) return problem("tagPrefixList and tagPatternList need tagStatus tagged");
  if (!countTypes.includes(String(countType))) return problem(`countType must be one of ${countTypes.join(", ")}`);
  if ((countType === "imageCountMoreThan") !== (countUnit === undefined) || (countUnit ?? "days") !== "days")
    return problem("countUnit must be days, and only for a countType that counts them");
  if (!isPositive(countNumber)) return problem("countNumber must be a whole number from 1");
  return action?.type === "expire" || action?.type === "transition"
    ? undefined
    : problem("the action's type must be expire or transition");
}

const isPositive = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

function rulesOf(text: string): Rule[] | undefined {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown };
    return Array.isArray(rules) ? (rules as Rule[]) : undefined;
  } catch {
    return undefined;
  }
}
