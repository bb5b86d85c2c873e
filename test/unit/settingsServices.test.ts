import { deepEqual, equal, match, throws } from "node:assert/strict";
import fc from "fast-check";
import { readSettings, SettingsError } from "../../settings";
import { mergedValue, ownValueFor } from "../../settings/merging";
import { readServices } from "../../settings/readServices";
import type { Settings } from "../../settings/types";
import { stackWith } from "./settingsOf";

type Given = Record<string, unknown>;

const servicesOf = (services: Given, outside: Given = {}) => readServices(stackWith({ ...outside, services })).services;

const settingsOfService = (services: Given, outside: Given = {}): Record<string, Settings | undefined> =>
  Object.fromEntries(servicesOf(services, outside).map(({ key = "", settings }) => [key, settings] as const));

function problemsOf(services: Given, outside: Given = {}, secretKeys: string[] = []): string[] {
  try {
    readServices(stackWith({ ...outside, services }, { secretKeys }));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe("the services of a stack", () => {
  it("are one, with the stack's settings as they are, without the setting", () => {
    const config = stackWith({ cpu: "512", memory: "1024" });
    const { services, app, warnings } = readServices(config);
    const { settings } = readSettings(config);
    deepEqual(
      services.map(({ key, config, settings }) => ({ key, config, settings })),
      [{ key: undefined, config, settings }],
    );
    deepEqual([app, warnings], [settings, []]);
    equal(services[0]?.inWords("pulumi config set cpu 512"), "pulumi config set cpu 512");
  });

  it("are sorted by key, each named after it, on what is the app's", () => {
    const [web, worker, ...more] = servicesOf({ worker: {}, web: null });
    deepEqual(more, []);
    deepEqual([web?.key, worker?.key], ["web", "worker"]);
    deepEqual(worker?.settings.names, {
      cluster: "agenticmem-cluster",
      service: "agenticmem-worker-service",
      family: "agenticmem-worker-task",
      executionRole: "ecsTaskExecutionRole-agenticmem",
      taskRole: "ecsTaskRole-agenticmem",
      secret: "agenticmem/test/env",
      logGroup: "/ecs/agenticmem-worker",
    });
    equal(worker.settings.container.name, "agenticmem-worker");
    equal(worker.settings.foundation.repository, "agenticmem");
  });

  it("have what stands outside, unless their entry says otherwise", () => {
    const { web, worker } = settingsOfService(
      { web: { cpu: 512, memory: 1024, image: "1.2" }, worker: { cluster: "other", desiredCount: 0, protect: true } },
      { cpu: "1024", memory: "2048", image: "stable" },
    );
    deepEqual(
      [web?.size, worker?.size],
      [
        { cpu: 512, memoryMiB: 1024 },
        { cpu: 1024, memoryMiB: 2048 },
      ],
    );
    deepEqual(
      [web?.image.kind === "tag" && web.image.tag, worker?.image.kind === "tag" && worker.image.tag],
      ["1.2", "stable"],
    );
    deepEqual([web?.names.cluster, worker?.names.cluster], ["agenticmem-cluster", "other"]);
    deepEqual([worker?.desiredCount, worker?.protect, web?.protect], [0, true, false]);
  });

  it("merge maps key by key, at every depth, and replace lists", () => {
    const { web, worker } = settingsOfService(
      {
        web: { environment: { LOG: "debug", ROLE: "web" }, secrets: ["THREE"], sidecars: { proxy: { cpu: 64 } } },
        worker: {
          environment: { LOG: null },
          targetGroups: null,
          sidecars: { proxy: null },
          deployment: { rollback: false },
        },
      },
      {
        environment: { LOG: "info", NODE_ENV: "production" },
        ports: { http: 80 },
        targetGroups: { http: "tg" },
        secrets: ["ONE", "TWO"],
        sidecars: { proxy: { image: "proxy:1" } },
        deployment: { timeoutMinutes: 5 },
      },
    );
    deepEqual(web?.container.environment, { LOG: "debug", NODE_ENV: "production", ROLE: "web" });
    deepEqual(worker?.container.environment, { NODE_ENV: "production" });
    deepEqual(
      web.container.secrets.map(({ variable }) => variable),
      ["THREE"],
    );
    deepEqual(
      worker.container.secrets.map(({ variable }) => variable),
      ["ONE", "TWO"],
    );
    deepEqual([web.targetGroups.length, worker.targetGroups.length], [1, 0]);
    deepEqual(
      web.sidecars.map(({ image, cpu }) => [image, cpu]),
      [["proxy:1", 64]],
    );
    deepEqual(worker.sidecars, []);
    deepEqual([worker.deployment.timeoutMinutes, worker.deployment.rollback], [5, false]);
  });

  it("come out of merging as wanted, whatever stands outside", () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 }));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.dictionary(fc.stringMatching(/^[a-c]$/), tie("value"), { maxKeys: 3 })),
    }));
    fc.assert(
      fc.property(value, value, (outside, wanted) => {
        deepEqual(plain(mergedValue(outside, ownValueFor(outside, wanted))), plain(wanted));
      }),
    );
  });

  it("that stand on one environment have the app's names for it, not a service's own", () => {
    const { app } = readServices(
      stackWith({ services: { a: { cluster: "own", executionRole: "own" }, b: {} }, foundation: { all: "create" } }),
    );
    deepEqual([app.names.cluster, app.names.executionRole], ["agenticmem-cluster", "ecsTaskExecutionRole-agenticmem"]);
  });

  it("are refused with every problem at once, each where it stands, and once where it stands outside", () => {
    const services = {
      web: { cpu: 300, cup: 512, appName: "x", environment: { "1A": "x" } },
      worker: { memory: 3000 },
      other: {},
    };
    deepEqual(problemsOf(services, { ephemeralStorage: "5", ports: { http: 0 } }), [
      "services.web.appName is a setting of the whole app: use it outside services (pulumi config rm --path services.web.appName)",
      "services.web.cup is not a setting: use cpu (pulumi config rm --path services.web.cup; pulumi config set --path services.web.cpu <value>)",
      "ephemeralStorage 5 is not valid: use a whole number from 20 to 200 GiB (pulumi config set ephemeralStorage 20)",
      "ports.http 0 is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.http 1)",
      "services.web.environment.1A is not a valid name: use letters, digits, _, . and -, not starting with a digit (pulumi config rm --path services.web.environment.1A)",
      "services.web.cpu 300 is not valid: use 256 with memory 512 (pulumi config set --path services.web.cpu 256)",
      "services.worker.memory 3000 is not valid with cpu 256: use 512, 1024 or 2048 MiB (pulumi config set --path services.worker.memory 2048)",
    ]);
  });

  for (const [title, services, outside, problem] of [
    [
      "a key that is no name",
      { "web 1": {} },
      {},
      `services["web 1"] is not a valid name: use 1 to 100 letters, digits, _ and -, beginning with a letter (pulumi config rm --path 'services["web 1"]')`,
    ],
    [
      "an entry that is no map",
      { web: 512 },
      {},
      "services.web 512 is not valid: use a map (pulumi config set --path 'services.web.<name>' <value>)",
    ],
    [
      "services in services",
      { web: { services: {} } },
      {},
      "services.web.services is a setting of the whole app: use it outside services (pulumi config rm --path services.web.services)",
    ],
    [
      "what stands outside where only one service has trouble with it",
      { web: { cpu: 512 }, worker: {} },
      {
        memory: "2048",
        cpu: "512",
        environment: {},
        ephemeralStorage: "21",
        sidecars: { a: { image: "a", memory: 1500 } },
      },
      undefined,
    ],
    [
      "two with the name of one",
      { web: {}, worker: { service: "agenticmem-web-service" } },
      {},
      "services.worker has the service of services.web, agenticmem-web-service: use a name of its own (pulumi config set --path services.worker.service <name>)",
    ],
    [
      "two of a family",
      { web: { family: "task" }, worker: { family: "task" } },
      {},
      "services.worker has the family of services.web, task: use a name of its own (pulumi config set --path services.worker.family <name>)",
    ],
    [
      "two that make a log group",
      { web: {}, worker: {} },
      { logGroup: "/logs" },
      "services.worker has the log group of services.web, /logs: use a name of its own (pulumi config set --path services.worker.logGroup <name>)",
    ],
    ["two that use a log group", { web: {}, worker: {} }, { logGroup: "/logs", logGroupMode: "existing" }, undefined],
    [
      "two of the same name in other clusters",
      { web: { service: "a" }, worker: { service: "a", cluster: "b" } },
      {},
      undefined,
    ],
    [
      "two behind the load balancer that is made",
      { web: { targetGroups: { http: "one" } }, api: { targetGroups: { http: "two" } } },
      { ports: { http: 80 }, foundation: { all: "create" } },
      "foundation.loadBalancer create is for the target groups of one service, and services.api, services.web have some: take " +
        "them from all but one (pulumi config set --path services.api.targetGroups null, or pulumi config set --path " +
        "services.web.targetGroups null), or use load balancers that exist (pulumi config set --path foundation.loadBalancer existing)",
    ],
    [
      "one behind the load balancer that is made, and one not",
      { web: { targetGroups: { http: "one" } }, worker: {} },
      { ports: { http: 80 }, foundation: { loadBalancer: "create" } },
      undefined,
    ],
  ] as [string, Given, Given, string | undefined][]) {
    it(`${problem === undefined ? "may be" : "are not"} ${title}`, () => {
      deepEqual(problemsOf(services, outside), problem === undefined ? [] : [problem]);
    });
  }

  it("are refused unread when they were set as a secret", () => {
    const [problem, ...more] = problemsOf({ web: {} }, {}, ["agenticmem:services"]);
    deepEqual(more, []);
    match(problem ?? "", /^services is set with --secret/);
  });

  it("warn of what stands outside once, and of a number that lost how it was written", () => {
    const { warnings } = readServices(
      stackWith({
        services: { web: { image: 1.5 }, worker: { environment: { PASSWORD: "hunter22" } } },
        environment: { TOKEN_OLD: "AKIAABCDEFGHIJKLMNOP" },
      }),
    );
    deepEqual(
      warnings.map((warning) => warning.split(" ")[0]),
      ["services.web.image", "environment.TOKEN_OLD", "services.worker.environment.PASSWORD"],
    );
  });

  it("never show a value that may be a credential", () => {
    throws(
      () =>
        readServices(
          stackWith({ services: { web: { environment: { "1A": "hunter22" }, cpu: "AKIAABCDEFGHIJKLMNOP" } } }),
        ),
      (error: Error) => !/hunter22|AKIA/.test(error.message),
    );
  });
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
