import { deepStrictEqual as deepEqual, equal, match } from "node:assert/strict";
import { describePins } from "../../settings/describePins";
import { problemsOf, refuses, settingsOf, stackWith } from "./settingsOf";

const digest = `sha256:${"a".repeat(64)}`;
const reference = `123456789012.dkr.ecr.us-west-2.amazonaws.com/agenticmem@${digest}`;
const version = "0a1b2c3d-0000-4000-8000-000000000000";
const pin = { setting: "latest", reference };

describe("pins", () => {
  it("are read, and take the place of the image while that is what they were made for", () => {
    const pins = { image: pin, secrets: { "agenticmem/prod/env": version }, from: "update 3" };
    const settings = settingsOf({ pins });
    deepEqual(settings.pins, pins);
    deepEqual(settings.image, { kind: "pinned", reference });
    deepEqual(settingsOf({ pins: { image: { setting: "v2", reference } }, image: "v2" }).image, {
      kind: "pinned",
      reference,
    });
  });

  it("leave another image alone", () => {
    deepEqual(settingsOf({ pins: { image: pin }, image: "v2" }).image, {
      kind: "tag",
      repository: "agenticmem",
      tag: "v2",
    });
  });

  it("are all checked at once", () => {
    const pins = { image: { setting: "latest" }, secrets: { a: "1", b: "2" }, form: "x" };
    equal(problemsOf(stackWith({ pins, pinnedRevision: "x" })).length, 5);
  });
});

const revisionAllowed = "use a revision like agenticmem-task:3 (pulumi config rm pinnedRevision)";
refuses("pins that are not whole", [
  [
    { pins: { image: { setting: "latest" } } },
    "pins.image.reference (empty) is not valid: use an image by its digest, <repository>@sha256:… (pulumi config rm --path pins.image)",
  ],
  [
    { pins: { image: { setting: "latest", reference: "agenticmem:v1" } } },
    "pins.image.reference agenticmem:v1 is not valid: use an image by its digest, <repository>@sha256:… (pulumi config rm --path pins.image)",
  ],
  [
    { pins: { image: { reference } } },
    "pins.image.setting (empty) is not valid: use the value of the setting image that the pin was made for (pulumi config rm --path pins.image)",
  ],
  [
    { pins: { image: { ...pin, tag: "v1" } } },
    "pins.image.tag is not a setting: use setting or reference (pulumi config rm --path pins.image.tag)",
  ],
  [
    { pins: { secret: { a: version } } },
    "pins.secret is not a setting: use secrets (pulumi config rm --path pins.secret; pulumi config set --path 'pins.secrets.<name>' <value>)",
  ],
  [
    { pins: { secrets: { "agenticmem/prod/env": "latest" } } },
    "pins.secrets.agenticmem/prod/env (value not shown) is not valid: use the id of a version of that secret " +
      "(pulumi config rm --path pins.secrets.agenticmem/prod/env)",
  ],
  [
    { pins: { secrets: { "no secret": version } } },
    `pins.secrets["no secret"] is not a valid name: use the name or the ARN of a secret (pulumi config rm --path 'pins.secrets["no secret"]')`,
  ],
  [{ pinnedRevision: "agenticmem-task" }, `pinnedRevision agenticmem-task is not valid: ${revisionAllowed}`],
  [{ pinnedRevision: "agenticmem-task:0" }, `pinnedRevision agenticmem-task:0 is not valid: ${revisionAllowed}`],
  [
    { pinnedRevision: "other-task:3" },
    "pinnedRevision other-task:3 is of another family than the stack's: use a revision of agenticmem-task (pulumi config rm pinnedRevision)",
  ],
  [
    { redeployment: "x".repeat(101) },
    `redeployment "${"x".repeat(60)}…" is not valid: use up to 100 plain characters, or nothing (pulumi config set redeployment 2026-01-01T00:00:00Z)`,
  ],
]);

describe("the pinned revision and the redeployment", () => {
  const arn = "arn:aws:ecs:us-west-2:123456789012:task-definition/agenticmem-task:7";
  for (const given of ["agenticmem-task:7", "task-definition/agenticmem-task:7", arn]) {
    it(`${given} is agenticmem-task:7`, () =>
      equal(settingsOf({ pinnedRevision: given }).pinnedRevision, "agenticmem-task:7"));
  }

  it("goes by the family that is set", () => {
    equal(settingsOf({ pinnedRevision: "shop:2", family: "shop" }).pinnedRevision, "shop:2");
  });

  it("is a text, or nothing", () => {
    equal(settingsOf({ redeployment: "2026-01-02T03:04:05Z" }).redeployment, "2026-01-02T03:04:05Z");
    equal(settingsOf({ redeployment: "" }).redeployment, undefined);
  });
});

describe("what is said of pins", () => {
  const said = (settings: Record<string, unknown>) => describePins(settingsOf(settings));
  const secrets = { "agenticmem/prod/env": version };

  it("is nothing where there are none", () => deepEqual(said({}), []));

  const cases: [title: string, settings: Record<string, unknown>, sentence: RegExp][] = [
    [
      "that the tag is not followed",
      { pins: { image: pin, from: "update 3, agenticmem-task:3" } },
      /^the image is pinned to agenticmem@sha256:a{64} \(from update 3, agenticmem-task:3\): image latest is not followed/,
    ],
    ["that a pin is not used", { pins: { image: pin }, image: "v2" }, /is not used: it was pinned for image latest/],
    [
      "that a newer version is not used",
      { pins: { secrets }, pinSecretVersions: true },
      /^secret "agenticmem\/prod\/env" is pinned to version 0a1b2c3d-\S+: a newer one is not used/,
    ],
    ["that a version is not used", { pins: { secrets } }, /is not used, since pinSecretVersions is off/],
    [
      "that a revision is, whatever else is pinned",
      { pinnedRevision: "agenticmem-task:3", pins: { image: pin, secrets } },
      /^the service is pinned to revision agenticmem-task:3 as it is: no task definition is registered/,
    ],
  ];
  for (const [title, settings, sentence] of cases) {
    it(title, () => {
      const [first = "", ...more] = said(settings);
      match(first, sentence);
      match(first, /\(npm run rollback -- --release( takes the pin away)?\)$/);
      deepEqual(more, []);
    });
  }
});
