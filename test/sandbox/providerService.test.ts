import assert from "node:assert/strict";
import { CallError, FakeAwsError, startFixture, urnOf, type Fixture, type Json } from "./providerFixture";

const service = urnOf("aws:ecs/service:Service");
const clusterArn = "arn:aws:ecs:us-west-2:123456789012:cluster/main";
const serviceArn = "arn:aws:ecs:us-west-2:123456789012:service/main/web";
const revision = (number: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/web:${number}`;

const inputs: Json = {
  name: "web",
  cluster: clusterArn,
  taskDefinition: revision(1),
  desiredCount: 2,
  launchType: "FARGATE",
  schedulingStrategy: "REPLICA",
  deploymentMaximumPercent: 200,
  deploymentMinimumHealthyPercent: 100,
  deploymentCircuitBreaker: { enable: true, rollback: true },
  networkConfiguration: { assignPublicIp: true, subnets: ["s-1"], securityGroups: ["sg-1"] },
  loadBalancers: [{ containerName: "app", containerPort: 80, targetGroupArn: "arn:tg" }],
  enableEcsManagedTags: true,
  enableExecuteCommand: false,
  waitForSteadyState: false,
};

/** An ECS with one service, which is what was asked for at once. */
class FakeEcs {
  service: Json | undefined;
  deployments: Json[] = [];
  outcome: Json = { status: "SUCCESSFUL" };

  readonly answers: Record<string, (input: Json) => Json> = {
    CreateService: (input) => {
      this.service = {
        ...input,
        serviceArn,
        clusterArn,
        status: "ACTIVE",
        runningCount: input.desiredCount,
        availabilityZoneRebalancing: "ENABLED",
        platformVersion: "LATEST",
      };
      this.deploy("ecs-svc/1");
      return { service: this.service };
    },
    UpdateService: (input) => {
      const { deploymentConfiguration, ...rest } = input;
      Object.assign(this.service ?? {}, rest, {
        deploymentConfiguration: {
          ...(this.service?.deploymentConfiguration as Json),
          ...(deploymentConfiguration as Json),
        },
      });
      if (input.desiredCount !== undefined) Object.assign(this.service ?? {}, { runningCount: input.desiredCount });
      if (input.taskDefinition !== undefined) this.deploy("ecs-svc/2");
      return { service: this.service };
    },
    DescribeServices: () =>
      this.service
        ? { services: [{ ...this.service, deployments: this.deployments }] }
        : { services: [], failures: [{ reason: "MISSING" }] },
    DeleteService: () => {
      Object.assign(this.service ?? {}, { status: "INACTIVE" });
      return {};
    },
    ListServiceDeployments: () => ({
      serviceDeployments: [
        {
          serviceDeploymentArn: "arn:deployment",
          targetServiceRevisionArn: `arn:service-revision/main/web/${this.primaryNumber}`,
        },
      ],
    }),
    DescribeServiceDeployments: () => ({ serviceDeployments: [this.outcome] }),
    TagResource: () => ({}),
  };

  private get primaryNumber() {
    return String(this.deployments[0]?.id).split("/")[1];
  }

  private deploy(id: string) {
    this.deployments = [{ id, status: "PRIMARY", createdAt: Date.now() / 1000 + 60 }];
  }
}

describe("provider service", () => {
  let fixture: Fixture;
  let ecs: FakeEcs;
  beforeEach(async () => {
    fixture = await startFixture();
    ecs = new FakeEcs();
    fixture.aws.answers = ecs.answers;
  });
  afterEach(() => fixture.stop());

  const create = (more: Json = {}) => fixture.engine.create(service, { ...inputs, ...more });
  const update = (state: Json, news: Json) => fixture.engine.update(service, serviceArn, state, { ...inputs, ...news });
  const lastUpdate = () => fixture.aws.inputsOf("UpdateService").at(-1);

  it("is read back with what its deployments alone say", async () => {
    const more = {
      serviceConnectConfiguration: {
        enabled: true,
        services: [{ portName: "api", clientAlias: [{ port: 80, dnsName: "api" }, { port: 81 }] }],
      },
      volumeConfiguration: {
        name: "work",
        managedEbsVolume: {
          encrypted: true,
          fileSystemType: "xfs",
          roleArn: "arn:role",
          sizeInGb: 20,
          tagSpecifications: [{ resourceType: "volume", tags: { team: "ai" } }],
        },
      },
    };
    const { state } = await create(more);
    const [sent = {}] = fixture.aws.inputsOf("CreateService");
    const { serviceConnectConfiguration, volumeConfigurations } = sent;
    Object.assign(ecs.deployments[0] ?? {}, { serviceConnectConfiguration, volumeConfigurations });
    const read = await fixture.engine.read(service, serviceArn, state);
    const { serviceConnectConfiguration: connect, volumeConfiguration } = read.state;
    assert.deepEqual({ serviceConnectConfiguration: connect, volumeConfiguration }, more);
  });

  it("is created as AWS wants it told", async () => {
    const { id, state } = await create({ tags: { a: "b" } });
    assert.equal(id, serviceArn);
    assert.deepEqual(fixture.aws.inputsOf("CreateService"), [
      {
        serviceName: "web",
        cluster: clusterArn,
        taskDefinition: revision(1),
        desiredCount: 2,
        launchType: "FARGATE",
        schedulingStrategy: "REPLICA",
        deploymentConfiguration: {
          maximumPercent: 200,
          minimumHealthyPercent: 100,
          deploymentCircuitBreaker: { enable: true, rollback: true },
        },
        networkConfiguration: {
          awsvpcConfiguration: { assignPublicIp: "ENABLED", subnets: ["s-1"], securityGroups: ["sg-1"] },
        },
        loadBalancers: [{ containerName: "app", containerPort: 80, targetGroupArn: "arn:tg" }],
        enableECSManagedTags: true,
        enableExecuteCommand: false,
        tags: [{ key: "a", value: "b" }],
      },
    ]);
    const told = { ...inputs, tags: { a: "b" } };
    for (const [name, value] of Object.entries(told)) assert.deepEqual(state[name], value, name);
    assert.equal((await fixture.engine.diff(service, state, told)).changes, false);
    assert.deepEqual((await fixture.engine.read(service, id, state, told)).inputs, told);
  });

  it("keeps cluster and revision in the form the program uses", async () => {
    const { state } = await create({ cluster: "main", taskDefinition: "web:1" });
    assert.equal(state.cluster, "main");
    assert.equal(state.taskDefinition, "web:1");
  });

  const changes: [what: string, change: Json, sent: Json][] = [
    ["a revision", { taskDefinition: revision(2) }, { taskDefinition: revision(2) }],
    ["the number of tasks", { desiredCount: 3 }, { desiredCount: 3 }],
    [
      "one percentage, with the other",
      { deploymentMaximumPercent: 150 },
      { deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 100 } },
    ],
    [
      "the circuit breaker",
      { deploymentCircuitBreaker: { enable: true, rollback: false } },
      { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } },
    ],
    [
      "no circuit breaker any more",
      { deploymentCircuitBreaker: undefined },
      { deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } } },
    ],
    ["no load balancer any more", { loadBalancers: undefined }, { loadBalancers: [] }],
    ["a grace period", { healthCheckGracePeriodSeconds: 30 }, { healthCheckGracePeriodSeconds: 30 }],
    ["rebalancing", { availabilityZoneRebalancing: "DISABLED" }, { availabilityZoneRebalancing: "DISABLED" }],
    ["commands in containers", { enableExecuteCommand: true }, { enableExecuteCommand: true }],
    [
      "the subnets",
      { networkConfiguration: { assignPublicIp: false, subnets: ["s-2"] } },
      { networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "DISABLED", subnets: ["s-2"] } } },
    ],
  ];
  for (const [what, change, sent] of changes) {
    it(`sends what has changed alone: ${what}`, async () => {
      const { state } = await create();
      const news = Object.fromEntries(
        Object.entries({ ...inputs, ...change }).filter(([, value]) => value !== undefined),
      );
      const after = await fixture.engine.update(service, serviceArn, state, news);
      assert.deepEqual(lastUpdate(), { cluster: clusterArn, service: serviceArn, forceNewDeployment: false, ...sent });
      assert.equal((await fixture.engine.diff(service, after, news)).changes, false);
    });
  }

  it("sends no number of tasks that is to be ignored", async () => {
    const { state } = await create();
    const news = { ...inputs, desiredCount: 9, taskDefinition: revision(2) };
    await fixture.engine.update(service, serviceArn, state, news, { ignored: ["desiredCount"] });
    assert.equal(lastUpdate()?.desiredCount, undefined);
    assert.equal(lastUpdate()?.taskDefinition, revision(2));
  });

  it("does not call UpdateService for tags", async () => {
    const { state } = await create();
    await update(state, { tags: { a: "b" } });
    assert.equal(lastUpdate(), undefined);
    assert.deepEqual(fixture.aws.inputsOf("TagResource"), [
      { resourceArn: serviceArn, tags: [{ key: "a", value: "b" }] },
    ]);
  });

  it("shows in preview what stays and what comes", async () => {
    const { state } = await create();
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const news = { ...inputs, taskDefinition: unknown };
    const preview = await fixture.engine.update(service, serviceArn, state, news, { preview: true });
    assert.deepEqual(preview, { ...state, taskDefinition: unknown });
    assert.equal(lastUpdate(), undefined);
  });

  it("is drained, deleted and waited for; a service that is gone is deleted already", async () => {
    const { state } = await create();
    await fixture.engine.delete(service, serviceArn, state);
    assert.deepEqual(lastUpdate(), { cluster: clusterArn, service: serviceArn, desiredCount: 0 });
    assert.deepEqual(fixture.aws.inputsOf("DeleteService"), [
      { cluster: clusterArn, service: serviceArn, force: false },
    ]);
    await fixture.engine.delete(service, serviceArn, state);
    ecs.service = undefined;
    await fixture.engine.delete(service, serviceArn, state);
    assert.equal(fixture.aws.inputsOf("DeleteService").length, 1);
  });

  it("is not drained when it is forced away", async () => {
    const { state } = await create({ forceDelete: true });
    await fixture.engine.delete(service, serviceArn, state);
    assert.equal(lastUpdate(), undefined);
    assert.deepEqual(fixture.aws.inputsOf("DeleteService"), [
      { cluster: clusterArn, service: serviceArn, force: true },
    ]);
  });

  it("is gone when AWS calls it INACTIVE, or does not know it or its cluster", async () => {
    const { state } = await create();
    Object.assign(ecs.service ?? {}, { status: "INACTIVE" });
    assert.equal((await fixture.engine.read(service, serviceArn, state, inputs)).id, "");
    ecs.service = undefined;
    assert.equal((await fixture.engine.read(service, serviceArn, state, inputs)).id, "");
    ecs.answers.DescribeServices = () => {
      throw new FakeAwsError("ClusterNotFoundException", "Cluster not found.");
    };
    assert.equal((await fixture.engine.read(service, serviceArn, state, inputs)).id, "");
  });

  it("is imported by cluster and name, or by its ARN", async () => {
    await create();
    for (const id of ["main/web", serviceArn]) {
      const found = await fixture.engine.read(service, id);
      assert.equal(found.id, serviceArn);
      assert.equal(found.inputs.taskDefinition, "web:1");
      assert.equal(found.inputs.waitForSteadyState, undefined);
      const { detailed } = await fixture.engine.diff(service, found.state, inputs);
      assert.deepEqual(detailed, { taskDefinition: "UPDATE" });
    }
    await assert.rejects(
      fixture.engine.read(service, "web"),
      /wrong format of resource: web, expecting 'cluster-name\/service-name'/,
    );
  });

  it("hands AWS's refusal on unchanged", async () => {
    ecs.answers.CreateService = () => {
      throw new FakeAwsError("ClusterNotFoundException", "Cluster not found.");
    };
    await assert.rejects(create(), (error: CallError) => {
      assert.match(
        error.message,
        /\* creating ECS Service \(web\): operation error ECS: CreateService, https response error StatusCode: 400, RequestID: req-1, ClusterNotFoundException: Cluster not found\./,
      );
      return error.partial === undefined;
    });
  });

  describe("that is waited for", () => {
    it("is done when its deployment is", async () => {
      await create({ waitForSteadyState: true });
      assert.equal(fixture.aws.inputsOf("DescribeServiceDeployments").length, 1);
    });

    it("fails with the deployment's reason, and stays in the state", async () => {
      ecs.outcome = { status: "ROLLBACK_SUCCESSFUL", statusReason: "the circuit breaker was triggered" };
      await assert.rejects(create({ waitForSteadyState: true }), (error: CallError) => {
        assert.match(error.message, /waiting for ECS Service \(arn:.*\) create: the circuit breaker was triggered/);
        return error.partial?.id === serviceArn && error.partial.state.desiredCount === 2;
      });
    });

    it("is taken for done, as by the real provider, when the first answer is older than the change and stable", async () => {
      const { state } = await create({ waitForSteadyState: true });
      ecs.outcome = { status: "ROLLBACK_SUCCESSFUL" };
      const describe = ecs.answers.DescribeServices as (input: Json) => Json;
      const old = [{ id: "ecs-svc/0", status: "PRIMARY", createdAt: 1 }];
      ecs.answers.DescribeServices = (input) => {
        ecs.deployments = old;
        return describe(input);
      };
      await update(state, { waitForSteadyState: true, taskDefinition: revision(2) });
    });

    it("is given up after the program's time limit, and stays in the state", async () => {
      ecs.outcome = { status: "IN_PROGRESS" };
      const call = fixture.engine.create(service, { ...inputs, waitForSteadyState: true }, { timeoutSeconds: 0.2 });
      await assert.rejects(call, (error: CallError) => {
        assert.match(
          error.message,
          /timeout while waiting for state to become 'tfSTABLE' \(last state: 'tfPENDING', timeout: 0\.2s\)/,
        );
        return error.partial?.id === serviceArn;
      });
    });

    it("is left when the engine cancels", async () => {
      ecs.outcome = { status: "IN_PROGRESS" };
      const asked = new Promise<void>((resolve) => {
        ecs.answers.DescribeServiceDeployments = () => {
          resolve();
          return { serviceDeployments: [ecs.outcome] };
        };
      });
      const call = assert.rejects(create({ waitForSteadyState: true }), /cancelled while waiting for state/);
      await asked;
      await fixture.engine.cancel();
      await call;
    });
  });
});
