import { deepEqual, equal, match } from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
import { editConfig, type ConfigChange } from "../../runbook/configFile/editConfig";
import { changesInFile } from "../../runbook/configFile/entryChanges";
import { ofService } from "../../runbook/history/ofService";
import { readServices } from "../../settings/readServices";
import { useLocalAws } from "../sandbox/awsFixture";
import { stackWith } from "../unit/settingsOf";
import { FakeEngine } from "./support/fakeEngine";
import { Project, type Printed } from "./support/project";
import { runbook } from "../../runbook/runbook";

describe("commands of a stack with several services", () => {
  const used = useLocalAws();
  let project: Project;
  let engine: FakeEngine;

  before(async function () {
    this.timeout(120_000);
    project = new Project(used.aws);
    engine = new FakeEngine();
    engine.setServices(
      { service: "agenticmem-web-service", cluster: "agenticmem-cluster" },
      { service: "agenticmem-worker-service", cluster: "agenticmem-cluster" },
    );
    project.set("services", {
      web: { environment: { ROLE: "web" } },
      worker: { cpu: 512, memory: 1024, targetGroups: null, environment: { ROLE: "worker" } },
    });
    for (const key of ["web", "worker"]) {
      project.serviceKey = key;
      const { clients, settings } = project.open();
      await (await clients.logs()).createLogGroup({ logGroupName: settings.names.logGroup });
      await project.deploy();
      await project.settled();
    }
  });
  after(() => {
    project.remove();
    engine.remove();
  });

  async function run(...args: string[]): Promise<Printed> {
    const { surroundings, printed } = project.surroundings();
    const exitCode = await runbook(args, { ...surroundings, env: { ...surroundings.env, ...engine.env } });
    return { exitCode, ...printed() };
  }

  const commands = [
    ...["status", "diff", "render", "preflight", "revisions", "diagnose", "logs", "rightsize", "abort --dry-run"],
    ...["prune --dry-run", "redeploy --dry-run", "rollback --dry-run", "run --dry-run -- true"],
  ];
  for (const command of commands) {
    it(`${command} wants to know which one it is about`, async () => {
      const { exitCode, stdout, stderr } = await run(...command.split(" "));
      deepEqual([command.startsWith("run") ? 2 : exitCode, stdout], [2, ""]);
      equal(stderr, "the stack has 2 services: use --service web or --service worker. Nothing was changed.\n");
    });
  }

  it("refuse one that there is not", async () => {
    const { exitCode, stderr } = await run("status", "--service", "wrker");
    equal(exitCode, 2);
    equal(stderr, "the stack has no service wrker: use --service web or --service worker. Nothing was changed.\n");
  });

  it("are about the one that is named", async () => {
    const { exitCode, stdout, stderr } = await run("status", "--service", "worker", "--output", "json");
    equal(exitCode, 0, stderr);
    match(stdout, /agenticmem-worker-service/);
    const rendered = JSON.parse((await run("render", "--service", "worker")).stdout) as Record<string, unknown>;
    deepEqual([rendered.family, rendered.cpu], ["agenticmem-worker-task", "512"]);
    const offline = JSON.parse((await run("render", "--offline", "--service", "web")).stdout) as Record<
      string,
      unknown
    >;
    deepEqual([offline.family, offline.cpu], ["agenticmem-web-task", "1024"]);
    equal((await run("diff", "--service", "web")).exitCode, 0);
    const dryRun = await run("run", "--service", "worker", "--dry-run", "--", "true");
    match(dryRun.stdout, /agenticmem-worker-task/);
  });

  it("say what to do about that one", async () => {
    const text = readFileSync(project.stackFile, "utf8");
    project.set("services", { web: { image: "gone" }, worker: {} });
    try {
      const { exitCode, stdout, stderr } = await run("preflight", "--service", "web");
      equal(exitCode, 1, stderr);
      match(stdout + stderr, /pulumi config set --path services\.web\.image/);
      equal((await run("preflight", "--service", "worker")).exitCode, 0);
    } finally {
      project.set("services", (parse(text) as { config: Record<string, unknown> }).config["agenticmem:services"]);
    }
  });

  it("redeploy plans for that one's tasks", async () => {
    const { exitCode, stdout, stderr } = await run("redeploy", "--service", "worker", "--dry-run");
    equal(exitCode, 0, stderr);
    match(stdout, /service agenticmem-worker-service \(agenticmem-worker-task:1\) will be replaced/);
  });

  it("have the keys of the app's secret without a service, with those of all", async () => {
    const { stdout, stderr } = await run("secrets", "list");
    match(stdout, /OPENAI_API_KEY/, stderr);
    const named = await run("secrets", "list", "--service", "web");
    equal(named.exitCode, 2);
  });

  it("take over no service", async () => {
    const { exitCode, stderr } = await run("adopt", "--dry-run");
    equal(exitCode, 2);
    match(stderr, /^adopt takes over a service for a stack that has no other, and this one has several/);
  });

  it("refuse --service where the stack has one service", async () => {
    const alone = new Project(used.aws);
    try {
      const { exitCode, stderr } = await alone.run("status", "--service", "web");
      equal(exitCode, 2);
      match(stderr, /^--service web names one of several services, and the stack has only one/);
    } finally {
      alone.remove();
    }
  });
});

describe("a change of one of several services", () => {
  const outside = { cpu: "1024", environment: { LOG: "info", A: "1" } };
  const services = { web: { cpu: 512, environment: { ROLE: "web" } }, worker: {} };
  const whole = stackWith({ ...outside, services });
  const changed = (changes: Record<string, unknown>, key = "web") => {
    const asChanges = Object.entries(changes).map(([setting, value]): [string, ConfigChange] => [
      `agenticmem:${setting}`,
      { value: typeof value === "string" ? value : JSON.stringify(value), isDefault: false },
    ]);
    const [change] = Object.values(changesInFile(whole, key, Object.fromEntries(asChanges)));
    return change === undefined ? undefined : (JSON.parse(change.value) as unknown);
  };

  it("is a change of its entry", () => {
    deepEqual(changed({ cpu: "2048" }), { ...services, web: { ...services.web, cpu: "2048" } });
    deepEqual(changed({ redeployment: "now" }, "worker"), { ...services, worker: { redeployment: "now" } });
  });

  it("leaves out what is as outside", () => {
    deepEqual(changed({ cpu: "1024" }), { ...services, web: { environment: { ROLE: "web" } } });
  });

  it("takes away what stands outside and is not wanted", () => {
    deepEqual(changed({ environment: { A: "2" } }), {
      ...services,
      web: { cpu: 512, environment: { A: "2", LOG: null } },
    });
  });

  it("is as it was for the only one", () => {
    const changes = { "agenticmem:cpu": { value: "1", isDefault: false } };
    equal(changesInFile(whole, undefined, changes), changes);
  });

  it("makes the settings that were wanted, and no other service's any others", () => {
    const names = fc.constantFrom("LOG", "A", "ROLE", "NEW");
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), fc.constantFrom(256, 512, 1024), (environment, cpu) => {
        const changes = {
          "agenticmem:environment": { value: JSON.stringify(environment), isDefault: false },
          "agenticmem:cpu": { value: String(cpu), isDefault: false },
          "agenticmem:memory": { value: "2048", isDefault: false },
        };
        const file = editConfig(
          `config:\n  agenticmem:services: ${JSON.stringify(services)}\n`,
          "agenticmem",
          changesInFile(
            whole,
            "web",
            cpu === 256 ? { ...changes, "agenticmem:memory": { value: "512", isDefault: false } } : changes,
          ),
        );
        const edited = (parse(file) as { config: Record<string, unknown> }).config["agenticmem:services"];
        const given = { ...outside, memory: "2048", services: edited };
        const [web, worker] = readServices(stackWith(given)).services;
        deepEqual({ ...web?.settings.container.environment }, { ...environment });
        equal(web?.settings.size.cpu, cpu);
        deepEqual(worker?.settings.size, { cpu: 1024, memoryMiB: 2048 });
      }),
    );
  });
});

describe("the history of one of several services", () => {
  const update = (settings: Record<string, unknown>) => ({
    number: 1,
    kind: "update",
    result: "succeeded",
    startTime: new Date(),
    message: "",
    resourceChanges: {},
    config: Object.fromEntries(
      Object.entries(stackWith(settings).values).map(([key, value]) => [key, { value, secret: false }]),
    ),
  });
  const [config] = readServices(stackWith({ services: { web: {}, worker: {} } })).services.map((each) => each.config);

  it("has the config that the service had", () => {
    const [seen] = ofService(config!, [update({ cpu: "512", services: { web: { cpu: 1024 } } })]);
    equal(seen?.config["agenticmem:cpu"]?.value, "1024");
  });

  it("has none where there was no such service", () => {
    deepEqual(
      ofService(config!, [update({ services: { worker: {} } }), update({})]).map((each) => each.config),
      [{}, {}],
    );
  });

  it("is the stack's where the stack has one service", () => {
    const updates = [update({})];
    equal(ofService(stackWith({}), updates), updates);
  });
});
