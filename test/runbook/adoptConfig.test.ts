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
import { liveData, ofContainer, ofDeployment, ofRevision, ofService } from "./support/liveData";

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

describe("a service that is not taken over", () => {
  const cases: [title: string, live: Live, reasons: RegExp[]][] = [
    ["on EC2", ofService({ launchType: "EC2" })(liveData()), [/launch type is EC2/]],
    [
      "on EC2, by a capacity provider",
      ofService({ launchType: undefined, capacityProviderStrategy: [{ capacityProvider: "gpu", weight: 1 }] })(
        liveData(),
      ),
      [/capacity provider gpu/],
    ],
    ["with the network of its host", ofRevision({ networkMode: "host" })(liveData()), [/network mode is host/]],
    ["with CodeDeploy", ofService({ deploymentController: { type: "CODE_DEPLOY" } })(liveData()), [/CODE_DEPLOY/]],
    [
      "with an external controller",
      ofService({ deploymentController: { type: "EXTERNAL" }, taskSets: [{ id: "1" }] })(liveData()),
      [/EXTERNAL/, /1 task sets/],
    ],
    ["as a daemon", ofService({ schedulingStrategy: "DAEMON" })(liveData()), [/DAEMON/]],
    ["while it is deleted", ofService({ status: "DRAINING" })(liveData()), [/DRAINING/]],
    [
      "during a rollout",
      ofDeployment({ rolloutState: "IN_PROGRESS" })(liveData()),
      [/rollout is under way.*services-stable/],
    ],
    [
      "while tasks are missing",
      ofService({ runningCount: 1, pendingCount: 1 })(liveData()),
      [/1 of 2 tasks run, and 1 are starting/],
    ],
    [
      "with what an update would reset, blue and green",
      ofService({
        deploymentConfiguration: {
          strategy: "BLUE_GREEN",
          maximumPercent: 200,
          minimumHealthyPercent: 100,
          earlySuccessCriteria: { enable: true, healthyPercent: 50 },
          deploymentCircuitBreaker: {
            enable: true,
            rollback: true,
            resetOnHealthyTask: false,
            thresholdConfiguration: { type: "COUNT", value: 3 },
          },
        },
      })(liveData()),
      [/BLUE_GREEN/, /earlySuccessCriteria/, /COUNT 3/, /resetOnHealthyTask/],
    ],
    [
      "with more registries than the provider can say",
      ofService({ serviceRegistries: [{ registryArn: "arn:1" }, { registryArn: "arn:2" }] })(liveData()),
      [/2 service registries/],
    ],
    [
      "with accelerators, for which the provider has no argument",
      ofRevision({ inferenceAccelerators: [{ deviceName: "a", deviceType: "eia1.medium" }] })(liveData()),
      [/inferenceAccelerators is \[\{"deviceName":"a","deviceType":"eia1.medium"\}\]/],
    ],
    ["deregistered", ofRevision({ status: "INACTIVE" })(liveData()), [/agenticmem-task:7 is INACTIVE/]],
    [
      "without something that it names",
      { ...liveData(), missing: ["secret x does not exist"] },
      [/secret x does not exist/],
    ],
    [
      "with a map that looks like an encrypted value",
      ofContainer({ dockerLabels: { secure: "x" } })(liveData()),
      [/written like an encrypted value/],
    ],
    [
      "for everything at once",
      ofService({ launchType: "EXTERNAL", schedulingStrategy: "DAEMON" })(
        ofRevision({ networkMode: "bridge" })(liveData()),
      ),
      [/EXTERNAL/, /bridge/, /DAEMON/],
    ],
  ];
  for (const [title, live, reasons] of cases) {
    it(title, () => {
      const { refusals } = describeIt(live);
      for (const reason of reasons) match(refusals.join("\n"), reason);
      equal(refusals.length, reasons.length, refusals.join("\n"));
    });
  }

  it("says no value of a variable", () => {
    const live = ofService({ launchType: "EC2" })(
      ofContainer({ environment: [{ name: "TOKEN", value: "hush-hush" }] })(liveData()),
    );
    ok(!describeIt(live).refusals.join("\n").includes("hush-hush"));
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
