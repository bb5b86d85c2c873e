import { deepEqual, equal } from "node:assert/strict";
import type { LiveService } from "../../account/lookups/liveService";
import { isSameArgument } from "../../components/sameArgument";
import { serviceArgs } from "../../components/serviceArgs";
import { productionAccount, productionSettings } from "./fixtures";

type Changes = Record<string, unknown>;

const serviceOf = (description: LiveService["description"]): LiveService => ({
  arn: "arn:service",
  desiredCount: 3,
  taskDefinitionArn: "arn:revision:1",
  description,
});

/** What the setting comes to, against a service that an earlier update with its settings has left. */
function forcing(
  now: Changes,
  before: Changes,
  recorded: Changes = {},
  description: LiveService["description"] = { desiredCount: 3 },
) {
  const existing = productionAccount({ service: serviceOf(description) });
  const earlier = serviceArgs({ settings: productionSettings(before), existing, recordedService: undefined }, "arn:1");
  // As the provider records it: lists in another order, and nothing where nothing was given.
  const network = earlier.networkConfiguration as unknown as Changes;
  const subnets = (network.subnets as string[]).toReversed();
  const recordedService = { ...earlier, networkConfiguration: { ...network, subnets }, alarms: null, ...recorded };
  const { triggers, forceNewDeployment } = serviceArgs(
    { settings: productionSettings(now), existing, recordedService },
    "arn:2",
  );
  return { triggers, forceNewDeployment };
}

const first = { redeployment: "1" };
const triggers = { redeployment: "1" };
const off = { triggers, forceNewDeployment: undefined };
const on = { triggers, forceNewDeployment: true };

describe("the setting redeployment", () => {
  it("says nothing to the provider where it is not set", () => {
    const none = { triggers: undefined, forceNewDeployment: undefined };
    deepEqual(forcing({}, {}), none);
    deepEqual(forcing({}, first, { forceNewDeployment: true }), none);
  });

  it("forces a deployment when it changes", () => {
    deepEqual(forcing(first, {}), on);
    deepEqual(forcing(first, { redeployment: "0" }, { forceNewDeployment: true }), on);
    deepEqual(forcing({ ...first, desiredCount: "2" }, {}), on);
  });

  it("stays forced while nothing else changes, and unforced where it was not", () => {
    deepEqual(forcing(first, first, { forceNewDeployment: true }), on);
    deepEqual(forcing(first, first, { forceNewDeployment: undefined }), off);
    deepEqual(forcing(first, first, { forceNewDeployment: false }), off);
  });

  const silent: [argument: string, changes: Changes][] = [
    ["percentages", { deployment: { maximumPercent: 150 } }],
    ["the circuit breaker", { deployment: { circuitBreaker: false } }],
    ["the grace period", { deployment: { healthCheckGracePeriodSeconds: 7 } }],
    ["execute-command", { enableExecuteCommand: true }],
    ["rebalancing", { availabilityZoneRebalancing: false }],
    ["tags", { tags: { team: "a" } }],
    ["an override", { overrides: { service: { propagateTags: "NONE" } } }],
  ];
  for (const [argument, changes] of silent) {
    it(`is no longer forced when ${argument} changes, in either direction`, () => {
      deepEqual(forcing({ ...first, ...changes }, first, { forceNewDeployment: true }), off);
      deepEqual(forcing(first, { ...first, ...changes }, { forceNewDeployment: true }), off);
    });
  }

  it("is no longer forced when the count changes, unless it is no longer the stack's", () => {
    const counted = { ...first, desiredCount: "2" };
    deepEqual(forcing(counted, first, { forceNewDeployment: true }), off);
    deepEqual(forcing(first, counted, { forceNewDeployment: true }), on);
  });

  it("is no longer forced when somebody else has changed what the update is to change back", () => {
    const forced = { forceNewDeployment: true };
    const live = { desiredCount: 5, deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100 } };
    deepEqual(forcing({ ...first, desiredCount: "3" }, { ...first, desiredCount: "3" }, forced, live), off);
    deepEqual(forcing(first, first, forced, { deploymentConfiguration: { maximumPercent: 150 } }), off);
    // The count is not the stack's.
    deepEqual(forcing(first, first, forced, live), on);
  });

  it("is recorded by a creation, and by a replacement of what is gone", () => {
    const settings = productionSettings(first);
    const existing = productionAccount();
    for (const recordedService of [undefined, { triggers, forceNewDeployment: false }]) {
      equal(serviceArgs({ settings, existing, recordedService }, "arn:1").forceNewDeployment, true);
    }
  });

  it("leaves a mix of capacity providers forced, and triggers of overrides there", () => {
    const mix = { ...first, capacityProviders: { FARGATE: 1 } };
    deepEqual(forcing({ ...mix, desiredCount: "2" }, mix, { forceNewDeployment: true }), on);
    const overrides = { service: { triggers: { own: "x" } } };
    deepEqual(forcing({ ...first, overrides }, { ...first, overrides }, { forceNewDeployment: true }), {
      triggers: { own: "x", redeployment: "1" },
      forceNewDeployment: true,
    });
  });
});

describe("whether an argument is as recorded", () => {
  const cases: [wanted: unknown, recorded: unknown, isSame: boolean][] = [
    [1, 1, true],
    [1, 2, false],
    [undefined, null, true],
    [false, undefined, true],
    [{}, undefined, true],
    [[], null, true],
    [0, 1, false],
    [["a", "b"], ["b", "a"], true],
    [["a", "a"], ["a", "b"], false],
    [["a"], ["a", "b"], false],
    [{ a: "1" }, { a: "1", b: "" }, true],
    [{ a: "1" }, { a: "1", b: "2" }, false],
    [[{ port: 1 }], [{ port: 1, name: "" }], true],
    [["a"], { a: "a" }, false],
  ];
  for (const [wanted, recorded, isSame] of cases) {
    it(`${JSON.stringify(wanted)} ${isSame ? "is" : "is not"} ${JSON.stringify(recorded)}`, () =>
      equal(isSameArgument(wanted, recorded), isSame));
  }
});
