import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ecr from "@aws-sdk/client-ecr";
import * as secrets from "@aws-sdk/client-secrets-manager";
import assert from "node:assert/strict";
import { makeImage } from "../../sandbox/aws/imageManifest";
import { pushImage } from "../../sandbox/aws/pushImage";
import { useLocalAws } from "./awsFixture";

describe("ECR of the local AWS", () => {
  const used = useLocalAws();
  const repositoryName = "agenticmem";

  it("lists an image once per tag, and by the tags it has now", async () => {
    const client = new ecr.ECRClient(used.config);
    const old = await pushImage(used.aws.endpoint, { repository: repositoryName, tag: "latest" });
    const current = await pushImage(used.aws.endpoint, { repository: repositoryName, tag: "latest" });
    const { imageIds = [] } = await client.send(new ecr.ListImagesCommand({ repositoryName }));
    assert.deepEqual(
      imageIds.filter(({ imageDigest }) => imageDigest === old || imageDigest === current),
      [{ imageDigest: old }, { imageDigest: current, imageTag: "latest" }],
    );
    const { images = [], failures } = await client.send(
      new ecr.BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: old }, { imageTag: "nope" }] }),
    );
    assert.deepEqual(
      images.map(({ imageId }) => imageId),
      [{ imageDigest: old }],
    );
    assert.deepEqual(
      failures?.map(({ failureCode }) => failureCode),
      ["ImageNotFound"],
    );
  });

  it("answers in pages", async () => {
    const client = new ecr.ECRClient(used.config);
    const tags: (string[] | undefined)[] = [];
    const pages = ecr.paginateDescribeImages(
      { client, pageSize: 1 },
      { repositoryName, filter: { tagStatus: "TAGGED" } },
    );
    let count = 0;
    for await (const { imageDetails = [] } of pages) {
      count += 1;
      tags.push(...imageDetails.map(({ imageTags }) => imageTags));
    }
    assert.equal(count, tags.length);
    assert.ok(tags.flat().includes("latest"));
    assert.ok(!tags.includes(undefined));
  });

  it("refuses an image that is there already under that tag", async () => {
    const client = new ecr.ECRClient(used.config);
    const image = makeImage({}, "twice");
    const put = new ecr.PutImageCommand({ repositoryName, imageTag: "twice", imageManifest: image.manifest.content });
    await client.send(put);
    await assert.rejects(client.send(put), { name: "ImageAlreadyExistsException" });
  });
});

describe("Secrets Manager of the local AWS", () => {
  const used = useLocalAws();
  let client: secrets.SecretsManagerClient;
  before(() => (client = new secrets.SecretsManagerClient(used.config)));

  it("keeps versions that have lost their staging labels, without showing how", async () => {
    const SecretId = "rotated";
    const { VersionId: first } = await client.send(
      new secrets.CreateSecretCommand({ Name: SecretId, SecretString: "one" }),
    );
    for (const SecretString of ["two", "three"])
      await client.send(new secrets.PutSecretValueCommand({ SecretId, SecretString }));

    const { VersionIdsToStages = {} } = await client.send(new secrets.DescribeSecretCommand({ SecretId }));
    assert.deepEqual(Object.values(VersionIdsToStages).toSorted(), [["AWSCURRENT"], ["AWSPREVIOUS"]]);
    const { Versions: labelled = [] } = await client.send(new secrets.ListSecretVersionIdsCommand({ SecretId }));
    assert.equal(labelled.length, 2);
    const { Versions: all = [] } = await client.send(
      new secrets.ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }),
    );
    assert.deepEqual(all.find(({ VersionId }) => VersionId === first)?.VersionStages, undefined);
    const value = await client.send(new secrets.GetSecretValueCommand({ SecretId, VersionId: first }));
    assert.equal(value.SecretString, "one");
    assert.equal(value.VersionStages, undefined);
  });

  it("turns rotation on without rotating when told so, and rotates otherwise", async () => {
    const SecretId = "agenticmem/prod/env";
    const current = async () => (await client.send(new secrets.GetSecretValueCommand({ SecretId }))).VersionId;
    const before = await current();
    const rotation = { SecretId, RotationRules: { AutomaticallyAfterDays: 30 } };
    await client.send(new secrets.RotateSecretCommand({ ...rotation, RotateImmediately: false }));
    assert.equal(await current(), before);
    const described = await client.send(new secrets.DescribeSecretCommand({ SecretId }));
    assert.equal(described.RotationEnabled, true);
    assert.deepEqual(described.VersionIdsToStages, { [before ?? ""]: ["AWSCURRENT"] });
    await client.send(new secrets.RotateSecretCommand(rotation));
    assert.notEqual(await current(), before);
  });

  it("does not give the name of a deleted secret away", async () => {
    await client.send(new secrets.CreateSecretCommand({ Name: "deleted", SecretString: "x" }));
    await client.send(new secrets.DeleteSecretCommand({ SecretId: "deleted" }));
    await assert.rejects(client.send(new secrets.CreateSecretCommand({ Name: "deleted", SecretString: "y" })), {
      name: "InvalidRequestException",
      message: /scheduled for deletion/,
    });
    await assert.rejects(client.send(new secrets.GetSecretValueCommand({ SecretId: "deleted" })), {
      name: "InvalidRequestException",
    });
  });
});

describe("CloudWatch Logs of the local AWS", () => {
  const used = useLocalAws();

  it("filters by stream prefix and answers in pages", async () => {
    const client = new logs.CloudWatchLogsClient(used.config);
    const logGroupName = "/ecs/agenticmem";
    const write = async (logStreamName: string, messages: string[]) => {
      await client.send(new logs.CreateLogStreamCommand({ logGroupName, logStreamName }));
      const timestamp = Date.now();
      const logEvents = messages.map((message, index) => ({ timestamp: timestamp + index, message }));
      await client.send(new logs.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    };
    await write("ecs/agenticmem/1", ["one", "two", "three"]);
    await write("other/1", ["hidden"]);
    const found: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new logs.FilterLogEventsCommand({ logGroupName, logStreamNamePrefix: "ecs/", limit: 2, nextToken }),
      );
      assert.ok((page.events ?? []).length <= 2);
      found.push(...(page.events ?? []).map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    assert.deepEqual(found, ["one", "two", "three"]);
  });
});
