import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { lostTexts } from "../../runbook/adopt/config/lostText";
import { describeAdoption } from "../../runbook/adopt/describeAdoption";
import { differenceLine, differencesIn } from "../../runbook/adopt/differences";
import { withoutCredentials } from "../../runbook/adopt/withoutCredentials";
import type { AdoptDocument } from "../../runbook/documents/adopt";

const told: AdoptDocument = {
  ...{ stack: "prod", cluster: "c", service: "s", revision: "s-task:7", refusals: [], imports: [], notes: [] },
  ...{ differences: [], errors: [], outcome: "planned", config: "config: {}\n" },
  settings: [
    { setting: "environment.OLD", change: "removed", from: "x", isConflict: true },
    { setting: "environment.OLD_TOKEN", change: "removed", isConflict: true },
    { setting: "secrets", change: "changed", isConflict: true },
    { setting: "cpu", change: "changed", from: "512", to: "1024", isConflict: true },
    { setting: "memory", change: "added", to: "2048", isConflict: false },
  ],
};

describe("a text that Pulumi's config would lose", () => {
  it("is found wherever it stands, and its value is not told", () => {
    const settings = {
      environment: { A: "\nsecret", B: "two\nlines", C: "\ttab\nand more", D: "\ttab alone" },
      command: ["sh", "-c", "\n set -e"],
      cpu: 256,
    };
    deepEqual(
      lostTexts(settings).map((text) => text.split(" begins")[0]),
      ["environment.A", "environment.C", "command[2]"],
    );
    doesNotMatch(lostTexts(settings).join(), /secret/);
  });
});

describe("what an adoption says", () => {
  it("tells what is taken away from what is not shown", () => {
    const [, lines = ""] = /will take its place:\n((?: {2}.*\n)+)/.exec(describeAdoption(told)) ?? [];
    deepEqual(lines.trimEnd().split("\n"), [
      "  environment.OLD: x is taken away",
      "  environment.OLD_TOKEN: (not shown) is taken away",
      "  secrets: another value (not shown)",
      "  cpu: 512 → 1024",
    ]);
  });

  it("shows no value that looks like a credential, and else the text as it is", () => {
    const text = `config:
  # why
  app:environment:
    DB_PASSWORD: hunter2supersecret
    URL: https://user:pass@host/
    MODE: plain
  app:command:
    - AKIAABCDEFGHIJKLMNOP
`;
    const shown = withoutCredentials(text);
    doesNotMatch(shown, /hunter2|user:pass|AKIA/);
    match(shown, /# why[^]*DB_PASSWORD: \(not shown\)[^]*MODE: plain/);
    const harmless = "config:\n  app:cpu:   '512' # odd\n";
    equal(withoutCredentials(harmless), harmless);
  });

  it("names the fields inside the containers that differ, and what only the update will know", () => {
    const containers = (value: string) => JSON.stringify([{ name: "app", environment: [{ name: "ML", value }] }]);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const urn = "urn:pulumi:prod::app::a$b::app-task";
    const state = (inputs: Record<string, unknown>) => ({ urn, type: "b", custom: true, inputs });
    const [difference] = differencesIn([
      {
        op: "replace",
        urn,
        differing: ["containerDefinitions", "taskDefinition"],
        oldState: state({ containerDefinitions: containers("\na"), taskDefinition: "app-task:3" }),
        newState: state({ containerDefinitions: containers("a"), taskDefinition: unknown }),
      },
    ]);
    equal(
      differenceLine(difference!),
      'app-task: replace (containerDefinitions.app.environment.ML, taskDefinition "app-task:3"→(known after the update))',
    );
  });
});
