import { isDeepStrictEqual } from "node:util";
import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { Clients } from "../../account/clients";
import type { Place } from "../../account/existing";
import { errorCode, isNotFound } from "../../account/problem";
import type { Settings } from "../../settings/types";
import { allWell, asking, checking, together, warning, type Findings, type Subject } from "./findings";
import { describeImage, ecrAt, ecrImage, imagesOf, type EcrImage } from "./image";

/** Source: "Lifecycle policy properties in Amazon ECR". */
export interface Rule {
  rulePriority: number;
  selection: {
    tagStatus: string;
    tagPrefixList?: string[];
    tagPatternList?: string[];
    storageClass?: string;
    countType: string;
    countNumber: number;
  };
}

/** What decides whether a rule takes an image. */
export type KeptImage = Pick<ImageDetail, "imageTags" | "imagePushedAt" | "lastRecordedPullTime">;

/** Going back reaches over so many releases; a policy that keeps as many images is left alone. */
const releasesToGoBack = 5;

/** A policy that leaves an image alone for longer is not worth a warning at every update. */
const daysToLookAhead = 30;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The rule that will soon take an image away, if any. Only the first rule whose tags fit decides: ECR does not apply
 * later ones to that image.
 */
export function endangering(policy: string, image: KeptImage, now: Date): Rule | undefined {
  const { rules = [] } = JSON.parse(policy) as { rules?: Rule[] };
  const rule = rules
    .toSorted((a, b) => a.rulePriority - b.rulePriority)
    .find(({ selection }) => selection.storageClass !== "archive" && selects(selection, image.imageTags ?? []));
  return rule !== undefined && takesSoon(rule, image, now) ? rule : undefined;
}

function selects({ tagStatus, tagPrefixList, tagPatternList }: Rule["selection"], tags: string[]): boolean {
  if (tagStatus === "any") return true;
  if (tagStatus === "untagged") return tags.length === 0;
  const patterns = tagPatternList ?? (tagPrefixList ?? []).map((prefix) => `${prefix}*`);
  return tags.length > 0 && patterns.every((pattern) => tags.some((tag) => fits(tag, pattern)));
}

const fits = (tag: string, pattern: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  ).test(tag);

function takesSoon({ selection: { countType, countNumber } }: Rule, image: KeptImage, now: Date): boolean {
  if (countType === "imageCountMoreThan") return countNumber < releasesToGoBack;
  const since =
    (countType === "sinceImagePulled" ? image.lastRecordedPullTime : undefined) ?? image.imagePushedAt ?? now;
  return since.getTime() + countNumber * dayMs < now.getTime() + daysToLookAhead * dayMs;
}

/**
 * The image as it will be once its tag stands on a newer one. A tag with a number in it (`1.4.2`, a commit) names one
 * release and stays; a digest is pinned, so that only the tag moves and not what runs.
 */
export function onceTagMoved(image: KeptImage, asked: Settings["image"]): KeptImage {
  if (asked.kind !== "tag" || /\d/.test(asked.tag)) return image;
  return { ...image, imageTags: (image.imageTags ?? []).filter((tag) => tag !== asked.tag) };
}

export function judgeRule(
  { repository, region, registryId }: EcrImage,
  { rulePriority, selection: { tagStatus, countType, countNumber } }: Rule,
  whose: string,
): Findings {
  const which = tagStatus === "untagged" ? "untagged images" : tagStatus === "any" ? "images" : "tagged images";
  const when =
    countType === "imageCountMoreThan"
      ? `but the newest ${countNumber}`
      : `${countNumber} days after they were ${countType === "sinceImagePulled" ? "pulled last" : "pushed"}`;
  return warning(
    `rule ${rulePriority} of the life-cycle policy of ECR repository "${repository}" takes ${which} away, ${when}, and so ${whose}: ` +
      `without its image a revision can neither start a task nor be gone back to; keep more (aws ecr put-lifecycle-policy ` +
      `--region ${region} --registry-id ${registryId} --repository-name ${repository} --lifecycle-policy-text …)`,
  );
}

/** No life-cycle policy takes away what the new revision, or the one that runs, is made of. */
export async function checkLifecyclePolicy({ settings, existing, clients }: Subject): Promise<Findings> {
  const [main] = imagesOf({ settings, existing });
  const image = main && ecrImage(main);
  if (image === undefined) return allWell;
  const running =
    main?.running === undefined ? undefined : ecrImage({ ...main, reference: main.running, digest: undefined });
  return checking(`the life-cycle policy of ECR repository "${image.repository}"`, async () => {
    const policy = await lifecyclePolicyOf(clients, existing.place, image);
    if (policy === undefined) return allWell;
    const inSameRepository = running?.repository === image.repository && running.registryId === image.registryId;
    const [asked, runs] = await Promise.all([
      describeImage(clients, existing.place, image),
      inSameRepository && !isDeepStrictEqual(running.id, image.id)
        ? describeImage(clients, existing.place, running)
        : undefined,
    ]);
    const judge = (kept: KeptImage | undefined, whose: string) => {
      const rule = kept && endangering(policy, kept, new Date());
      return rule === undefined ? allWell : judgeRule(image, rule, whose);
    };
    return together([
      judge(runs, "the image of the revision that runs now"),
      judge(asked && onceTagMoved(asked, settings.image), "the image of this revision, once there is a newer one"),
    ]);
  });
}

/** Undefined where there is none. */
async function lifecyclePolicyOf(clients: Clients, place: Place, at: EcrImage): Promise<string | undefined> {
  const ecr = await ecrAt(clients, place, at.region);
  const repository = { registryId: at.registryId, repositoryName: at.repository };
  try {
    const answer = await asking("ecr:GetLifecyclePolicy", (options) => ecr.getLifecyclePolicy(repository, options));
    return answer.lifecyclePolicyText;
  } catch (error) {
    if (errorCode(error) === "LifecyclePolicyNotFoundException" || isNotFound(error)) return undefined;
    throw error;
  }
}
