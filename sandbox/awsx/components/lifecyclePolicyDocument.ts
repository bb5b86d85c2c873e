import type { LifecyclePolicyDocument } from "@pulumi/aws/ecr";
import type { types } from "@pulumi/awsx";
import type { Unwrap } from "@pulumi/pulumi";

type Rule = Unwrap<types.input.ecr.LifecyclePolicyRuleArgs>;

/** What awsx does without rules: of the untagged images only the newest stays. */
const byDefault: Rule[] = [{ description: "remove untagged images", tagStatus: "untagged", maximumNumberOfImages: 1 }];

/** The rules of an awsx repository in ECR's own form; one for any image comes last, as ECR demands. */
export function lifecyclePolicyDocument(rules: Rule[] = byDefault): LifecyclePolicyDocument {
  const forAny = rules.filter(({ tagStatus }) => tagStatus === "any");
  if (forAny.length > 1) throw new Error('lifecyclePolicy has several rules with tagStatus "any": ECR allows one');
  const ordered = [...rules.filter(({ tagStatus }) => tagStatus !== "any"), ...forAny];
  return { rules: ordered.map(documentRule) };
}

function documentRule(rule: Rule, index: number) {
  return {
    rulePriority: index + 1,
    description: rule.description,
    selection: { ...whichImages(rule), ...whenTooMany(rule) },
    action: { type: "expire" as const },
  };
}

function whichImages({ tagStatus, tagPrefixList = [] }: Rule) {
  if (tagStatus === "any" || tagStatus === "untagged") return { tagStatus };
  if (tagPrefixList.length === 0) throw new Error("a rule of lifecyclePolicy for tagged images needs tagPrefixList");
  return { tagStatus: "tagged" as const, tagPrefixList };
}

function whenTooMany({ maximumNumberOfImages, maximumAgeLimit }: Rule) {
  if (maximumNumberOfImages !== undefined) {
    return { countType: "imageCountMoreThan" as const, countNumber: maximumNumberOfImages };
  }
  if (maximumAgeLimit === undefined) {
    throw new Error("a rule of lifecyclePolicy needs maximumNumberOfImages or maximumAgeLimit (days)");
  }
  return { countType: "sinceImagePushed" as const, countNumber: maximumAgeLimit, countUnit: "days" as const };
}
