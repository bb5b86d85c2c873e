import { deepEqual, equal } from "node:assert/strict";
import { adoptedRevision, adoptionMessage, takeoverMessage } from "../../runbook/history/adoption";
import { correctState } from "../../runbook/adopt/correctState";
import { differenceLine, differencesIn } from "../../runbook/adopt/differences";
import { ownedService } from "../../runbook/adopt/ownedService";
import { ownResources, withoutOwn } from "../../runbook/adopt/ownPart";
import { readPreview, type PreviewStep } from "../../runbook/adopt/previewStack";
import { resourcesOf, type StackState, type StateResource } from "../../runbook/adopt/stackState";

const urn = (types: string, name: string) => `urn:pulumi:prod::agenticmem::${types}::${name}`;
const root = urn("pulumi:pulumi:Stack", "agenticmem-prod");
const component = urn("agenticmem:ecs:FargateService", "agenticmem");
const childUrn = (type: string, name: string) => urn(`agenticmem:ecs:FargateService$${type}`, name);
const service = childUrn("aws:ecs/service:Service", "agenticmem-service");
const task = childUrn("aws:ecs/taskDefinition:TaskDefinition", "agenticmem-task");
const provider = (name: string) => ({
  urn: urn("pulumi:providers:aws", name),
  type: "pulumi:providers:aws",
  custom: true,
  id: `id-of-${name}`,
});
const on = (name: string) => `${urn("pulumi:providers:aws", name)}::id-of-${name}`;
const arn = "arn:aws:ecs:us-west-2:123456789012:task-definition/agenticmem-task:7";

const rootResource: StateResource = { urn: root, type: "pulumi:pulumi:Stack", custom: false };
const componentResource: StateResource = {
  urn: component,
  type: "agenticmem:ecs:FargateService",
  custom: false,
  parent: root,
};
const serviceResource: StateResource = {
  urn: service,
  type: "aws:ecs/service:Service",
  custom: true,
  id: "arn:aws:ecs:us-west-2:123456789012:service/main/web",
  parent: component,
  provider: on("default"),
  inputs: { name: "web", taskDefinition: "agenticmem-task:7" },
  outputs: {
    name: "web",
    cluster: "arn:aws:ecs:us-west-2:123456789012:cluster/main",
    taskDefinition: "agenticmem-task:7",
  },
};
const taskResource: StateResource = {
  urn: task,
  type: "aws:ecs/taskDefinition:TaskDefinition",
  custom: true,
  id: "agenticmem-task",
  parent: component,
  provider: on("default"),
  inputs: { cpu: "256" },
  outputs: { arn, cpu: "256" },
};

const stateOf = (...resources: StateResource[]): StackState => ({
  version: 3,
  deployment: { resources, secrets_providers: { type: "passphrase" } },
});
const imported = stateOf(rootResource, provider("default"), componentResource, serviceResource, taskResource);

const step = (
  op: string,
  resource: StateResource,
  newState: Partial<StateResource>,
  ...differing: string[]
): PreviewStep => ({
  op,
  urn: resource.urn,
  differing,
  oldState: resource,
  newState: { ...resource, id: undefined, outputs: undefined, ...newState },
});

describe("the state of an adopted service", () => {
  const find = (state: StackState, wanted: string) => resourcesOf(state).find((resource) => resource.urn === wanted);

  it("gets what the program registers beside the arguments", () => {
    const beside = { retainOnDelete: true, protect: true, propertyDependencies: { cpu: [] } };
    const corrected = find(correctState(imported, [step("same", taskResource, beside)]), task);
    deepEqual(corrected, { ...taskResource, ...beside });
  });

  it("names the revision as the program does, when it is the same one", () => {
    const steps = [step("update", serviceResource, { inputs: { taskDefinition: arn } }, "taskDefinition")];
    const corrected = find(correctState(imported, steps), service);
    deepEqual([corrected?.inputs?.taskDefinition, corrected?.outputs?.taskDefinition], [arn, arn]);
  });

  it("keeps another revision as the difference that it is", () => {
    for (const other of [`${arn}1`, arn.replace("task:7", "task:8"), "04da6b54-80e4-46f7-96ec-b56ff0331ba9"]) {
      const steps = [step("update", serviceResource, { inputs: { taskDefinition: other } }, "taskDefinition")];
      equal(find(correctState(imported, steps), service)?.outputs?.taskDefinition, "agenticmem-task:7");
    }
  });

  it("takes the provider's own switches from the program, and nothing that AWS knows", () => {
    const inputs = {
      forceNewDeployment: true,
      triggers: { redeployment: "now" },
      propagateTags: "SERVICE",
      desiredCount: 4,
    };
    const steps = [step("update", serviceResource, { inputs }, ...Object.keys(inputs))];
    const { outputs } = find(correctState(imported, steps), service) ?? {};
    deepEqual(outputs, { ...serviceResource.outputs, forceNewDeployment: true, triggers: { redeployment: "now" } });
  });

  it("takes a switch away that the program does not have", () => {
    const switched = { ...taskResource, outputs: { ...taskResource.outputs, trackLatest: true } };
    const state = stateOf(rootResource, componentResource, switched);
    const corrected = find(correctState(state, [step("update", switched, {}, "trackLatest")]), task);
    deepEqual(corrected?.outputs, taskResource.outputs);
  });

  it("has everything before what depends on it", () => {
    const steps = [step("same", serviceResource, { dependencies: [task] })];
    const order = resourcesOf(correctState(imported, steps)).map((resource) => resource.urn);
    deepEqual(order, [root, provider("default").urn, component, task, service]);
  });

  it("leaves what is not the program's alone", () => {
    const bucket: StateResource = {
      urn: urn("aws:s3/bucket:Bucket", "b"),
      type: "aws:s3/bucket:Bucket",
      custom: true,
      parent: root,
    };
    const state = stateOf(rootResource, bucket);
    deepEqual(correctState(state, [step("update", bucket, { protect: true }, "acl")]), state);
  });
});

describe("the program's part of a state", () => {
  it("is the component with everything under it", () => {
    deepEqual(
      ownResources(imported).map((resource) => resource.urn),
      [component, service, task],
    );
  });

  it("goes with the provider that nothing else uses, and the rest stays as it is", () => {
    deepEqual(withoutOwn(imported), stateOf(rootResource));
  });

  it("leaves providers that others use, and those that were there for nobody", () => {
    const other: StateResource = {
      urn: urn("aws:s3/bucket:Bucket", "b"),
      type: "aws:s3/bucket:Bucket",
      custom: true,
      provider: on("default"),
    };
    const state = stateOf(
      rootResource,
      provider("default"),
      provider("spare"),
      componentResource,
      serviceResource,
      other,
    );
    deepEqual(withoutOwn(state), stateOf(rootResource, provider("default"), provider("spare"), other));
  });

  it("names the service, and tells whether its adoption came to an end", () => {
    const told = { cluster: "main", service: "web", revision: "agenticmem-task:7" };
    deepEqual(ownedService(imported), { ...told, isComplete: false });
    const complete = stateOf(rootResource, componentResource, taskResource, {
      ...serviceResource,
      propertyDependencies: {},
    });
    deepEqual(ownedService(complete), { ...told, isComplete: true });
    equal(ownedService(stateOf(rootResource, componentResource, taskResource)), undefined);
  });
});

describe("what a preview says", () => {
  const run = (printed: object, exitCode = 0) => ({ exitCode, stdout: JSON.stringify(printed), stderr: "" });

  it("is the differing arguments of each resource that pulumi up would touch", () => {
    const { steps, errors } = readPreview(
      run({
        steps: [
          { op: "refresh", urn: service, newState: serviceResource },
          { op: "same", urn: task, newState: taskResource },
          {
            op: "update",
            urn: service,
            oldState: serviceResource,
            newState: { ...serviceResource, inputs: { name: "api", taskDefinition: "x".repeat(200) } },
            detailedDiff: { name: {}, taskDefinition: {}, "loadBalancers[0].containerPort": {} },
          },
        ],
      }),
    );
    deepEqual(errors, []);
    deepEqual(differencesIn(steps).map(differenceLine), [
      'agenticmem-service: update (loadBalancers, name "web"→"api", taskDefinition "agenticmem-task:7"→none)',
    ]);
  });

  it("is the program's errors where there is none", () => {
    const diagnostics = [
      { message: "a line\n", severity: "info" },
      { message: "cpu 3 is not valid\n", severity: "error" },
    ];
    deepEqual(readPreview(run({ diagnostics }, 1)), { steps: [], errors: ["cpu 3 is not valid"] });
    deepEqual(readPreview({ exitCode: 1, stdout: "", stderr: "error: locked\n" }), {
      steps: [],
      errors: ["error: locked"],
    });
  });
});

describe("the entry of an adoption in the history", () => {
  const entry = {
    number: 1,
    kind: "resource-import",
    result: "succeeded",
    startTime: new Date(0),
    config: {},
    resourceChanges: {},
  };

  it("names the revision that was adopted", () => {
    equal(adoptedRevision({ ...entry, message: adoptionMessage("agenticmem-task:7") }), "agenticmem-task:7");
  });

  it("is none that says something else, failed, or is of another kind", () => {
    const message = adoptionMessage("agenticmem-task:7");
    equal(adoptedRevision({ ...entry, message: takeoverMessage }), undefined);
    equal(adoptedRevision({ ...entry, message, result: "failed" }), undefined);
    equal(adoptedRevision({ ...entry, message, kind: "update" }), undefined);
  });
});
