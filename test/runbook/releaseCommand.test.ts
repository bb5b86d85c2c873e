import { deepEqual, equal, match } from "node:assert/strict";
import { releaseDocument } from "../../runbook/documents/release";
import { runbook } from "../../runbook/runbook";
import { FakeEngine } from "./support/fakeEngine";
import { Project } from "./support/project";

const component = "urn:pulumi:test::agenticmem::agenticmem:ecs:FargateService::agenticmem";
const service = {
  urn: "urn:pulumi:test::agenticmem::agenticmem:ecs:FargateService$aws:ecs/service:Service::agenticmem-service",
  type: "aws:ecs/service:Service",
  custom: true,
  id: "arn:aws:ecs:us-west-2:123456789012:service/agenticmem-cluster/agenticmem-service",
  parent: component,
  protect: true,
};
const stateOf = (...resources: object[]) => JSON.stringify({ version: 4, deployment: { resources } });

describe("release and adopt, before anything is changed", () => {
  let project: Project;
  let engine: FakeEngine;
  beforeEach(() => {
    project = new Project({ endpoint: "http://127.0.0.1:9", region: "us-west-2", accountId: "123456789012" });
    engine = new FakeEngine();
    engine.answer({
      stdout: stateOf({ urn: component, type: "agenticmem:ecs:FargateService", custom: false }, service),
    });
  });
  afterEach(() => {
    project.remove();
    engine.remove();
  });

  async function run(...args: string[]) {
    const { surroundings, printed } = project.surroundings();
    const exitCode = await runbook(args, { ...surroundings, env: { ...surroundings.env, ...engine.env } });
    return { exitCode, ...printed() };
  }

  it("release says what it would let go of with --dry-run", async () => {
    const { exitCode, stdout } = await run("release", "--dry-run", "--output", "json");
    equal(exitCode, 0);
    const told = releaseDocument.parse(JSON.parse(stdout));
    deepEqual(
      [told.stack, told.outcome, told.resources.map(({ name }) => name)],
      ["test", "planned", ["agenticmem", "agenticmem-service"]],
    );
    equal(engine.calls.length, 1);
  });

  it("release says what adopt will not take over again, and how it is deleted before", async () => {
    const dashboard = {
      urn: `${component}::x::agenticmem-dashboard`,
      type: "aws:cloudwatch/dashboard:Dashboard",
      custom: true,
      parent: component,
    };
    const type = "agenticmem:ecs:FargateService";
    engine.answer({ stdout: stateOf({ urn: component, type, custom: false }, service, dashboard) });
    const { stdout } = await run("release", "--dry-run");
    match(
      stdout,
      /but not agenticmem-dashboard: .*\(pulumi config set dashboard false; pulumi config rm alarms; pulumi up\)$/m,
    );
  });

  it("release asks, and a no changes nothing", async () => {
    project.answers = [false];
    const { exitCode, stdout, stderr } = await run("release");
    equal(exitCode, 1);
    match(stderr, /agenticmem-service \(arn:aws:ecs/);
    match(stdout, /Nothing was changed/);
    equal(project.questions.length, 1);
    deepEqual(
      engine.calls.map((words) => words.slice(0, 2)),
      [["stack", "export"]],
    );
  });

  it("release puts the state back without what it lets go of, protected or not", async () => {
    const { exitCode, stdout } = await run("release", "--yes");
    equal(exitCode, 0);
    match(stdout, /npm run adopt takes the service over again/);
    deepEqual(
      engine.calls.map((words) => words.slice(0, 2)),
      [
        ["stack", "export"],
        ["stack", "import"],
      ],
    );
  });

  it("release has nothing to do without a service", async () => {
    engine.answer({ stdout: stateOf() });
    const { exitCode, stdout } = await run("release", "--yes");
    equal(exitCode, 0);
    match(stdout, /nothing to let go of/);
  });

  for (const command of ["adopt", "release"]) {
    it(`${command} is a usage error where nobody can be asked`, async () => {
      const { exitCode, stderr } = await run(command);
      equal(exitCode, 2);
      match(stderr, /--yes/);
    });

    it(`${command} does not touch a state of a form that it does not know`, async () => {
      engine.answer({ stdout: JSON.stringify({ version: 9, deployment: {} }) });
      const { exitCode, stderr } = await run(command, "--yes");
      equal(exitCode, 4);
      match(stderr, /version 9.*Nothing was changed/);
    });
  }

  it("adopt says how a stack is made that is not there", async () => {
    engine.answer({ stderr: "error: no stack named 'test' found", exitCode: 255 });
    const { exitCode, stderr } = await run("adopt", "--yes");
    equal(exitCode, 4);
    match(stderr, /pulumi stack init test/);
  });

  it("adopt refuses when the stack has another service", async () => {
    const outputs = { name: "web", cluster: "arn:aws:ecs:us-west-2:123456789012:cluster/main" };
    engine.answer({
      stdout: stateOf(
        { urn: component, type: "agenticmem:ecs:FargateService", custom: false },
        { ...service, outputs },
      ),
    });
    const { exitCode, stdout } = await run("adopt", "--yes");
    equal(exitCode, 1);
    match(stdout, /has a service already, web in cluster main.*npm run release/);
  });
});
