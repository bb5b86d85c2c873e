import { deepEqual, equal } from "node:assert/strict";
import type { TaskDefinition as Revision } from "@aws-sdk/client-ecs";
import { settingsOfRevision } from "../../components/pinnedRevision";
import { registerForm } from "../../components/registerForm";
import { renderTaskDefinition } from "../../components/taskDefinition";
import type { Settings } from "../../settings/types";
import { productionAccount, productionSettings, secretArn } from "./fixtures";

const arn = "arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:2";

/** A revision as ECS describes it, with all that it adds. */
function described(changes: Record<string, unknown> = {}): Revision {
  const { containerDefinitions, ...rest } = renderTaskDefinition(productionSettings(changes), productionAccount());
  return {
    ...rest,
    taskDefinitionArn: arn,
    revision: 2,
    status: "ACTIVE",
    volumes: [],
    placementConstraints: [],
    enableFaultInjection: false,
    compatibilities: ["EC2", "FARGATE"],
    requiresAttributes: [{ name: "ecs.capability.task-eni" }],
    registeredAt: new Date(0),
    registeredBy: "arn:aws:iam::111122223333:user/somebody",
    containerDefinitions: containerDefinitions.map((container) => ({
      cpu: 0,
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      ...container,
      environment: container.environment?.toReversed() ?? [],
      secrets: container.secrets?.toReversed(),
    })),
  };
}

const standsFor = (revision: Revision, changes: Record<string, unknown> = {}): Settings => {
  const read = settingsOfRevision(productionSettings({ pinnedRevision: "agenticmem-task:2", ...changes }), revision);
  if ("problems" in read) throw new Error(read.problems.join());
  return read.settings;
};

const problemsOf = (revision: Revision) => {
  const read = settingsOfRevision(productionSettings({ pinnedRevision: "agenticmem-task:2" }), revision);
  return "problems" in read ? read.problems : [];
};

describe("a revision in the form in which it is registered", () => {
  it("is what was rendered, to the byte", () => {
    for (const changes of [{}, { sidecars: { log: { image: "log:1", cpu: 10 } } }, { ephemeralStorage: 50 }]) {
      const rendered = renderTaskDefinition(productionSettings(changes), productionAccount());
      equal(JSON.stringify(registerForm(described(changes))), JSON.stringify(rendered));
    }
  });
});

describe("what a revision stands for", () => {
  it("is the settings it was made from, in place of the present ones", () => {
    const old = { cpu: "2048", memory: "8192", architecture: "ARM64", ephemeralStorage: 50, environment: { A: "b" } };
    const settings = standsFor(described({ ...old, desiredCount: "7" }), { desiredCount: "2" });
    const wanted = productionSettings(old);
    deepEqual(settings.size, wanted.size);
    equal(settings.architecture, "ARM64");
    equal(settings.ephemeralStorageGiB, 50);
    deepEqual(settings.container.environment, { A: "b" });
    deepEqual(settings.container.ports, wanted.container.ports);
    deepEqual(settings.container.healthCheck, wanted.container.healthCheck);
    deepEqual(settings.image, { kind: "pinned", reference: productionAccount().image.reference });
    deepEqual(settings.names, wanted.names);
    equal(settings.desiredCount, 2);
  });

  it("has the roles, sidecars and secrets that stand in it", () => {
    const revision = described({ sidecars: { log: { image: "log:1", essential: false } } });
    revision.executionRoleArn = "arn:aws:iam::111122223333:role/teams/a/other-role";
    const [main] = revision.containerDefinitions ?? [];
    if (main === undefined) throw new Error("no container");
    main.secrets = [
      { name: "KEY", valueFrom: `${secretArn}:KEY::version-0` },
      { name: "WHOLE", valueFrom: secretArn },
      { name: "PARAMETER", valueFrom: "arn:aws:ssm:us-west-2:111122223333:parameter/a/b" },
      { name: "BY_NAME", valueFrom: "/a/c" },
    ];
    const settings = standsFor(revision);
    equal(settings.names.executionRole, "other-role");
    deepEqual(
      settings.sidecars.map(({ name, image, essential }) => [name, image, essential]),
      [["log", "log:1", false]],
    );
    deepEqual(
      settings.container.secrets.map(({ source }) => source),
      [
        { kind: "secret", secret: secretArn, key: "KEY" },
        { kind: "secret", secret: secretArn },
        { kind: "parameter", arn: "arn:aws:ssm:us-west-2:111122223333:parameter/a/b" },
        { kind: "parameter", arn: "arn:aws:ssm:us-west-2:111122223333:parameter/a/c" },
      ],
    );
    equal(settings.pinSecretVersions, true);
    deepEqual(settings.pins, { secrets: { [secretArn]: "version-0" } });
  });

  it("has none of the overrides that are for a revision, and those of the service", () => {
    const overrides = {
      container: { user: "1" },
      taskDefinition: { pidMode: "task" },
      service: { propagateTags: "NONE" },
    };
    const settings = standsFor(described(), { overrides });
    deepEqual(settings.overrides.container, {});
    deepEqual(settings.overrides.taskDefinition, {});
    deepEqual(settings.overrides.service, { propagateTags: "NONE" });
  });

  it("has its target groups at the port of that name, or at one without a name", () => {
    const other = described({ ports: { api: 9000 }, targetGroups: { api: "agenticmem-api-tg" } });
    deepEqual(
      standsFor(other).targetGroups.map(({ port }) => port),
      [9000],
    );
    const nameless = described();
    for (const mapping of nameless.containerDefinitions?.[0]?.portMappings ?? []) delete mapping.name;
    deepEqual(
      standsFor(nameless).targetGroups.map(({ port }) => port),
      [8081],
    );
  });

  it("is a problem without the app's container, or without a port that is in a target group", () => {
    deepEqual(problemsOf(described({ ports: {}, targetGroups: {} })), [
      'it has no port "api", which is in target group agenticmem-api-tg',
    ]);
    deepEqual(problemsOf({ ...described(), containerDefinitions: [{ name: "web" }] }), [
      'it has no container "agenticmem"',
    ]);
  });
});
