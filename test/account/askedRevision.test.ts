import { deepStrictEqual as deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { AccountError } from "../../account/accountError";
import { askFor, type Asked } from "../../components/askedRevision";
import { renderTaskDefinition } from "../../components/taskDefinition";
import { preflight } from "../../rollout/preflight";
import { pushImage } from "../../sandbox/aws/pushImage";
import { productionSettings } from "../component/fixtures";
import { LocalAccount, registry, where } from "./localAccount";

describe("the revision that a stack asks for", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  afterEach(() => account.clearFaults());

  const ask = (changes: Record<string, unknown> = {}): Promise<Asked> =>
    askFor(productionSettings(changes), account.awsConfig(), account.clients());

  /** Registers what these settings ask for; its ARN. */
  const register = async (changes: Record<string, unknown>) => {
    const { settings, existing } = await ask(changes);
    return account.register({}, renderTaskDefinition(settings, existing));
  };
  const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";

  const problem = (changes: Record<string, unknown>, text: RegExp) =>
    rejects(ask(changes), (error) => {
      ok(error instanceof AccountError, String(error));
      match(error.message, text);
      return true;
    });

  it("is rendered from the settings", async () => {
    const { settings, existing, rendered, pinnedRevisionArn } = await ask();
    deepEqual(settings, productionSettings());
    deepEqual(rendered, renderTaskDefinition(settings, existing));
    equal(pinnedRevisionArn, undefined);
  });

  it("has the pinned image by its digest, also where tags are registered", async () => {
    const push = () => pushImage(account.endpoint, { repository: "agenticmem", tag: "latest" });
    const old = await push();
    await push();
    const reference = `${registry}/agenticmem@${old}`;
    const pins = { image: { setting: "latest", reference } };
    for (const pinImageDigest of [true, false]) {
      const { existing, rendered } = await ask({ pins, pinImageDigest });
      equal(rendered.containerDefinitions[0]?.image, reference);
      deepEqual(existing.image, { reference, digest: old, asked: `agenticmem@${old}`, warnings: [] });
    }
  });

  it("has no image whose digest is not there", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const pins = { image: { setting: "latest", reference: `${registry}/agenticmem@${digest}` } };
    await problem(
      { pins },
      new RegExp(`^image "agenticmem@${digest}" does not exist in ${where} \\(npm run rollback -- --release\\)`),
    );
  });

  it("is the pinned one as it is, whatever the settings say", async () => {
    const arn = await register({ cpu: "2048", environment: { OLD: "yes" } });
    const pinnedRevision = nameOf(arn);
    const { settings, existing, rendered, pinnedRevisionArn } = await ask({ pinnedRevision, pins: {}, cpu: "512" });
    equal(pinnedRevisionArn, arn);
    deepEqual(settings.size, { cpu: 2048, memoryMiB: 4096 });
    deepEqual(rendered, (await ask({ cpu: "2048", environment: { OLD: "yes" } })).rendered);
    equal(existing.image.reference, rendered.containerDefinitions[0]?.image);
    const findings = await preflight(settings, existing, account.clients(), { ownsLogGroup: false, rendered });
    deepEqual(findings.problems, []);
  });

  it("is looked up first, with one call more than without a pin", async () => {
    const pinnedRevision = nameOf(await register({}));
    const calls = await account.callsOf(() => ask({ pinnedRevision }));
    equal(calls["ecs:DescribeTaskDefinition"], 1);
    equal(calls["sts:GetCallerIdentity"], 1);
    // A whole reference needs no repository of the stack's.
    equal(calls["ecr:DescribeRepositories"], undefined);
  });

  it("is a problem when it is gone, deregistered, or not the app's", async () => {
    const arn = await register({ environment: { GONE: "yes" } });
    await account.ecs.deregisterTaskDefinition({ taskDefinition: arn });
    const pinnedRevision = nameOf(arn);
    await problem(
      { pinnedRevision },
      new RegExp(`^pinned revision ${pinnedRevision} is INACTIVE in ${where}, .*--release`),
    );
    await problem(
      { pinnedRevision: "agenticmem-task:9999" },
      /^pinned revision agenticmem-task:9999 does not exist in .*--release/,
    );
    const other = await account.register(
      {},
      { family: "agenticmem-task", containerDefinitions: [{ name: "web", image: "web:1" }] },
    );
    await problem({ pinnedRevision: nameOf(other) }, /cannot serve: it has no container "agenticmem" \(.*--release\)/);
  });

  it("cannot be told without permission, or with credentials of somebody else", async () => {
    const pinnedRevision = nameOf(await register({}));
    await account.fault({ action: "ecs:DescribeTaskDefinition", kind: "deny" });
    await problem(
      { pinnedRevision },
      /revision .* cannot be looked up: permission for ecs:DescribeTaskDefinition is missing/,
    );
    const others = account.awsConfig({ allowedAccountIds: '["999999999999"]' });
    await rejects(
      askFor(productionSettings({ pinnedRevision: "agenticmem-task:9999" }), others, account.clients()),
      /these credentials open account 123456789012, but the stack allows only 999999999999/,
    );
  });
});
