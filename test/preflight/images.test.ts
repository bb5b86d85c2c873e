import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { judgeArchitecture, readManifest } from "../../rollout/preflight/architecture";
import { ecrImage, judgeStatus } from "../../rollout/preflight/image";
import { endangering, onceTagMoved, type KeptImage, type Rule } from "../../rollout/preflight/lifecyclePolicy";
import { digest } from "../component/fixtures";

const place = { accountId: "111122223333", region: "us-west-2", partition: "aws" };
const fix = "push it";
const image = {
  asked: "agenticmem:latest",
  registryId: "111122223333",
  region: "us-west-2",
  repository: "agenticmem",
  id: { imageDigest: digest },
  fix,
};

describe("image reference", () => {
  const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
  const parsed: [reference: string, expected: object | undefined][] = [
    [
      `${registry}/a/b:1.2`,
      { registryId: "111122223333", region: "eu-west-1", repository: "a/b", id: { imageTag: "1.2" } },
    ],
    [`${registry}/a`, { registryId: "111122223333", region: "eu-west-1", repository: "a", id: { imageTag: "latest" } }],
    [
      `${registry}/a:1@${digest}`,
      { registryId: "111122223333", region: "eu-west-1", repository: "a", id: { imageDigest: digest } },
    ],
    [
      "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1",
      { registryId: "111122223333", region: "cn-north-1", repository: "a", id: { imageTag: "1" } },
    ],
    ["public.ecr.aws/nginx/nginx:1.27", undefined],
    ["nginx", undefined],
  ];
  for (const [reference, expected] of parsed) {
    it(`${reference} is ${expected === undefined ? "not in ECR" : "in ECR"}`, () => {
      const found = ecrImage({ asked: reference, reference, fix });
      deepEqual(found, expected && { ...expected, asked: reference, fix });
    });
  }

  it("is looked at by the digest that its tag stood for", () => {
    deepEqual(ecrImage({ asked: "a", reference: `${registry}/a:1`, digest, fix })?.id, { imageDigest: digest });
  });
});

describe("image status", () => {
  it("is well when active or not said", () => {
    deepEqual(judgeStatus(image, place, {}).problems, []);
    deepEqual(judgeStatus(image, place, { imageStatus: "ACTIVE" }).problems, []);
  });

  it("is a problem when the image is missing, archived or on its way back", () => {
    deepEqual(judgeStatus(image, place, undefined).problems, [
      'image "agenticmem:latest" does not exist in account 111122223333, region us-west-2 (push it)',
    ]);
    const archived = judgeStatus(image, place, { imageStatus: "ARCHIVED", imageDigest: digest }).problems;
    match(archived.join(), /is archived .+update-image-storage-class .+--image-id imageDigest=sha256:a+ /);
    match(judgeStatus(image, place, { imageStatus: "ACTIVATING" }).problems.join(), /wait until it is ACTIVE/);
  });
});

describe("image architecture", () => {
  const index = (...platforms: string[]) =>
    JSON.stringify({
      manifests: platforms.map((name) => ({ platform: { os: name.split("/")[0], architecture: name.split("/")[1] } })),
    });

  const manifests: [text: string, expected: ReturnType<typeof readManifest>][] = [
    [index("linux/amd64", "linux/arm64"), { platforms: ["linux/amd64", "linux/arm64"] }],
    [index("linux/amd64", "unknown/unknown"), { platforms: ["linux/amd64"] }],
    [JSON.stringify({ manifests: [{ digest }] }), "unknown"],
    [JSON.stringify({ config: { digest } }), { configDigest: digest }],
    [JSON.stringify({ schemaVersion: 1 }), "unknown"],
  ];
  for (const [text, expected] of manifests) {
    it(`${text.slice(0, 80)} says ${JSON.stringify(expected).slice(0, 60)}`, () =>
      deepEqual(readManifest(text), expected));
  }

  it("fits when one of the platforms does", () => {
    deepEqual(judgeArchitecture(image, "ARM64", ["linux/amd64", "linux/arm64"]).problems, []);
  });

  it("is a problem, with the setting that would make it fit, when none does", () => {
    deepEqual(judgeArchitecture(image, "ARM64", ["linux/amd64"]).problems, [
      'image "agenticmem:latest" is built for linux/amd64, but architecture ARM64 needs linux/arm64: build it for that ' +
        "(docker build --platform linux/arm64 …) and push it, or pulumi config set architecture X86_64",
    ]);
    match(judgeArchitecture(image, "ARM64", ["windows/amd64"]).problems.join(), /push it$/);
  });
});

describe("life-cycle policy", () => {
  const now = new Date("2026-06-01T00:00:00Z");
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000);
  const rule = (selection: Partial<Rule["selection"]>, rulePriority = 1): Rule => ({
    rulePriority,
    selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 1, ...selection },
  });
  const tagged = { imageTags: ["latest"], imagePushedAt: daysAgo(1) };
  const untagged = { imagePushedAt: daysAgo(1) };

  const cases: [title: string, rules: Rule[], image: KeptImage, takenBy: number | undefined][] = [
    ["no rules", [], untagged, undefined],
    ["all but one untagged image, and this one is untagged", [rule({ tagStatus: "untagged" })], untagged, 1],
    ["all but one untagged image, and this one is tagged", [rule({ tagStatus: "untagged" })], tagged, undefined],
    ["all but a hundred images", [rule({ countNumber: 100 })], tagged, undefined],
    ["all but five images, as far as one goes back", [rule({ countNumber: 5 })], tagged, undefined],
    ["all but four images", [rule({ countNumber: 4 })], tagged, 1],
    [
      "untagged images after 14 days",
      [rule({ tagStatus: "untagged", countType: "sinceImagePushed", countNumber: 14 })],
      untagged,
      1,
    ],
    [
      "images after a year, pushed yesterday",
      [rule({ countType: "sinceImagePushed", countNumber: 365 })],
      tagged,
      undefined,
    ],
    [
      "images after a year, pushed eleven months ago",
      [rule({ countType: "sinceImagePushed", countNumber: 365 })],
      { ...tagged, imagePushedAt: daysAgo(340) },
      1,
    ],
    [
      "images not pulled for 90 days, pulled yesterday",
      [rule({ countType: "sinceImagePulled", countNumber: 90 })],
      { ...tagged, imagePushedAt: daysAgo(300), lastRecordedPullTime: daysAgo(1) },
      undefined,
    ],
    ["images with the prefix", [rule({ tagStatus: "tagged", tagPrefixList: ["lat"] })], tagged, 1],
    ["images with another prefix", [rule({ tagStatus: "tagged", tagPrefixList: ["v"] })], tagged, undefined],
    [
      "images with all of two prefixes",
      [rule({ tagStatus: "tagged", tagPrefixList: ["lat", "v"] })],
      tagged,
      undefined,
    ],
    ["images with the pattern", [rule({ tagStatus: "tagged", tagPatternList: ["*at*st"] })], tagged, 1],
    [
      "images with a pattern that is no regular expression",
      [rule({ tagStatus: "tagged", tagPatternList: ["l.test"] })],
      tagged,
      undefined,
    ],
    [
      "what is in the archive",
      [rule({ storageClass: "archive", countType: "sinceImageTransitioned" })],
      tagged,
      undefined,
    ],
    [
      "all but one image, after a rule that keeps this tag",
      [rule({}, 9), rule({ tagStatus: "tagged", tagPrefixList: ["latest"], countNumber: 999 }, 2)],
      tagged,
      undefined,
    ],
  ];
  for (const [title, rules, kept, takenBy] of cases) {
    it(`takes away ${title}: ${takenBy === undefined ? "no" : "a"} danger`, () => {
      deepEqual(endangering(JSON.stringify({ rules }), kept, now)?.rulePriority, takenBy);
    });
  }

  it("takes the image without its tag when that tag moves on, but not when it names one release or a digest", () => {
    const tags = { imageTags: ["latest", "1.2"] };
    const repository = "agenticmem";
    deepEqual(onceTagMoved(tags, { kind: "tag", repository, tag: "latest" }).imageTags, ["1.2"]);
    deepEqual(onceTagMoved(tags, { kind: "tag", repository, tag: "1.2" }).imageTags, ["latest", "1.2"]);
    deepEqual(onceTagMoved(tags, { kind: "digest", repository, digest }).imageTags, ["latest", "1.2"]);
  });
});
