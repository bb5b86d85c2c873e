import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import type { Existing } from "../../account/existing";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { preflight } from "../../rollout/preflight";
import { isRedeployed, isRegistered, mayStartTasks } from "../../rollout/preflight/newTasks";
import type { Settings } from "../../settings/types";
import { LocalAccount } from "../account/localAccount";
import { productionAccount, productionSettings } from "../component/fixtures";

/** What ECS adds to a revision by itself. */
const additions = {
  taskDefinitionArn: "arn:aws:ecs:us-west-2:1:task-definition/agenticmem-task:1",
  revision: 1,
  status: "ACTIVE" as const,
  compatibilities: ["EC2" as const, "FARGATE" as const],
  requiresAttributes: [{ name: "x" }],
  registeredAt: new Date(0),
  volumes: [],
  placementConstraints: [],
  enableFaultInjection: false,
};

const rendered = (settings = productionSettings()) => renderTaskDefinition(settings, productionAccount());

function registered(settings = productionSettings()) {
  const { containerDefinitions, ...definition } = rendered(settings);
  return {
    ...definition,
    ...additions,
    containerDefinitions: containerDefinitions.map(({ environment = [], ...container }) => ({
      ...container,
      cpu: 0,
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      environment: environment.toReversed(),
    })),
  };
}

/** The service as it is after an update to production's settings. */
function deployed(): Existing {
  const existing = productionAccount();
  const { subnetIds: subnets, securityGroupIds: securityGroups } = existing.network;
  const service = {
    arn: "",
    desiredCount: 2,
    taskDefinitionArn: additions.taskDefinitionArn,
    taskDefinition: registered(),
    description: {
      platformVersion: "LATEST",
      networkConfiguration: {
        awsvpcConfiguration: { subnets: subnets.toReversed(), securityGroups, assignPublicIp: "DISABLED" as const },
      },
      loadBalancers: Object.values(existing.targetGroupArns).map((targetGroupArn) => ({ targetGroupArn })),
    },
  };
  return { ...existing, service };
}

describe("whether an update may start tasks", () => {
  const asks = (settings: Settings, existing = deployed(), revision = rendered(settings)) =>
    mayStartTasks({ settings, existing }, revision);

  for (const [what, changes] of [
    ["nothing changes", {}],
    ["fewer tasks are wanted", { desiredCount: "1" }],
    ["only the way of deployments changes", { deployment: { maximumPercent: 150 } }],
  ] as [string, Record<string, unknown>][]) {
    it(`no: ${what}`, () => equal(asks(productionSettings(changes)), false));
  }

  for (const [what, changes] of [
    ["more tasks are wanted", { desiredCount: "3" }],
    ["the size changes", { cpu: "2048" }],
    ["a variable is added", { environment: { NODE_ENV: "production", MORE: "1" } }],
    ["all variables are taken away", { environment: {} }],
    ["the health check is taken away", { healthCheck: {} }],
    ["the disk grows", { ephemeralStorage: "30" }],
    ["tasks get public addresses", { assignPublicIp: "true" }],
    ["the platform changes", { platformVersion: "1.4.0" }],
    ["capacity providers take over", { capacityProviders: { FARGATE_SPOT: 1 } }],
    ["the service is overridden", { overrides: { service: { forceNewDeployment: true } } }],
    ["the revision is overridden", { overrides: { taskDefinition: { pidMode: "task" } } }],
  ] as [string, Record<string, unknown>][]) {
    it(`yes: ${what}`, () => equal(asks(productionSettings(changes)), true));
  }

  it("yes: there is no service yet, its revision is gone, or nobody says what it is to be", () => {
    const settings = productionSettings();
    equal(asks(settings, productionAccount()), true);
    const { service, ...rest } = deployed();
    equal(asks(settings, { ...rest, service: service && { ...service, taskDefinition: undefined } }), true);
    equal(mayStartTasks({ settings, existing: deployed() }), true);
  });

  it("yes: subnets, security groups or target groups are others", () => {
    const { network, ...rest } = deployed();
    const settings = productionSettings();
    equal(asks(settings, { ...rest, network: { ...network, subnetIds: ["subnet-1"] } }), true);
    equal(asks(settings, { ...rest, network: { ...network, securityGroupIds: ["sg-1"] } }), true);
    equal(asks(settings, { ...rest, network, targetGroupArns: { api: "arn:other" } }), true);
  });

  it("takes a revision for another one that has what was not rendered", () => {
    equal(isRegistered(rendered(), registered()), true);
    equal(isRegistered(rendered(), { ...registered(), pidMode: "task" }), false);
  });
});

describe("preflight of a service that stays as it is, in the local AWS", function () {
  this.timeout(20_000);
  const account = new LocalAccount();

  it("counts a redeployment that the service has not had", () => {
    const redeployment = "1";
    equal(isRedeployed({}, {}), false);
    equal(isRedeployed({ redeployment }), true);
    equal(isRedeployed({ redeployment }, { triggers: null }), true);
    equal(isRedeployed({ redeployment }, { triggers: { redeployment: "0" } }), true);
    equal(isRedeployed({ redeployment }, { triggers: { redeployment } }), false);
  });

  it("does not ask EC2, and does once the size changes", async () => {
    const settings = productionSettings();
    const before = await account.lookUp();
    await account.createService(await account.register({}, renderTaskDefinition(settings, before)), {
      networkConfiguration: { awsvpcConfiguration: { subnets: before.network.subnetIds } },
      loadBalancers: [{ targetGroupArn: before.targetGroupArns.api, containerName: "agenticmem", containerPort: 8081 }],
    });
    const existing = await account.lookUp();
    const callsOf = (wanted: Settings) =>
      account.callsOf(() =>
        preflight(wanted, existing, account.clients(), {
          ownsLogGroup: false,
          rendered: renderTaskDefinition(wanted, existing),
        }),
      );
    const ec2 = (calls: Record<string, number>) => Object.keys(calls).filter((action) => action.startsWith("ec2:"));
    deepEqual(ec2(await callsOf(settings)), []);
    deepEqual(ec2(await callsOf(productionSettings({ cpu: "2048" }))), ["ec2:DescribeSubnets"]);
    deepEqual(ec2(await callsOf(productionSettings({ redeployment: "1" }))), ["ec2:DescribeSubnets"]);
  });
});
