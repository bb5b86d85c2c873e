import { deepStrictEqual as deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { readSettings, SettingsError } from "../../settings";
import { problemsOf, stackWith } from "./settingsOf";

describe("order", () => {
  const shuffled = <T extends object>(record: T) =>
    fc
      .shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length })
      .map((entries) => Object.fromEntries(entries));
  const names = ["A", "B", "C", "D"];

  it("of settings, keys and sets makes no difference to the result", () => {
    const expected = JSON.stringify(configured({}));
    fc.assert(
      fc.property(
        shuffled({ b: 2, a: 1, c: "3/udp" }),
        shuffled({ Z: "1", Y: "2" }),
        fc.shuffledSubarray(names, { minLength: names.length }),
        shuffled({ s: { image: "s" }, r: { image: "r" } }),
        fc.shuffledSubarray(["subnet-00000001", "subnet-00000002"], { minLength: 2 }),
        fc.boolean(),
        (ports, environment, secrets, sidecars, subnets, reversed) => {
          equal(JSON.stringify(configured({ ports, environment, secrets, sidecars, subnets }, reversed)), expected);
        },
      ),
    );
  });

  function configured(more: object, reversed = false) {
    const config = stackWith({
      ports: { a: 1, b: 2, c: "3/udp" },
      environment: { Y: "2", Z: "1" },
      secrets: names,
      sidecars: { r: { image: "r" }, s: { image: "s" } },
      subnets: ["subnet-00000001", "subnet-00000002"],
      overrides: { service: { b: { y: 1, x: 2 }, a: 1 } },
      ...more,
    });
    const entries = Object.entries(config.values);
    return readSettings({ ...config, values: Object.fromEntries(reversed ? entries.reverse() : entries) }).settings;
  }
});

describe("the error", () => {
  const several = stackWith({
    cpu: 512,
    memory: 3000,
    ports: { api: 0 },
    cpuu: 1,
    zzz: 1,
    deployment: { maximumPercent: 100 },
    image: "",
  });

  it("tells all problems at once, and that nothing was changed", () => {
    throws(
      () => readSettings(several),
      (error) => {
        ok(error instanceof SettingsError);
        equal(error.problems.length, 6);
        const lines = error.message.split("\n");
        equal(lines[0], "6 settings are not valid:");
        deepEqual(
          lines.slice(1, -1),
          error.problems.map((problem) => `  - ${problem}`),
        );
        equal(lines.at(-1), "Nothing was changed.");
        return true;
      },
    );
  });

  it("is one sentence for one problem", () => {
    throws(() => readSettings(stackWith({ cpu: 512, memory: 3000 })), {
      message:
        "memory 3000 is not valid with cpu 512: use 1024, 2048, 3072 or 4096 MiB (pulumi config set memory 3072). Nothing was changed.",
    });
  });

  it("is the same for the same settings in another order", () => {
    const values = Object.fromEntries(Object.entries(several.values).reverse());
    deepEqual(problemsOf({ ...several, values }), problemsOf(several));
  });

  it("names a setting that has neither value nor default", () => {
    const config = stackWith({});
    delete config.values["agenticmem:architecture"];
    deepEqual(problemsOf(config), [
      "architecture has no value, nor a default in Pulumi.yaml: use X86_64 or ARM64, or nothing (pulumi config set architecture <value>)",
    ]);
  });

  it("says nothing about config of other packages", () => {
    const config = stackWith({});
    config.values["aws:regionn"] = "x";
    deepEqual(problemsOf(config), []);
  });
});
