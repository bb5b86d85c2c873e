import { deepStrictEqual as deepEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { readProject } from "../../packaging/readProject";
import { ofApp } from "../../program/ownApp";
import type { OwnResource } from "../../program/ownParts";
import { readAppInProgram, type AppSettings } from "../../settings/inProgram";
import { wordsInProgram } from "../../settings/inProgram/words";

const { defaults } = readProject(join(__dirname, "../.."));

interface Given {
  name?: string;
  inCode?: AppSettings;
  inConfig?: unknown;
  secretKeys?: string[];
  hasSeveral?: boolean;
}

function read({ name = "web", inCode = {}, inConfig, secretKeys = [], hasSeveral = false }: Given) {
  const values = {
    "shop:colour": "red",
    "aws:region": "eu-west-1",
    ...(inConfig !== undefined && { [`shop:${name}`]: JSON.stringify(inConfig) }),
  };
  const config = { project: "shop", stack: "dev", values, secretKeys };
  return readAppInProgram({ name, inCode, hasSeveral, config, defaults });
}

const only = (given: Given) => read(given).services[0]!.settings;
const refuses = (given: Given, message: string) => throws(() => read(given), { name: "SettingsError", message });

describe("settings in a program of one's own", () => {
  it("have this project's defaults, and names derived from the service's", () => {
    const { names, size, image, container } = only({});
    deepEqual(names, {
      cluster: "web-cluster",
      service: "web-service",
      family: "web-task",
      executionRole: "ecsTaskExecutionRole-web",
      taskRole: "ecsTaskRole-web",
      secret: "web/dev/env",
      logGroup: "/ecs/web",
    });
    deepEqual(
      [size, image, container.name],
      [{ cpu: 256, memoryMiB: 512 }, { kind: "tag", repository: "web", tag: "latest" }, "web"],
    );
  });

  it("are overridden by the stack's config, maps key by key", () => {
    const inCode = { cpu: 512, memory: 1024, environment: { A: "code", B: "code" } };
    const { size, container } = only({ inCode, inConfig: { memory: 2048, environment: { B: "config" } } });
    deepEqual(size, { cpu: 512, memoryMiB: 2048 });
    deepEqual(container.environment, { A: "code", B: "config" });
  });

  it("leave the provider's config as it is, and the program's own out", () => {
    const { values } = read({}).services[0]!.config;
    deepEqual([values["aws:region"], values["shop:colour"]], ["eu-west-1", undefined]);
  });

  it("make several services, each with its key", () => {
    const inCode = { cpu: 512, memory: 1024, services: { web: { ports: { http: 80 } }, worker: { cpu: 256 } } };
    const { services } = read({ name: "app", inCode, hasSeveral: true });
    deepEqual(
      services.map(({ key, settings }) => [key, settings.names.service, settings.names.cluster, settings.size.cpu]),
      [
        ["web", "app-web-service", "app-cluster", 512],
        ["worker", "app-worker-service", "app-cluster", 256],
      ],
    );
  });

  const refused: [what: string, given: Given, message: string][] = [
    [
      "a value that is not legal",
      { inCode: { cpu: 512, memory: 999 } },
      "web: memory 999 is not valid with cpu 512: use 1024, 2048, 3072 or 4096 MiB (pulumi config set --path web.memory 1024). Nothing was changed.",
    ],
    [
      "a setting that there is none of, in the code",
      { inCode: { imag: "x" } as AppSettings },
      "web: imag is not a setting: use image (take imag out of the settings of web in the program; " +
        "pulumi config set --path web.image <value>). Nothing was changed.",
    ],
    [
      "the same in the config",
      { inConfig: { imag: "x" } },
      "web: imag is not a setting: use image (pulumi config rm --path web.imag; pulumi config set --path web.image <value>). Nothing was changed.",
    ],
    [
      "a setting of an entry",
      { name: "app", inCode: { services: { web: { cpu: 300 } } }, hasSeveral: true },
      "app: services.web.cpu 300 is not valid: use 256 with memory 512 (pulumi config set --path app.services.web.cpu 256). Nothing was changed.",
    ],
    [
      "what is known only later",
      { inCode: { environment: { URL: Promise.resolve("x") } } },
      "web: environment.URL is no plain value, and settings are checked before anything is made: use text, a number, true or " +
        "false, a list or a map, but no Output. Nothing was changed.",
    ],
    [
      "several services of a single one",
      { inConfig: { services: {} } },
      "web: services is not a setting of a service in a program: use fargateServices, which makes several. Nothing was changed.",
    ],
    [
      "what only commands write",
      { inCode: { pins: {} } as AppSettings },
      "web: pins is not a setting of a service in a program: use the whole reference of the image in image. Nothing was changed.",
    ],
    [
      "a secret",
      { secretKeys: ["shop:web"] },
      "web has something that is set with --secret, but would stand in plain text in the task definition: use Secrets Manager " +
        "for the value and name it in secrets (pulumi config rm --path web.<setting>). Nothing was changed.",
    ],
    [
      "config that is no map",
      { inConfig: [1] },
      "web is not a map of settings: use one (pulumi config rm web; pulumi config set --path 'web.<setting>' <value>). Nothing was changed.",
    ],
    [
      "a name that names nothing",
      { name: "my web" },
      '"my web" is no valid name: use 1 to 100 letters, digits, _ and -, beginning with a letter. Nothing was changed.',
    ],
  ];
  for (const [what, given, message] of refused) it(`refuse ${what}`, () => refuses(given, message));
});

describe("words about an app in a program", () => {
  const said = (text: string) => wordsInProgram(text, { name: "web", inConfig: { tags: { "cost.centre": "1" } } });

  const words: [text: string, inProgram: string][] = [
    ["pulumi config set --plaintext secret <name>", "pulumi config set --path --plaintext web.secret <name>"],
    ["pulumi config set --path 'subnets[0]' <subnet id>", "pulumi config set --path 'web.subnets[0]' <subnet id>"],
    ["pulumi config set aws:profile <name>", "pulumi config set aws:profile <name>"],
    [`pulumi config rm --path 'tags["cost.centre"]'`, `pulumi config rm --path 'web.tags["cost.centre"]'`],
    ["(pulumi config rm --path tags.owner)", "(take tags.owner out of the settings of web in the program)"],
    ["take it over as it is (npm run adopt), or", "take it over as it is (pulumi import), or"],
    [
      "a placeholder (npm run secrets -- set DB_URL)",
      "a placeholder (aws secretsmanager put-secret-value, which sets all keys at once)",
    ],
    ["red.\n  reason: x\n  to see more: npm run diagnose\n  to go back: npm run rollback", "red.\n  reason: x"],
  ];
  for (const [text, inProgram] of words)
    it(JSON.stringify(text), () => deepEqual([said(text), said(said(text))], [inProgram, inProgram]));
});

describe("what the state has of an app", () => {
  const resource = (kind: string, name: string): OwnResource => ({
    urn: `urn:pulumi:dev::shop::${kind}::${name}`,
    type: kind.split("$").at(-1) ?? "",
    outputs: {},
  });
  const service = "agenticmem:ecs:FargateService";
  const foundation = "agenticmem:ecs:Foundation";
  const recorded = [
    ...["web", "web-api", "app-web", "app-worker"].flatMap((name) => [
      resource(service, name),
      resource(`${service}$aws:ecs/service:Service`, `${name}-service`),
    ]),
    resource(foundation, "app"),
    resource(`${foundation}$awsx:ec2:Vpc$aws:ec2/vpc:Vpc`, "app-network"),
    resource("aws:ecs/cluster:Cluster", "web"),
    resource("pulumi:pulumi:Stack", "shop-dev"),
  ];
  const namesOf = (appName: string, hasSeveral: boolean) =>
    ofApp(appName, hasSeveral, recorded).map(({ urn }) => urn.split("::").at(-1));

  it("is of a single service nothing but its own", () => {
    deepEqual(namesOf("web", false), ["web", "web-service"]);
    deepEqual(namesOf("web-api", false), ["web-api", "web-api-service"]);
    deepEqual(namesOf("new", false), []);
  });

  it("is of several all of them, and what they stand on", () => {
    deepEqual(namesOf("app", true), [
      ...["app-web", "app-web-service", "app-worker", "app-worker-service"],
      ...["app", "app-network"],
    ]);
  });
});
