import assert from "node:assert/strict";
import { startsDeployment } from "../../../rollout/startsDeployment";

const inputs = {
  taskDefinition: "arn:aws:ecs:us-west-2:123456789012:task-definition/app:1",
  desiredCount: 1,
  networkConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: false },
  platformVersion: "LATEST",
  loadBalancers: [{ targetGroupArn: "arn", containerName: "app", containerPort: 80 }],
  deploymentMinimumHealthyPercent: 100,
  deploymentMaximumPercent: 200,
  deploymentCircuitBreaker: { enable: true, rollback: true },
  healthCheckGracePeriodSeconds: 60,
  enableExecuteCommand: false,
  capacityProviderStrategies: [
    { capacityProvider: "FARGATE", weight: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: 1 },
  ],
  availabilityZoneRebalancing: "ENABLED",
  tags: { a: "b" },
};
const changing = (changes: Record<string, unknown>) =>
  startsDeployment({ oldInputs: inputs, newInputs: { ...structuredClone(inputs), ...changes } });

describe("whether a change starts a deployment", () => {
  for (const [argument, value] of Object.entries({
    taskDefinition: "arn:aws:ecs:us-west-2:123456789012:task-definition/app:2",
    networkConfiguration: { subnets: ["subnet-2"], securityGroups: ["sg-1"], assignPublicIp: false },
    platformVersion: "1.4.0",
    loadBalancers: [],
    serviceRegistries: { registryArn: "arn" },
    serviceConnectConfiguration: { enabled: true },
    forceNewDeployment: true,
    capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
  })) {
    it(`${argument} does`, () => assert.equal(changing({ [argument]: value }), true));
  }

  for (const [argument, value] of Object.entries({
    desiredCount: 2,
    deploymentMinimumHealthyPercent: 50,
    deploymentMaximumPercent: 150,
    deploymentCircuitBreaker: { enable: false, rollback: false },
    healthCheckGracePeriodSeconds: 90,
    enableExecuteCommand: true,
    capacityProviderStrategies: [
      { capacityProvider: "FARGATE_SPOT", weight: 4 },
      { capacityProvider: "FARGATE", weight: 1 },
    ],
    availabilityZoneRebalancing: "DISABLED",
    tags: { a: "c" },
  })) {
    it(`${argument} does not`, () => assert.equal(changing({ [argument]: value }), false));
  }

  const forced = { ...inputs, forceNewDeployment: true, triggers: { redeployment: "1" } };
  const changingForced = (changes: Record<string, unknown>) =>
    startsDeployment({ oldInputs: forced, newInputs: { ...structuredClone(forced), ...changes } });

  it("a changed trigger does, together with forceNewDeployment", () =>
    assert.equal(changingForced({ triggers: { redeployment: "2" } }), true));

  it("any other argument does while forceNewDeployment stays on", () =>
    assert.equal(changingForced({ desiredCount: 2 }), true));

  it("a count does not when forceNewDeployment is turned off with it, nor does turning it off alone", () => {
    assert.equal(changingForced({ forceNewDeployment: undefined, desiredCount: 2 }), false);
    assert.equal(changingForced({ forceNewDeployment: undefined }), false);
  });

  it("a trigger that goes does not, with or without forceNewDeployment", () => {
    assert.equal(changingForced({ triggers: undefined }), false);
    assert.equal(changingForced({ triggers: undefined, forceNewDeployment: undefined }), false);
  });

  it("tags do not, even while forceNewDeployment stays on", () =>
    assert.equal(changingForced({ tags: { a: "c" } }), false));

  it("a creation does", () => assert.equal(startsDeployment({ newInputs: inputs }), true));
});
