import { deepEqual, equal } from "node:assert/strict";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { StackConfig } from "../../settings";
import {
  exactImage,
  imagePin,
  changedSecrets,
  mainImage,
  pinsValue,
  secretVersions,
} from "../../runbook/rollback/pins";
import { runsSame } from "../../runbook/rollback/past";
import { changedConfig, pendingEdits, restoreConfig } from "../../runbook/rollback/restore";
import { settingChanges } from "../../runbook/rollback/settingChanges";
import { digest, otherDigest, repositoryUri, secretArn } from "../component/fixtures";

const defaults = { "shop:cpu": "256", "shop:memory": "512", "shop:environment": "{}", "shop:desiredCount": "" };
const now = (values: Record<string, string>, secretKeys: string[] = []): StackConfig => ({
  project: "shop",
  stack: "prod",
  values: { ...defaults, ...values },
  secretKeys,
});
const then = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, secret: false }]));

describe("restoring an update's config", () => {
  const cases: [title: string, now: Record<string, string>, then: Record<string, string>, changes: object][] = [
    [
      "changes what differs",
      { "shop:cpu": "2048" },
      { "shop:cpu": "1024" },
      { "shop:cpu": { value: "1024", isDefault: false } },
    ],
    [
      "gives what the update did not know its default",
      { "shop:cpu": "2048" },
      {},
      { "shop:cpu": { value: "256", isDefault: true } },
    ],
    [
      "never changes the count, the redeployment or pins",
      { "shop:desiredCount": "3", "shop:autoscaling": "{}", "shop:redeployment": "b", "shop:pins": '{"from":"x"}' },
      { "shop:desiredCount": "1", "shop:autoscaling": '{"max":4}', "shop:redeployment": "a", "shop:pins": "{}" },
      {},
    ],
    [
      "restores that a revision was pinned",
      {},
      { "shop:pinnedRevision": "app:3" },
      { "shop:pinnedRevision": { value: "app:3", isDefault: false } },
    ],
    [
      "leaves a map alone whose keys are in another order",
      { "shop:environment": '{"A":"1","B":"2"}' },
      { "shop:environment": '{"B":"2","A":"1"}' },
      {},
    ],
  ];
  for (const [title, from, to, changes] of cases) {
    it(title, () => deepEqual(restoreConfig(now(from), then(to), defaults).changes, changes));
  }

  it("tells what it leaves as it is, and never a value of the provider's config", () => {
    const { changes, notes } = restoreConfig(
      now({ "aws:region": "us-west-2", "aws:accessKey": "AKIA-now" }, ["aws:token"]),
      {
        ...then({ "aws:region": "eu-west-1", "aws:accessKey": "AKIA-then", "shop:colour": "red" }),
        "aws:secretKey": { secret: true },
        "shop:cpu": { secret: true },
      },
      defaults,
    );
    deepEqual(changes, {});
    deepEqual(notes, [
      "cpu was an encrypted value then, which the history does not have: it stays as it is",
      "colour was a setting then and is none any more: it is left out",
      "aws:accessKey is not what it was then, and is not changed",
      "aws:region is not what it was then, and is not changed",
    ]);
  });

  it("gives a config that has nothing left to restore", () => {
    const config = now({ "shop:cpu": "2048", "shop:environment": '{"A":"1"}' });
    const target = then({ "shop:cpu": "1024", "shop:memory": "4096" });
    const { changes } = restoreConfig(config, target, defaults);
    deepEqual(restoreConfig(changedConfig(config, changes), target, defaults).changes, {});
  });

  it("names the edits that no update has deployed, and which of them are lost", () => {
    const config = now({ "shop:cpu": "2048", "shop:memory": "8192", "shop:desiredCount": "2" });
    const current = then({ "shop:cpu": "1024", "shop:memory": "4096" });
    const { changes } = restoreConfig(config, then({ "shop:cpu": "512", "shop:memory": "8192" }), defaults);
    deepEqual(pendingEdits(config, current, changes, defaults), [
      { setting: "cpu", isOverwritten: true },
      { setting: "memory", isOverwritten: false },
      { setting: "desiredCount", isOverwritten: false },
    ]);
  });
});

describe("what changes in the settings, in single values", () => {
  const changed = (setting: string, from: string | undefined, to: string) =>
    settingChanges(now(from === undefined ? {} : { [`shop:${setting}`]: from }), {
      [`shop:${setting}`]: { value: to, isDefault: false },
    });

  it("goes into maps, and shows lists as a whole", () => {
    deepEqual(changed("environment", '{"A":"1","B":"2"}', '{"B":"3","LOG_LEVEL":"debug"}'), [
      { setting: "environment.A", from: "1", to: undefined, change: "removed" },
      { setting: "environment.B", from: "2", to: "3", change: "changed" },
      { setting: "environment.LOG_LEVEL", from: undefined, to: "debug", change: "added" },
    ]);
    deepEqual(changed("subnets", '["a"]', '["a","b"]'), [
      { setting: "subnets", from: '["a"]', to: '["a","b"]', change: "changed" },
    ]);
  });

  it("names what is pinned, too", () => {
    const pins = { image: { setting: "latest", reference: "x@sha256:1" }, secrets: { s: "v1" }, from: "update 1" };
    deepEqual(changed("pins", "{}", JSON.stringify(pins)), [
      { setting: "pins.from", from: undefined, to: "update 1", change: "added" },
      { setting: "pins.image", from: undefined, to: JSON.stringify(pins.image), change: "added" },
      { setting: "pins.secrets", from: undefined, to: undefined, change: "added" },
    ]);
  });

  it("never shows where secrets come from, or what looks like a credential", () => {
    const told = JSON.stringify([
      changed("secrets", '["hunter2"]', '["hunter3"]'),
      changed("sidecars", '{"proxy":{"secrets":{"A":"hunter2"}}}', '{"proxy":{"secrets":{"A":"hunter3"}}}'),
      changed("environment", '{"PASSWORD":"hunter2"}', '{"PASSWORD":"hunter3"}'),
    ]);
    equal(told.match(/"change":"changed"/g)?.length, 3);
    equal(told.includes("hunter"), false);
  });
});

describe("pins", () => {
  const exact = `${repositoryUri}@${digest}`;

  it("an exact image is what the revision names by digest, else what ECS remembers under its tag", () => {
    equal(exactImage(exact, otherDigest), exact);
    equal(exactImage(`${repositoryUri}:latest`, digest), exact);
    equal(exactImage("localhost:5000/app", digest), `localhost:5000/app@${digest}`);
    equal(exactImage("localhost:5000/app:v1", digest), `localhost:5000/app@${digest}`);
    equal(exactImage(`${repositoryUri}:latest`, undefined), undefined);
  });

  it("pins an image only where the setting leads to another one, or to none", () => {
    equal(imagePin("latest", exact, digest), undefined);
    deepEqual(imagePin("latest", exact, otherDigest), { setting: "latest", reference: exact });
    deepEqual(imagePin("latest", exact, undefined), { setting: "latest", reference: exact });
  });

  it("goes by the main container, or by the first where that had another name", () => {
    const containers = [
      { name: "proxy", image: "proxy:1" },
      { name: "app", image: exact },
    ];
    equal(mainImage(containers, "app"), exact);
    equal(mainImage(containers, "shop"), "proxy:1");
    equal(mainImage([], "app"), undefined);
  });

  const labelled = (versionId: string): ContainerDefinition[] => [
    { name: "app", dockerLabels: { "secret-version/prod/env": versionId, team: "x" } },
    { name: "proxy", dockerLabels: { "secret-version/proxy": "p1" } },
  ];

  it("finds the versions that a revision was made with, and those that have changed since", () => {
    const versions = secretVersions(labelled("v1"));
    deepEqual(versions, [
      { secret: "prod/env", versionId: "v1" },
      { secret: "proxy", versionId: "p1" },
    ]);
    deepEqual(changedSecrets(versions, { "prod/env": "v2", proxy: "p1" }), [
      { secret: "prod/env", then: "v1", now: "v2" },
    ]);
    deepEqual(changedSecrets(versions, {}), []);
  });

  it("are nothing where there is nothing to pin", () => {
    equal(pinsValue(undefined, [], "update 1"), undefined);
    deepEqual(JSON.parse(pinsValue({ setting: "latest", reference: exact }, [], "update 1, app:1") ?? ""), {
      image: { setting: "latest", reference: exact },
      from: "update 1, app:1",
    });
    deepEqual(JSON.parse(pinsValue(undefined, [{ secret: "s", then: "v1", now: "v2" }], "update 1") ?? ""), {
      secrets: { s: "v1" },
      from: "update 1",
    });
  });

  it("two revisions run the same when they differ in the recorded version of a secret alone", () => {
    const revision = (versionId: string, valueFrom: string) => ({
      family: "app",
      containerDefinitions: [
        {
          name: "app",
          image: exact,
          secrets: [{ name: "A", valueFrom }],
          dockerLabels: { "secret-version/s": versionId },
        },
      ],
    });
    const reference = (version: string) => `${secretArn}:A::${version}`;
    equal(runsSame(revision("v1", reference("")), revision("v2", reference(""))), true);
    equal(runsSame(revision("v1", reference("v1")), revision("v2", reference("v2"))), false);
  });
});
