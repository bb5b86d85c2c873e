import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { AccountError } from "../../account/accountError";
import {
  checkNoneIsGivenUp,
  checkNoneIsThere,
  goneSecurityGroups,
  notMadeBefore,
  type Presence,
} from "../../components/foundation/ownership";
import { predicted } from "../../components/foundation/predicted";
import { fillWithPlaceholders, keysOf } from "../../components/foundation/secret";
import { thingsOf } from "../../components/foundation/things";
import type { RecordedResource } from "../../components/ownership";
import { isPlaceholder } from "../../settings/placeholders";
import { fakeClients } from "../preflight/fakeClients";
import { productionSettings } from "./fixtures";

const place = { accountId: "111122223333", region: "us-west-2", partition: "aws" };
const all = productionSettings({ foundation: { all: "create" } });
const record = ({ type, name }: { type: string; name?: string }): RecordedResource => ({ type, outputs: { name } });

describe("what a foundation is to make", () => {
  it("is all that the stack has not made before", () => {
    deepEqual(
      notMadeBefore(all, []).map(({ what }) => what),
      [
        'cluster "agenticmem-cluster"',
        'role "ecsTaskExecutionRole-agenticmem"',
        'role "ecsTaskRole-agenticmem"',
        'secret "agenticmem/prod/env"',
        'ECR repository "agenticmem"',
        "the network",
        'load balancer "agenticmem"',
        'target group "agenticmem-api-tg"',
      ],
    );
    deepEqual(notMadeBefore(all, thingsOf(all).map(record)), []);
    deepEqual(notMadeBefore(productionSettings(), []), []);
  });

  for (const thing of thingsOf(all).filter(({ kind }) => kind !== "network")) {
    it(`is refused while there is a ${thing.kind} of the name, with both ways out (${thing.name})`, async () => {
      const presenceOf = (asked: { name?: string; kind: string }): Promise<Presence> =>
        Promise.resolve(asked.kind === thing.kind && asked.name === thing.name ? "there" : undefined);
      await rejects(checkNoneIsThere(thingsOf(all), presenceOf, place), (error) => {
        if (!(error instanceof AccountError)) throw error;
        deepEqual(error.problems, [
          `${thing.what} in account 111122223333, region us-west-2 exists already, and the stack's state does not have it: use what there is ` +
            `(pulumi config set --path foundation.${thing.part} existing), or another name (${thing.rename}); if an update that was ` +
            "killed had made it, pulumi refresh offers to take it in",
        ]);
        return true;
      });
    });
  }

  it("is refused while a deleted secret can be restored", async () => {
    const presenceOf = ({ kind }: { kind: string }): Promise<Presence> =>
      Promise.resolve(kind === "secret" ? "deleted" : undefined);
    await rejects(
      checkNoneIsThere(thingsOf(all), presenceOf, place),
      /restore-secret --secret-id agenticmem\/prod\/env; pulumi config set --path foundation\.secret existing\), or delete it for good/,
    );
  });

  for (const thing of thingsOf(all)) {
    it(`is not given up because of a changed setting: ${thing.what}`, () => {
      throws(() => checkNoneIsGivenUp(productionSettings(), [record(thing)]), {
        message: new RegExp(`${thing.what} was made by this stack.*foundation\\.${thing.part} create`),
      });
      checkNoneIsGivenUp(all, [record(thing)]);
    });
  }

  it("is not given up for one of another name either", () => {
    const elsewhere = productionSettings({ cluster: "shared", executionRole: "shared", secret: "shared" });
    for (const thing of thingsOf(all).filter(({ part }) => ["cluster", "roles", "secret"].includes(part))) {
      throws(() => checkNoneIsGivenUp(elsewhere, [record(thing)]), /was made by this stack/);
    }
  });

  it("keeps the names of what has something in it", () => {
    const renamed = productionSettings({ secret: "other", repository: "other", foundation: { all: "create" } });
    for (const [part, fix] of [
      ["secret", "pulumi config set --plaintext secret agenticmem/prod/env"],
      ["repository", "pulumi config set repository agenticmem"],
    ] as const) {
      const [thing] = thingsOf(all).filter((each) => each.part === part);
      throws(() => checkNoneIsGivenUp(renamed, [record(thing!)]), {
        message: new RegExp(
          `with the name other this update would delete it with all its .*keep the name \\(${fix}\\)`,
        ),
      });
    }
    const cluster = productionSettings({ cluster: "other", foundation: { all: "create" } });
    checkNoneIsGivenUp(cluster, thingsOf(all).map(record));
  });

  it("keeps a network's layout", () => {
    const subnet = (mapPublicIpOnLaunch: boolean, cidrBlock: string) => ({
      type: "aws:ec2/subnet:Subnet",
      outputs: { mapPublicIpOnLaunch, cidrBlock },
    });
    const withPrivate = [subnet(true, "10.0.0.0/18"), subnet(false, "10.0.64.0/18")];
    const publicAlone = [subnet(true, "10.0.0.0/17"), subnet(true, "10.0.128.0/17")];
    const wanting = (natGateways: string) =>
      productionSettings({ assignPublicIp: true, foundation: { all: "create", natGateways } });
    for (const natGateways of ["single", "onePerZone"]) {
      checkNoneIsGivenUp(wanting(natGateways), withPrivate);
      checkNoneIsGivenUp(wanting(natGateways), withPrivate.slice(0, 1));
      throws(() => checkNoneIsGivenUp(wanting(natGateways), publicAlone), /keep none \(.*natGateways none\)/);
    }
    checkNoneIsGivenUp(wanting("none"), publicAlone);
    throws(
      () => checkNoneIsGivenUp(wanting("none"), withPrivate),
      /keep single or onePerZone \(.*natGateways single\)/,
    );
  });

  it("takes security groups with it that nothing needs any more", () => {
    const own = [
      {
        type: "aws:ec2/securityGroup:SecurityGroup",
        outputs: { arn: "arn:aws:ec2:us-west-2:111122223333:security-group/sg-own" },
      },
    ];
    deepEqual(goneSecurityGroups(productionSettings({ foundation: { cluster: "create" } }), own), ["sg-own"]);
    deepEqual(goneSecurityGroups(all, own), []);
  });
});

describe("what a preview takes for made", () => {
  it("is in the form that AWS's own has", () => {
    deepEqual(predicted(all, place), {
      clusterArn: "arn:aws:ecs:us-west-2:111122223333:cluster/agenticmem-cluster",
      executionRoleArn: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole-agenticmem",
      taskRoleArn: "arn:aws:iam::111122223333:role/ecsTaskRole-agenticmem",
      repositoryUri: "111122223333.dkr.ecr.us-west-2.amazonaws.com/agenticmem",
      secret: {
        name: "agenticmem/prod/env",
        arn: "arn:aws:secretsmanager:us-west-2:111122223333:secret:agenticmem/prod/env-known-after-up",
        currentVersionId: "known-after-up",
        rotationEnabled: false,
      },
      targetGroups: {
        "agenticmem-api-tg": {
          arn: "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/agenticmem-api-tg/known-after-up",
          loadBalancerArn:
            "arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/app/agenticmem/known-after-up",
        },
      },
      subnetIds: ["subnet-known-after-up"],
      securityGroupIds: ["sg-known-after-up"],
    });
  });

  it("is nothing where all exists", () => {
    deepEqual(
      Object.values(predicted(productionSettings(), place)).filter((value) => value !== undefined),
      [],
    );
  });

  it("has China's names in China", () => {
    const china = { accountId: "111122223333", region: "cn-north-1", partition: "aws-cn" };
    equal(predicted(all, china).repositoryUri, "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/agenticmem");
  });
});

describe("the secret's first value", () => {
  it("has a placeholder for each key of the app's secret that a container is given", async () => {
    const settings = productionSettings({
      secrets: { ONE: { key: "one" }, TWO: { key: "two", secret: "other" }, WHOLE: { secret: "agenticmem/prod/env" } },
      sidecars: { log: { image: "log", secrets: ["THREE"] } },
    });
    deepEqual(keysOf("agenticmem/prod/env", [settings]), ["THREE", "one"]);
    let put: { SecretId?: string; SecretString?: string } = {};
    const answer = (input: never) => (put = input);
    const { clients } = fakeClients({ "secretsManager.putSecretValue": answer });
    await fillWithPlaceholders(clients, "agenticmem/prod/env", [settings])({
      newOutputs: { arn: "arn:made" },
    } as never);
    equal(put.SecretId, "arn:made");
    const value = JSON.parse(put.SecretString ?? "") as Record<string, unknown>;
    deepEqual(Object.keys(value), ["THREE", "one"]);
    deepEqual(
      Object.entries(value).filter(([key, text]) => !isPlaceholder(key, text)),
      [],
    );
  });
});
