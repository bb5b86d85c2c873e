import { deepStrictEqual as deepEqual, equal, ok } from "node:assert/strict";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { differencesBetween } from "../../runbook/diff/differences";
import type { Definition } from "../../runbook/diff/meaning";
import { shown } from "../../runbook/diff/shown";
import { inWords } from "../../runbook/diff/words";
import { withDefaults } from "../../sandbox/ecs/taskDefinitionDefaults";
import { digest, otherDigest, productionAccount, productionSettings, repositoryUri } from "../component/fixtures";

/** As the program renders it, with two of everything that can be there twice. */
function rendered(): Definition {
  const sidecar = {
    image: "public.ecr.aws/x/proxy:1",
    ports: { admin: 9901 },
    environment: { LEVEL: "info", MODE: "fast" },
    essential: false,
    dependsOn: { agenticmem: "START" },
  };
  const settings = productionSettings({ sidecars: { proxy: sidecar }, ephemeralStorage: 30, stopTimeout: "60" });
  return renderTaskDefinition(settings, productionAccount());
}

/** What DescribeTaskDefinition makes of it. */
function described(definition: Definition): Definition {
  const copy = structuredClone(definition) as Parameters<typeof withDefaults>[0];
  return {
    ...withDefaults(copy),
    taskDefinitionArn: "arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:7",
    revision: 7,
    status: "ACTIVE",
    registeredAt: new Date(),
    registeredBy: "arn:aws:iam::111122223333:root",
  } as Definition;
}

const main = (definition: Definition): ContainerDefinition => definition.containerDefinitions![0]!;

const changed = (change: (definition: Definition) => void): Definition => {
  const copy = structuredClone(rendered());
  change(copy);
  return copy;
};

/** Differences, in the words that users see, when production is live and this is wanted. */
const words = (wanted: Definition, live = described(rendered())) =>
  differencesBetween(live, wanted).map((difference) =>
    inWords(difference, { mainContainer: "agenticmem", askedImage: "agenticmem:latest" }),
  );

describe("diff: two task definitions", () => {
  it("what ECS makes of a definition is no difference", () => {
    deepEqual(differencesBetween(described(rendered()), rendered()), []);
  });

  const cases: [what: string, change: (definition: Definition) => void, line: string][] = [
    ["cpu", (wanted) => (wanted.cpu = "2048"), "cpu 1024→2048"],
    ["memory", (wanted) => (wanted.memory = "8192"), "memory 4096→8192"],
    [
      "the image's digest",
      (wanted) => (main(wanted).image = `${repositoryUri}@${otherDigest}`),
      "image sha256:aaaaaaaaaaaa→sha256:bbbbbbbbbbbb (agenticmem:latest)",
    ],
    [
      "the repository",
      (wanted) => (main(wanted).image = `other@${digest}`),
      `image ${repositoryUri}@${digest}→other@${digest} (agenticmem:latest)`.replace(
        /image (.*)→/,
        (_, reference: string) => `image ${reference.slice(0, 49)} … ${reference.slice(-48)}→`,
      ),
    ],
    [
      "a new variable",
      (wanted) => main(wanted).environment!.push({ name: "LOG_LEVEL", value: "debug" }),
      "+ LOG_LEVEL debug",
    ],
    ["a variable taken away", (wanted) => main(wanted).environment!.shift(), "- ENVIRONMENT"],
    [
      "a variable with another value",
      (wanted) => (main(wanted).environment![0]!.value = "x"),
      "ENVIRONMENT production→x",
    ],
    [
      "a new secret",
      (wanted) => main(wanted).secrets!.push({ name: "TOKEN", valueFrom: "arn:aws:ssm:us-west-2:1:parameter/t" }),
      "+ secret TOKEN arn:aws:ssm:us-west-2:1:parameter/t",
    ],
    [
      "a rotated secret",
      (wanted) => (main(wanted).dockerLabels!["secret-version/agenticmem/prod/env"] = "version-2"),
      "version of secret agenticmem/prod/env version-1→version-2",
    ],
    [
      "a new port",
      (wanted) => main(wanted).portMappings!.push({ name: "admin", containerPort: 9000, hostPort: 9000 }),
      "+ port admin 9000/tcp",
    ],
    [
      "a port under another number",
      (wanted) => Object.assign(main(wanted).portMappings![0]!, { containerPort: 9000, hostPort: 9000 }),
      "port api 8081→9000",
    ],
    ["part of the health check", (wanted) => (main(wanted).healthCheck!.interval = 60), "healthCheck.interval 30→60"],
    ["no health check", (wanted) => delete main(wanted).healthCheck, "- healthCheck"],
    ["another command", (wanted) => (main(wanted).command = ["serve", "--fast"]), '+ command ["serve","--fast"]'],
    ["no task role", (wanted) => delete wanted.taskRoleArn, "- taskRoleArn"],
    [
      "a sidecar's variable",
      (wanted) => (wanted.containerDefinitions![1]!.environment![0]!.value = "x"),
      "proxy: LEVEL info→x",
    ],
    ["no sidecar", (wanted) => wanted.containerDefinitions!.pop(), "- container proxy"],
    [
      "another sidecar",
      (wanted) => wanted.containerDefinitions!.push({ name: "log", image: "log:1" }),
      "+ container log log:1",
    ],
  ];
  for (const [what, change, line] of cases) {
    it(`${what}: ${line}`, () => deepEqual(words(changed(change)), [line]));
  }

  it("what was left out, where ECS takes the same by itself, is no difference, either way round", () => {
    const short = changed((definition) => {
      delete definition.runtimePlatform;
      delete main(definition).essential;
      delete main(definition).healthCheck!.timeout;
      for (const port of main(definition).portMappings!) {
        delete port.protocol;
        delete port.hostPort;
      }
    });
    deepEqual(differencesBetween(short, rendered()), []);
    deepEqual(differencesBetween(rendered(), short), []);
  });

  it("variables, secrets and ports come and go one by one, also the first and the last", () => {
    const bare = changed((definition) => {
      delete main(definition).environment;
      delete main(definition).portMappings;
    });
    deepEqual(words(bare), ["- ENVIRONMENT", "- NODE_ENV", "- RUN_MIGRATION", "- port api", "- port frontend"]);
    deepEqual(words(rendered(), described(bare)).at(-1), "+ port frontend 8080/tcp");
  });

  it("a port that was registered without its name differs in the name alone", () => {
    const live = described(changed((definition) => delete main(definition).portMappings![0]!.name));
    deepEqual(words(rendered(), live), ["+ port api.name api"]);
  });

  it("the same name twice: none is lost", () => {
    const twice = changed((definition) => main(definition).environment!.push({ name: "NODE_ENV", value: "again" }));
    deepEqual(
      differencesBetween(described(twice), rendered()).map(({ kind, live }) => [kind, live]),
      [["removed", "again"]],
    );
  });

  it("a whole definition against nothing has every field", () => {
    const paths = differencesBetween({}, rendered()).map(({ path }) => path[0]);
    deepEqual(
      [...new Set(paths)].sort(),
      Object.keys(rendered())
        .filter((field) => field !== "runtimePlatform")
        .sort(),
    );
  });

  it("values that look like credentials are not shown, whatever holds them", () => {
    const credential = "ghp_0123456789abcdefghijABCDEFGHIJ";
    const live = described(
      changed((definition) => {
        main(definition).environment!.push({ name: "API_TOKEN", value: "q9Xw2Lr8Zk4Tn6Vb1Mc3" });
        main(definition).command = ["serve", `--token=${credential}`];
        definition.containerDefinitions!.push({
          name: "x",
          image: "x",
          environment: [{ name: "A", value: credential }],
        });
      }),
    );
    const text = JSON.stringify([differencesBetween(live, rendered()).map(shown), words(live, described(rendered()))]);
    ok(!text.includes(credential) && !text.includes("q9Xw2Lr8Zk4Tn6Vb1Mc3"), text);
    equal(text.match(/not shown/g)?.length, 5);
  });
});

/** Every place in a value where a single field can be changed, but for the names that entries are found by. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) {
    const items = value as unknown[];
    return items.every((item) => typeof item === "object")
      ? items.flatMap((item, index) => places(item, [...path, index]))
      : [path];
  }
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value)
    .filter(([field]) => field !== "name" && field !== "containerName")
    .flatMap(([field, item]) => places(item, [...path, field]));
}

function changeAt(value: unknown, [field, ...rest]: (string | number)[]): unknown {
  if (field === undefined) {
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    return Array.isArray(value) ? [...(value as unknown[]), "x"] : `${String(value)}x`;
  }
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[field] = changeAt(copy[field], rest);
  return copy;
}

const shuffled = <T>(list: T[], keys: number[]): T[] =>
  list
    .map((item, index) => ({ item, key: keys[index % keys.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** The lists whose entries have names, in another order. */
function reordered(definition: Definition, keys: number[]): Definition {
  const copy = structuredClone(definition);
  const containers = copy.containerDefinitions!.map((container) => ({
    ...container,
    environment: container.environment && shuffled(container.environment, keys),
    secrets: container.secrets && shuffled(container.secrets, keys),
    portMappings: container.portMappings && shuffled(container.portMappings, keys),
  }));
  return { ...copy, containerDefinitions: shuffled(containers, keys) };
}

describe("diff: properties", function () {
  this.timeout(20_000);
  const keys = fc.array(fc.integer(), { minLength: 3, maxLength: 8 });
  const definition = rendered();

  it("order and what ECS fills in are no difference, either way round", () => {
    fc.assert(
      fc.property(keys, (order) => {
        const live = described(reordered(definition, order));
        deepEqual(differencesBetween(live, definition), []);
        deepEqual(differencesBetween(definition, live), []);
      }),
    );
  });

  it("a single changed field is exactly one difference, in that field", () => {
    // The number of a port stands twice, on purpose.
    const all = places(definition).filter((path) => path.at(-1) !== "hostPort");
    ok(all.length > 40);
    fc.assert(
      fc.property(fc.constantFrom(...all), keys, (path, order) => {
        const other = changeAt(definition, path) as Definition;
        for (const container of other.containerDefinitions!)
          for (const port of container.portMappings ?? []) port.hostPort = port.containerPort;
        const found = differencesBetween(described(reordered(definition, order)), other);
        equal(found.length, 1, JSON.stringify({ path, found }));
        const field = path.filter((part) => typeof part === "string").at(-1) ?? "";
        // Of a named entry that is little more than a value, the entry is the field.
        const isEntry = ["value", "valueFrom", "condition"].includes(field);
        equal(isEntry ? found[0]!.path.length : found[0]!.path.at(-1), isEntry ? 4 : field);
      }),
      { numRuns: 300 },
    );
  });

  it("a single field that only the live one has, or lacks, is exactly one difference", () => {
    const without = (path: (string | number)[]) => {
      const copy = structuredClone(definition) as Record<string | number, unknown>;
      const holder = path.slice(0, -1).reduce((at, part) => at[part] as Record<string | number, unknown>, copy);
      delete holder[path.at(-1)!];
      return copy as Definition;
    };
    const ignored = new Set([
      "hostPort",
      "protocol",
      "essential",
      "value",
      "valueFrom",
      "condition",
      "interval",
      "retries",
    ]);
    const all = places(definition).filter((path) => !ignored.has(String(path.at(-1))) && path[0] !== "runtimePlatform");
    fc.assert(
      fc.property(
        fc.constantFrom(...all.filter((path) => !["timeout", "containerPort"].includes(String(path.at(-1))))),
        (path) => {
          equal(differencesBetween(definition, without(path)).length, 1, JSON.stringify(path));
          equal(differencesBetween(without(path), definition).length, 1, JSON.stringify(path));
        },
      ),
    );
  });
});
