import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import { lookUp } from "../../account/lookUp";
import type { Made } from "../../account/made";
import { predicted } from "../../components/foundation/predicted";
import { productionSettings } from "../component/fixtures";
import { LocalAccount, registry } from "./localAccount";

const place = { accountId: "123456789012", region: "us-west-2", partition: "aws" };

/** Nothing of an app of another name is in the account. */
const fresh = { appName: "fresh", secret: "fresh/env", secrets: ["KEY"], targetGroups: { api: "fresh-api" } };

describe("looking up what the stack makes itself", function () {
  this.timeout(20_000);
  const account = new LocalAccount();

  const look = (changes: Record<string, unknown>, made: (settings: ReturnType<typeof productionSettings>) => Made) => {
    const settings = productionSettings(changes);
    return lookUp(settings, account.awsConfig(), account.clients(), made(settings));
  };

  it("asks for nothing of it, and gives the same as for what exists", async () => {
    const changes = { ...fresh, foundation: { all: "create" } };
    const calls = await account.callsOf(() => look(changes, (settings) => predicted(settings, place)));
    deepEqual(Object.keys(calls).sort(), [
      "ecr:DescribeImages",
      "ecs:DescribeServices",
      "logs:DescribeLogGroups",
      "sts:GetCallerIdentity",
    ]);
    const found = await look(changes, (settings) => predicted(settings, place));
    equal(found.clusterArn, "arn:aws:ecs:us-west-2:123456789012:cluster/fresh-cluster");
    deepEqual(found.image, {
      reference: `${registry}/fresh:latest`,
      digest: undefined,
      asked: "fresh:latest",
      warnings: [],
    });
    equal(found.secrets["fresh/env"]?.currentVersionId, "known-after-up");
    deepEqual(found.network, {
      subnetIds: ["subnet-known-after-up"],
      securityGroupIds: ["sg-known-after-up"],
      warnings: [],
    });
    equal(found.secretAccess?.secretArns.length, 1);
  });

  it("prefers security groups that are set", async () => {
    const changes = { ...fresh, securityGroups: ["sg-00000001"], foundation: { all: "create" } };
    const { network } = await look(changes, (settings) => predicted(settings, place));
    deepEqual(network.securityGroupIds, ["sg-00000001"]);
  });

  it("looks for a value of the secret as soon as there is one, and for an image that is in the repository", async () => {
    const made = { repositoryUri: `${registry}/agenticmem` };
    const { image, secrets } = await look({ foundation: { repository: "create" } }, () => made);
    equal(image.reference, `${registry}/agenticmem@${image.digest}`);
    equal(secrets["agenticmem/prod/env"]?.name, "agenticmem/prod/env");
  });
});
