import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readAwsConfig } from "../../account/awsConfig";
import { createClients } from "../../account/clients";
import { sandboxAccount } from "../../sandbox/aws/awsAccount";
import { production } from "../../sandbox/aws/productionAccount";
import { seed } from "../../sandbox/aws/seed";
import { lookAround, make, runbooksRevision, runbooksService } from "../runbook/support/liveAccount";
import { AdoptingStack } from "./support/adopting";

const region = "eu-central-1";

/**
 * The local AWS has all regions. Of the partitions it has `aws` alone: the others (`aws-cn`, `aws-us-gov`) are tested on plain data,
 * in test/runbook/adoptConfig.test.ts.
 */
describe("a live service in another region", () => {
  let adopting: AdoptingStack;

  before(async () => {
    adopting = await AdoptingStack.start();
    const { accountId } = sandboxAccount;
    await seed(adopting.stack.endpoint, { accountId, region });
    await adopting.stack.set("aws:region", region);
    const clients = createClients(
      readAwsConfig({ values: { "aws:region": region }, secretKeys: [] }, adopting.stack.env),
    );
    const account = await lookAround(clients, accountId, region);
    // Roles are the account's, and the one that is there reads the secret of the other region.
    const statement = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: account.secretArn };
    const iam = await clients.iam();
    await iam.putRolePolicy({
      RoleName: production.executionRole,
      PolicyName: "read-secret-elsewhere",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
    const service = { ...runbooksService(account, "agenticmem-service"), desiredCount: 1 };
    await make(clients, runbooksRevision(account, "agenticmem-task"), service);
  });
  after(() => adopting.stop());

  it("is taken over with an empty preview and an empty diff, and the environment's region does not matter", async () => {
    await adopting.writesSinceLast();
    const { exitCode, told, stderr } = await adopting.adopt();
    equal(exitCode, 0, stderr);
    deepEqual([told.outcome, told.revision], ["adopted", "agenticmem-task:1"]);
    ok(await adopting.stack.hasNoChanges());
    const diff = await adopting.run("diff");
    equal(diff.exitCode, 0, diff.stdout + diff.stderr);
    deepEqual(await adopting.writesSinceLast(), []);
  });

  it("is found by status there", async () => {
    const { exitCode, stdout } = await adopting.run("status");
    equal(exitCode, 0, stdout);
    match(stdout, new RegExp(region));
  });
});
