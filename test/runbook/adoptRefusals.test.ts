import { equal, match, ok } from "node:assert/strict";
import { describeLive } from "../../runbook/adopt/config";
import { inWords } from "../../runbook/adopt/config/words";
import type { Live } from "../../runbook/adopt/live/live";
import { settingDefaults } from "../../runbook/configFile/settingDefaults";
import { projectDir } from "../../sandbox/paths";
import { liveData, ofContainer, ofDeployment, ofRevision, ofService } from "./support/liveData";

const defaults = settingDefaults(projectDir);
const present = { project: "agenticmem", stack: "prod", values: defaults, secretKeys: [] };
const describeIt = (live: Live) => describeLive(live, present, defaults);

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
    const environment = [{ name: "TOKEN", value: "hush-hush" }];
    const words = inWords({
      part: "container",
      name: "app",
      field: "environment",
      live: environment,
      asked: undefined,
    });
    match(words, /^container app: environment is \(values not shown\)/);
    ok(!words.includes("hush"));
    const live = ofService({ launchType: "EC2" })(
      ofContainer({ environment: [{ name: "TOKEN", value: "hush-hush" }] })(liveData()),
    );
    ok(!describeIt(live).refusals.join("\n").includes("hush-hush"));
  });
});
