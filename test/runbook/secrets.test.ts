import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { secretsDocument } from "../../runbook/documents/secrets";
import { runbook } from "../../runbook/runbook";
import { placeholderOf } from "../../settings/placeholders";
import { control, useLocalAws } from "../sandbox/awsFixture";
import { changing } from "./support/changing";
import { Project, type Printed } from "./support/project";

const SecretId = "agenticmem/prod/env";
const value = 'hunter2 "quoted" ünseen';

describe("secrets", function () {
  this.timeout(60_000);
  const local = useLocalAws();
  let project: Project;
  let client: SecretsManager;
  let seeded: string;

  before(async () => {
    client = new SecretsManager(local.config);
    seeded = (await client.getSecretValue({ SecretId })).SecretString ?? "";
  });
  beforeEach(async () => {
    project = new Project(local.aws);
    project.set("aws:maxRetries", 0);
    project.set("secret", SecretId);
    project.unseen = value;
    await client.putSecretValue({ SecretId, SecretString: seeded });
    await control(local.aws.endpoint, "DELETE", "calls");
  });
  afterEach(async () => {
    await control(local.aws.endpoint, "DELETE", "faults");
    project.remove();
  });

  async function current() {
    const { SecretString = "", VersionId } = await client.getSecretValue({ SecretId });
    return { text: SecretString, values: JSON.parse(SecretString) as Record<string, string>, versionId: VersionId };
  }
  const callsMade = async () => (await control(local.aws.endpoint, "GET", "calls")).answer;
  const keyOfProduction = () => Object.keys(JSON.parse(seeded) as object)[0] ?? "";

  /** Neither the value nor a recognizable part of it is printed, asked with, or in a file of the project. */
  function keepsSilent({ stdout, stderr }: Printed): void {
    const files = readdirSync(project.dir, { recursive: true, encoding: "utf8" })
      .map((file) => join(project.dir, file))
      .filter((file) => statSync(file).isFile())
      .map((file) => readFileSync(file, "utf8"));
    for (const text of [stdout, stderr, ...project.questions, ...files]) ok(!/hunter2|ünseen/.test(text), text);
  }

  it("sets one key, keeps the others, and says what takes effect when", async () => {
    const [before, key] = [await current(), keyOfProduction()];
    const printed = await project.run("secrets", "set", key);
    equal(printed.exitCode, 0, printed.stderr);
    const after = await current();
    deepEqual(after.values, { ...before.values, [key]: value });
    match(
      printed.stdout,
      new RegExp(`^key ${key} of secret "${SecretId}" in account \\d+, region us-west-2 is set \\(version`),
    );
    match(printed.stdout, /tasks that start from now on get it; the next pulumi up rolls out a new revision with it$/m);
    match(
      project.questions.join(),
      new RegExp(`^value of key ${key} of secret "${SecretId}" in account .*\\(not shown\\): $`),
    );
    keepsSilent(printed);

    const { VersionIdsToStages = {} } = await client.describeSecret({ SecretId });
    deepEqual(VersionIdsToStages[after.versionId ?? ""], ["AWSCURRENT"]);
    deepEqual(VersionIdsToStages[before.versionId ?? ""], ["AWSPREVIOUS"]);
  });

  const texts: [title: string, given: string | Uint8Array, kept: string][] = [
    ["the line end of echo is cut", "a b\n", "a b"],
    ["that of Windows, too", "a\r\n", "a"],
    ["but only the last one", "a\n\n", "a\n"],
    ["a value of several lines", "-----BEGIN\nabc\n-----END\n", "-----BEGIN\nabc\n-----END"],
    ["blanks at both ends", "  a ", "  a "],
    ["what JSON escapes", '"\\\u0001\u2028', '"\\\u0001\u2028'],
  ];
  for (const [title, given, kept] of texts) {
    it(`takes what is piped in as it is: ${title}`, async () => {
      project.unseen = given;
      equal((await project.run("secrets", "set", keyOfProduction())).exitCode, 0);
      equal((await current()).values[keyOfProduction()], kept);
    });
  }

  const noValues: [title: string, given: string | Uint8Array, why: RegExp][] = [
    ["nothing", "", /^the value is empty/],
    ["only blanks", "  \n", /^the value is empty/],
    ["only a line end", "\n", /^the value is empty/],
    ["bytes that are no text", Buffer.from([0x68, 0xff, 0xfe]), /not text in UTF-8/],
    ["a zero byte", "hunter2\0", /not text in UTF-8/],
  ];
  for (const [title, given, why] of noValues) {
    it(`refuses as a value ${title}`, async () => {
      project.unseen = given;
      const printed = await project.run("secrets", "set", keyOfProduction());
      equal(printed.exitCode, 2);
      match(printed.stderr, why);
      keepsSilent(printed);
      equal((await current()).text, seeded);
    });
  }

  const wordings: string[][] = [
    ["set", "DATABASE_URL", "hunter2"],
    ["set", "DATABASE_URL=hunter2"],
    ["set", "DATABASE_URL", "--value", "hunter2"],
    ["set", "DATABASE_URL", "--value=hunter2"],
    ["set", "DATABASE_URL", "-hunter2"],
    ["set", "DATABASE_URL", "--yes=hunter2"],
    ["set", "--", "DATABASE_URL", "hunter2"],
    ["set", "postgres://app:hunter2@db/main"],
    ["set", "hunter2 with blanks"],
    ["DATABASE_URL", "hunter2"],
    ["--value=hunter2", "set", "DATABASE_URL"],
    ["list", "hunter2"],
    ["hunter2"],
    ["set"],
    [],
  ];
  for (const words of wordings) {
    it(`refuses, without repeating it and without a call: secrets ${words.join(" ")}`, async () => {
      const printed = await project.run("secrets", ...words);
      deepEqual([printed.exitCode, printed.stdout], [2, ""]);
      keepsSilent(printed);
      deepEqual(await callsMade(), {});
    });
  }

  it("says why the value is no argument", async () => {
    const { stderr } = await project.run("secrets", "set", "DATABASE_URL", "hunter2");
    match(stderr, /never an argument, since the list of processes and the shell's history/);
  });

  const badSecrets: [title: string, text: string, why: RegExp][] = [
    ["a text", "hunter2", /is not a JSON object/],
    ["a list", '["hunter2"]', /is not a JSON object/],
    ["an object with a number", '{"PORT": 1, "A": "hunter2"}', /something else than a text in PORT/],
  ];
  for (const [title, text, why] of badSecrets) {
    it(`refuses a secret that is ${title}, before the value is asked for`, async () => {
      await client.putSecretValue({ SecretId, SecretString: text });
      const printed = await project.run("secrets", "set", "A");
      equal(printed.exitCode, 1);
      match(printed.stderr, why);
      match(printed.stderr, /Nothing was changed/);
      deepEqual(project.questions, []);
      keepsSilent(printed);
      equal((await client.getSecretValue({ SecretId })).SecretString, text);
    });
  }

  it("a secret that is not there: names the setting, and the foundation that makes it", () =>
    changing(project, { secret: "none/such" }, async () => {
      const { exitCode, stderr } = await project.run("secrets", "set", "A");
      equal(exitCode, 1);
      match(stderr, /secret "none\/such" does not exist in account .*pulumi config set --plaintext secret <name>/);
      match(stderr, /pulumi config set --path foundation\.secret create and pulumi up/);
    }));

  describe("a key that nothing has yet", () => {
    const slip = () => `${keyOfProduction()}S`;

    it("like another one: refused where nobody can be asked", async () => {
      const { exitCode, stderr } = await project.run("secrets", "set", slip());
      equal(exitCode, 2);
      match(stderr, new RegExp(`was ${keyOfProduction()} meant\\? Nothing was changed; --yes`));
      equal((await current()).text, seeded);
    });

    it("like another one: asked about, and a no changes nothing", async () => {
      project.answers = [false];
      const { exitCode, stdout } = await project.run("secrets", "set", slip(), "--output", "json");
      equal(exitCode, 1);
      equal(secretsDocument.parse(JSON.parse(stdout)).outcome, "declined");
      equal((await current()).text, seeded);
    });

    it("like another one: set with --yes", async () => {
      const { exitCode } = await project.run("secrets", "set", slip(), "--yes");
      equal(exitCode, 0);
      equal((await current()).values[slip()], value);
    });

    it("like no other: set, with the command that gives it to the container", async () => {
      const { exitCode, stdout } = await project.run("secrets", "set", "BRAND_NEW");
      equal(exitCode, 0);
      const next = Object.keys(JSON.parse(seeded) as object).length;
      match(
        stdout,
        new RegExp(
          `no container is given it yet: .*pulumi config set --path --plaintext 'secrets\\[${next}\\]' BRAND_NEW`,
        ),
      );
    });
  });

  it("--dry-run says what it would replace, and neither asks nor writes", async () => {
    const key = keyOfProduction();
    await client.putSecretValue({ SecretId, SecretString: JSON.stringify({ [key]: placeholderOf(key) }) });
    const before = await current();
    await control(local.aws.endpoint, "DELETE", "calls");
    const { exitCode, stdout } = await project.run("secrets", "set", key, "--dry-run");
    equal(exitCode, 0);
    match(stdout, new RegExp(`^would set key ${key} .*, in place of its placeholder$`, "m"));
    deepEqual(project.questions, []);
    deepEqual(Object.keys(await callsMade()).sort(), [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetSecretValue",
      "sts:GetCallerIdentity",
    ]);
    deepEqual(await current(), before);
  });

  it("the value that is there already makes no new version", async () => {
    const before = await current();
    project.unseen = before.values[keyOfProduction()] ?? "";
    const { exitCode, stdout } = await project.run("secrets", "set", keyOfProduction());
    equal(exitCode, 0);
    match(stdout, /has this value already\. Nothing was changed/);
    deepEqual(await current(), before);
  });

  it("Ctrl-C where the value is asked for: exit code 130, nothing changed", async () => {
    project.unseen = undefined;
    const { exitCode, stdout } = await project.run("secrets", "set", keyOfProduction());
    deepEqual([exitCode, stdout], [130, "Nothing was changed.\n"]);
    equal((await current()).text, seeded);
  });

  it("an account that the stack does not allow: refused before the secret is read", () =>
    changing(project, { "aws:allowedAccountIds": ["999999999999"] }, async () => {
      const { exitCode } = await project.run("secrets", "set", keyOfProduction());
      equal(exitCode, 3);
      ok(!("secretsmanager:GetSecretValue" in (await callsMade())));
    }));

  it("keeps what somebody else writes while the value is typed", async () => {
    const { surroundings, printed } = project.surroundings();
    const others = { ...(JSON.parse(seeded) as object), THEIRS: "new", [keyOfProduction()]: "theirs" };
    const exitCode = await runbook(["secrets", "set", keyOfProduction()], {
      ...surroundings,
      readUnseen: async () => {
        await client.putSecretValue({ SecretId, SecretString: JSON.stringify(others) });
        return Buffer.from(value);
      },
    });
    equal(exitCode, 0, printed().stderr);
    deepEqual((await current()).values, { ...others, [keyOfProduction()]: value });
    const { VersionIdsToStages = {} } = await client.describeSecret({ SecretId });
    deepEqual(Object.values(VersionIdsToStages).flat().sort(), ["AWSCURRENT", "AWSPREVIOUS"]);
  });

  describe("when a call fails", () => {
    const writes = ["PutSecretValue", "UpdateSecretVersionStage"];
    const kinds: [kind: string, more: object, why: RegExp][] = [
      ["deny", {}, /permission for secretsmanager:\w+ on .* is missing/],
      ["error", { code: "InternalServiceError", message: `cannot do ${value}` }, /AWS says InternalServiceError/],
      ["error", { code: "InvalidParameterException", message: value, httpStatus: 400 }, /AWS says InvalidParameterE/],
      ["reset", {}, /AWS says \w+/],
    ];
    for (const action of ["GetSecretValue", ...writes]) {
      for (const [kind, more, why] of kinds) {
        it(`${action}, ${kind} ${Object.values(more)[0] ?? ""}: the secret is as it was, and nothing shows the value`, async () => {
          const fault = { action: `secretsmanager:${action}`, kind, ...more };
          await control(local.aws.endpoint, "POST", "faults", fault);
          const printed = await project.run("secrets", "set", keyOfProduction());
          await control(local.aws.endpoint, "DELETE", "faults");
          deepEqual([printed.exitCode, printed.stdout], [3, ""]);
          match(printed.stderr, why);
          match(printed.stderr, action === "GetSecretValue" ? /cannot be read.*Nothing was changed/ : /is as it was: /);
          keepsSilent(printed);
          equal((await current()).text, seeded);
        });
      }
    }

    it("a value that is too long for the secret is refused", async () => {
      project.unseen = "x".repeat(70_000);
      const { exitCode, stderr } = await project.run("secrets", "set", keyOfProduction());
      equal(exitCode, 1);
      match(stderr, /would have 7\d{4} bytes .* holds 65536\. Nothing was changed/);
      equal((await current()).text, seeded);
    });
  });

  describe("list", () => {
    it("names the keys and never a value; exit code 0 when all that is needed is set", async () => {
      const { exitCode, stdout, stderr } = await project.run("secrets", "list");
      equal(exitCode, 0, stderr);
      const { values } = await current();
      for (const [key, text] of Object.entries(values)) {
        match(stdout, new RegExp(`^${key} +set +${key}$`, "m"));
        ok(!stdout.includes(text));
      }
    });

    it("says which are placeholders, missing, or given to nothing; exit code 1", async () => {
      const [one = "", two = "", ...rest] = Object.keys(JSON.parse(seeded) as object);
      const values = {
        ...Object.fromEntries(rest.map((key) => [key, "x"])),
        [one]: placeholderOf(one),
        OLD: "x",
        N: 5,
      };
      await client.putSecretValue({ SecretId, SecretString: JSON.stringify(values) });
      const { exitCode, stdout } = await project.run("secrets", "list", "--output", "json");
      equal(exitCode, 1);
      const { keys, outcome, key } = secretsDocument.parse(JSON.parse(stdout));
      deepEqual([outcome, key], ["listed", undefined]);
      const states = Object.fromEntries(keys.map((each) => [each.key, each.state]));
      deepEqual([states[one], states[two], states.OLD, states.N], ["placeholder", "missing", "set", "set"]);
      deepEqual(keys.find((each) => each.key === "OLD")?.variables, []);
      const { stdout: text } = await project.run("secrets", "list");
      match(text, new RegExp(`^to be set before an update: ${one} \\(npm run secrets -- set ${one}\\)$`, "m"));
    });
  });

  it("a secret that was made and never filled: says so, and the first key makes its value", async () => {
    const { ARN = "" } = await client.createSecret({ Name: "agenticmem/unfilled" });
    try {
      await changing(project, { secret: "agenticmem/unfilled" }, async () => {
        const listed = await project.run("secrets", "list");
        equal(listed.exitCode, 1, listed.stderr);
        match(listed.stdout, /^secret "agenticmem\/unfilled" in .*, without any value yet$/m);
        const printed = await project.run("secrets", "set", keyOfProduction());
        equal(printed.exitCode, 0, printed.stderr);
        keepsSilent(printed);
      });
      const { SecretString, VersionStages } = await client.getSecretValue({ SecretId: ARN });
      deepEqual(JSON.parse(SecretString ?? ""), { [keyOfProduction()]: value });
      deepEqual(VersionStages, ["AWSCURRENT"]);
    } finally {
      await client.deleteSecret({ SecretId: ARN, ForceDeleteWithoutRecovery: true });
    }
  });

  it("set says what else is still to be set", async () => {
    const [one = "", two = ""] = Object.keys(JSON.parse(seeded) as object);
    const values = { ...(JSON.parse(seeded) as object), [one]: placeholderOf(one), [two]: placeholderOf(two) };
    await client.putSecretValue({ SecretId, SecretString: JSON.stringify(values) });
    const { stdout } = await project.run("secrets", "set", one);
    match(stdout, new RegExp(`^still to be set: ${two} \\(npm run secrets -- set ${two}\\)$`, "m"));
    ok(!stdout.includes(`still to be set: ${one}`));
  });
});
