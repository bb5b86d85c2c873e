import { deepEqual, equal } from "node:assert/strict";
import { problemsOf, refuses, settingsOf, warningsOf, stackWith } from "./settingsOf";

const sidecars = { envoy: { image: "public.ecr.aws/envoy/envoy:v1.30" } };
const noRole = { executionRole: "none", image: "public.ecr.aws/nginx/nginx:1.27", logGroupMode: "none" };

describe("what services that were made by hand do without", () => {
  it("roles", () => {
    const { names } = settingsOf({ ...noRole, taskRole: "none" });
    deepEqual([names.executionRole, names.taskRole], [undefined, undefined]);
  });

  it("a platform, a start period, labels", () => {
    const settings = settingsOf({ architecture: "", secretVersionLabels: false, healthCheck: { command: "true" } });
    equal(settings.architecture, undefined);
    equal(settings.secretVersionLabels, false);
    equal(settings.container.healthCheck?.startPeriodSeconds, undefined);
    equal(
      settingsOf({ healthCheck: { command: "true", startPeriodSeconds: 0 } }).container.healthCheck?.startPeriodSeconds,
      0,
    );
  });

  it("an execution role for what overrides replace", () => {
    const overrides = { container: { image: "nginx", logConfiguration: { logDriver: "splunk" } } };
    deepEqual(problemsOf(stackWith({ executionRole: "none", overrides })), []);
  });
});

describe("a setting that an override takes the place of", () => {
  const overrides = { container: { image: "nginx", environment: [{ name: "a[0]", value: "1" }], user: "1000" } };

  it("is warned of, with the command that lets it speak", () =>
    deepEqual(warningsOf({ image: "docker.io/library/nginx:1", environment: { A: "1" }, overrides }), [
      "image is without effect: overrides.container.image takes its place (pulumi config rm --path overrides.container.image " +
        "lets the setting say it)",
      "environment is without effect: overrides.container.environment takes its place (pulumi config rm --path " +
        "overrides.container.environment lets the setting say it)",
    ]));

  it("is not, where it says nothing", () =>
    deepEqual(warningsOf({ overrides: { container: { environment: [], user: "1000" } } }), []));
});

describe("overrides of a sidecar", () => {
  it("are by its name", () => {
    const overrides = { sidecars: { envoy: { user: "1337" } } };
    deepEqual(settingsOf({ sidecars, overrides }).overrides.sidecars, { envoy: { user: "1337" } });
  });
});

refuses("what nothing can run with", [
  [
    { ...noRole, secrets: ["KEY"] },
    "executionRole none is not valid with secrets: use a role that may do that (pulumi config rm executionRole)",
  ],
  [
    { executionRole: "none" },
    "executionRole none is not valid with logs (logGroupMode none sends none), an image from ECR: use a role that may do that " +
      "(pulumi config rm executionRole)",
  ],
  [
    { sidecars, overrides: { sidecars: { envoi: { user: "1" } } } },
    "overrides.sidecars.envoi names no sidecar: use envoy (pulumi config rm --path overrides.sidecars.envoi; " +
      "pulumi config set --path 'overrides.sidecars.envoy.<field>' <value>)",
  ],
  [
    { sidecars, overrides: { sidecars: { envoy: "1337" } } },
    "overrides.sidecars.envoy 1337 is not valid: use a map of fields of a container definition " +
      "(pulumi config set --path 'overrides.sidecars.envoy.<field>' <value>)",
  ],
]);
