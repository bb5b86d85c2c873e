import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as fc from "fast-check";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { describeLive } from "../../runbook/adopt/config";
import { deviations, existingOf } from "../../runbook/adopt/config/described";
import { mainContainer } from "../../runbook/adopt/config/mainContainer";
import type { Live } from "../../runbook/adopt/live/live";
import { differencesBetween } from "../../runbook/diff/differences";
import { asRegistered } from "../../runbook/render/asRegistered";
import { settingDefaults } from "../../runbook/configFile/settingDefaults";
import { areSameContainers, containerDefinitionsText } from "../../sandbox/provider/resources/containerDefinitions";
import { projectDir } from "../../sandbox/paths";
import { readSettings } from "../../settings";
import { anyLive } from "./support/anyLive";
import { liveData, ofContainer, ofService } from "./support/liveData";

const defaults = settingDefaults(projectDir);
const present = { project: "agenticmem", stack: "prod", values: defaults, secretKeys: [] };
const describeIt = (live: Live, values = {}) =>
  describeLive(live, { ...present, values: { ...defaults, ...values } }, defaults);

/** Settings of the config, as values. */
function configOf(live: Live, values = {}): Record<string, unknown> {
  const { config, refusals } = describeIt(live, values);
  deepEqual(refusals, []);
  return Object.fromEntries(
    Object.entries(config).map(([key, text]) => [
      key.replace("agenticmem:", ""),
      /^[[{]|^(true|false|\d+)$/.test(text) ? (JSON.parse(text) as unknown) : text,
    ]),
  );
}

const usual = {
  cpu: 1024,
  memory: 4096,
  ports: { api: 8081 },
  secrets: ["OPENAI_API_KEY"],
  targetGroups: { api: "agenticmem-api-tg" },
  architecture: "",
  deployment: { healthCheckGracePeriodSeconds: 0 },
  pinImageDigest: false,
  secretVersionLabels: false,
  protect: true,
};

describe("the config of a live service", () => {
  it("says only what differs from the defaults, in the order of Pulumi.yaml", () => {
    const config = configOf(liveData());
    deepEqual(config, usual);
    const order = Object.keys(defaults);
    const keys = Object.keys(config).map((name) => order.indexOf(`agenticmem:${name}`));
    deepEqual(
      keys,
      keys.toSorted((a, b) => a - b),
    );
  });

  it("explains what is there for the adoption alone", () => {
    const { comments, notes } = describeIt(liveData());
    deepEqual(
      Object.keys(comments).sort(),
      ["architecture", "pinImageDigest", "protect", "secretVersionLabels"].map((name) => `agenticmem:${name}`),
    );
    match(notes.join("\n"), /image .*agenticmem:latest is adopted by its tag/);
  });

  it("keeps what no live service can tell", () => {
    const values = {
      "agenticmem:preflight": '{"secretKeys":"never"}',
      "agenticmem:deployment": '{"timeoutMinutes":10,"minimumHealthyPercent":0}',
      "agenticmem:redeployment": "yesterday",
    };
    deepEqual(configOf(liveData(), values), {
      ...usual,
      preflight: { secretKeys: "never" },
      deployment: { healthCheckGracePeriodSeconds: 0, timeoutMinutes: 10 },
    });
  });

  describe("about the number of tasks", () => {
    const autoscaling = { min: 2, max: 10, policies: ["cpu", "requests"], scheduledActions: ["night"] };
    const counted = (live: Live, desiredCount = "") => {
      const values = { "agenticmem:desiredCount": desiredCount };
      return { says: configOf(live, values).desiredCount, notes: describeIt(live, values).notes.join("\n") };
    };

    it("says nothing, since it belongs to whoever scales it", () => {
      const { says, notes } = counted(ofService({ desiredCount: 5, runningCount: 5 })(liveData()));
      equal(says, undefined);
      match(notes, /stays with whoever scales the service: desiredCount is not set/);
    });

    it("keeps what the stack says when that is the live one", () => {
      const { says, notes } = counted(liveData(), "2");
      equal(says, 2);
      match(notes, /desiredCount stays 2, as it runs$/);
    });

    it("does not keep another one", () => equal(counted(liveData(), "3").says, undefined));

    it("leaves it to autoscaling, whatever the stack says, and what scales stays outside the stack", () => {
      const { says, notes } = counted({ ...liveData(), autoscaling }, "2");
      equal(says, undefined);
      match(
        notes,
        /keeps the service at 2 to 10 tasks \(policies cpu, requests; scheduled actions night\): all of that stays/,
      );
    });

    it("tells why it is not known whether something scales it", () => {
      const { notes } = counted({ ...liveData(), autoscalingUnknown: "permission for x is missing" });
      match(notes, /whether something scales it is not known: permission for x is missing\nthe number of tasks stays/);
    });
  });

  const elsewhere = [
    { partition: "aws", region: "eu-central-1", dnsSuffix: "amazonaws.com" },
    { partition: "aws-cn", region: "cn-north-1", dnsSuffix: "amazonaws.com.cn" },
    { partition: "aws-us-gov", region: "us-gov-west-1", dnsSuffix: "amazonaws.com" },
    { partition: "aws-iso", region: "us-iso-east-1", dnsSuffix: "c2s.ic.gov" },
  ];
  for (const somewhere of elsewhere) {
    it(`is the same in partition ${somewhere.partition}, region ${somewhere.region}`, () => {
      deepEqual(configOf(liveData(somewhere)), usual);
    });
  }

  it("lets a log group keep what it has", () => {
    const logGroup = {
      name: "/ecs/agenticmem",
      retentionDays: 0,
      kmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/1",
      class: "INFREQUENT_ACCESS",
      deletionProtection: true,
      tags: { team: "ai", "aws:own": "x" },
    };
    deepEqual(configOf({ ...liveData(), logGroup }).overrides, {
      logGroup: {
        kmsKeyId: logGroup.kmsKeyId,
        logGroupClass: "INFREQUENT_ACCESS",
        deletionProtectionEnabled: true,
        tags: { team: "ai" },
      },
    });
    equal(configOf({ ...liveData(), logGroup }).logRetentionDays, 0);
  });

  it("notes that CloudFormation believes to own the service", () => {
    const tags = [{ key: "aws:cloudformation:stack-name", value: "shop" }];
    match(describeIt(ofService({ tags })(liveData())).notes.join("\n"), /CloudFormation stack "shop"/);
  });

  it("leaves an image of another account as the whole reference it is", () => {
    const image = "999988887777.dkr.ecr.us-west-2.amazonaws.com/web:v1";
    const { repositoryUri: _, ...live } = ofContainer({ image })(liveData());
    equal(configOf(live).image, image);
  });

  it("is not misled by a tag that means something else as a setting", () => {
    for (const tag of ["running", "sha256-abc"]) {
      const image = `${liveData().repositoryUri}:${tag}`;
      equal(configOf(ofContainer({ image })(liveData())).image, image);
    }
  });

  it("takes no circuit breaker's defaults for something that would be reset", () => {
    const deploymentCircuitBreaker = {
      enable: true,
      rollback: true,
      resetOnHealthyTask: true,
      thresholdConfiguration: { type: "BOUNDED_PERCENT" as const, value: 50 },
    };
    const { deploymentConfiguration } = liveData().service;
    const live = ofService({ deploymentConfiguration: { ...deploymentConfiguration, deploymentCircuitBreaker } })(
      liveData(),
    );
    deepEqual(configOf(live), usual);
  });
});

describe("the main container", () => {
  const [a, b] = [{ name: "a", essential: false }, { name: "b" }];
  const c = { name: "c", essential: true };
  const mainOf = (containerDefinitions: object[], targeted?: string) =>
    mainContainer(
      { containerDefinitions },
      { loadBalancers: targeted === undefined ? [] : [{ containerName: targeted }] },
    ).name;

  it("is the one behind a load balancer", () => equal(mainOf([a, b, c], "a"), "a"));
  it("else the only essential one, or the first such", () => {
    equal(mainOf([a, b]), "b");
    equal(mainOf([a, b, c]), "b");
  });
});

describe("any live service", () => {
  it("is described exactly, or refused", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(anyLive, (live) => {
        const { refusals, values } = describeIt(live);
        if (refusals.length > 0) return;
        const { settings } = readSettings({ ...present, values });
        deepEqual(deviations(settings, live), []);
        const rendered = asRegistered(renderTaskDefinition(settings, existingOf(settings, live)), settings);
        deepEqual(differencesBetween(live.revision, rendered), []);
        const running = containerDefinitionsText(live.revision.containerDefinitions ?? []);
        ok(areSameContainers(running, JSON.stringify(rendered.containerDefinitions), "awsvpc"));
      }),
      { numRuns: 150 },
    );
  });

  it("is mostly described", function () {
    this.timeout(60_000);
    const refused = fc.sample(anyLive, 100).map((live) => describeIt(live).refusals);
    deepEqual(refused.filter((reasons) => reasons.length > 0).slice(0, 3), []);
  });
});
