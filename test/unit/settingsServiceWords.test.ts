import { deepEqual, equal } from "node:assert/strict";
import { commandsForEntry } from "../../settings/entryWords";
import { saidOfAll } from "../../settings/serviceWords";

describe("a text about one of several services", () => {
  const entry = { key: "web", entry: { cpu: 512, environment: { OWN: "1" } } };
  for (const [text, said] of [
    ["use 512 (pulumi config set cpu 512)", "use 512 (pulumi config set --path services.web.cpu 512)"],
    ["(pulumi config set --path 'subnets[0]' <id>)", "(pulumi config set --path 'services.web.subnets[0]' <id>)"],
    [
      "(pulumi config set --plaintext secret <name>, or",
      "(pulumi config set --path --plaintext services.web.secret <name>, or",
    ],
    ["pulumi config set -- stopTimeout -1", "pulumi config set --path -- services.web.stopTimeout -1"],
    ["pulumi config rm --path environment.OWN", "pulumi config rm --path services.web.environment.OWN"],
    ["pulumi config rm --path environment.OUTSIDE", "pulumi config rm --path environment.OUTSIDE"],
    ["pulumi config rm memory", "pulumi config rm memory"],
    ["pulumi config rm cpu", "pulumi config rm --path services.web.cpu"],
    ["pulumi config set appName x", "pulumi config set appName x"],
    ["pulumi config set --path foundation.all create", "pulumi config set --path foundation.all create"],
    ["pulumi config set aws:region x", "pulumi config set aws:region x"],
    ["pulumi config set --path 'aws:allowedAccountIds[0]' 1", "pulumi config set --path 'aws:allowedAccountIds[0]' 1"],
    ["npm run rollback -- --release", "npm run rollback -- --service web --release"],
    ["(npm run diagnose says more)", "(npm run diagnose -- --service web says more)"],
    ["npm run runbook -- prune --dry-run", "npm run runbook -- prune --service web --dry-run"],
    ["npm run secrets -- set KEY", "npm run secrets -- set KEY"],
    ["npm run migrate", "npm run migrate"],
  ] as const) {
    it(text, () => equal(commandsForEntry(text, entry), said));
  }

  it("has the service's key, unless it is said of all of several alike", () => {
    const named = (key: string) => ({ key, inWords: (text: string) => text });
    deepEqual(
      saidOfAll([
        { service: named("web"), texts: ["all", "one"] },
        { service: named("worker"), texts: ["all"] },
      ]),
      ["all", "web: one"],
    );
    deepEqual(saidOfAll([{ service: named("web"), texts: ["one"] }]), ["web: one"]);
    deepEqual(saidOfAll([{ service: { inWords: (text) => text }, texts: ["one"] }]), ["one"]);
  });
});
