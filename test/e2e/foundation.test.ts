import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { pushImage } from "../../sandbox/aws/pushImage";
import { placeholderOf } from "../../settings/placeholders";
import { FreshStack, publicImage } from "./support/freshStack";

describe("a whole environment from an account that has none of it", function () {
  this.timeout(300_000);
  let fresh: FreshStack;
  let initial: object;

  before(async () => {
    fresh = await FreshStack.start();
    initial = await fresh.inventory();
  });
  after(() => fresh.stack.stop());

  it("is refused before anything is made when something of its name is there, and both ways out are said", async () => {
    const { stack } = fresh;
    await stack.set("cluster", "agenticmem-cluster");
    await stack.set("image", publicImage);
    const up = await stack.up();
    equal(up.exitCode, 1, up.text);
    match(
      up.text,
      /cluster "agenticmem-cluster" in account 123456789012, region us-west-2 exists already, and the stack's state does not have it: use what there is \(pulumi config set --path foundation\.cluster existing\), or another name \(pulumi config set cluster <name>\); if .* pulumi refresh offers to take it in\n.*Nothing was changed\./,
    );
    deepEqual(await fresh.inventory(), initial);
    await stack.unset("cluster");
  });

  it("is made by the first update, which says what the service needs still and leaves it alone", async () => {
    const { stack } = fresh;
    await stack.unset("image");
    await stack.unset("secrets");
    await stack.set("secrets[0]", "API_KEY", "--path", "--plaintext");
    const preview = await stack.preview();
    equal(preview.exitCode, 0, preview.text);
    match(
      preview.text,
      /not checked yet: images; keys and versions of secrets.*: this update makes what they need first/,
    );

    const up = await stack.up();
    equal(up.exitCode, 1, up.text);
    match(up.text, /this update has made cluster "fresh-cluster", role .*\. What the service still needs:/);
    match(
      up.text,
      /- image "fresh:latest" does not exist .* docker push 123456789012\.dkr\.ecr\.us-west-2\.amazonaws\.com\/fresh:latest/,
    );
    match(
      up.text,
      /- key API_KEY of secret "fresh\/env".* is still a placeholder: set it \(npm run secrets -- set API_KEY\)/,
    );
    match(up.text, /Nothing of the service was changed: run pulumi up again/);
    equal(await fresh.service(), undefined);
    const { taskDefinitionArns } = await stack.ecs.listTaskDefinitions({ familyPrefix: "fresh-task" });
    deepEqual(taskDefinitionArns, []);
    const { SecretString } = await stack.secrets.getSecretValue({ SecretId: "fresh/env" });
    equal(SecretString, JSON.stringify({ API_KEY: placeholderOf("API_KEY") }));
  });

  it("is not made again by a second update that still has nothing to deploy", async () => {
    const up = await fresh.stack.up();
    equal(up.exitCode, 1, up.text);
    match(up.text, /the preflight found what would make this update fail:/);
    match(up.text, /Nothing was changed\./);
  });

  it("serves after the next update, once image and value are there", async () => {
    const { stack, ecr } = fresh;
    await pushImage(stack.endpoint, { repository: "fresh", tag: "latest", behaviour: {} });
    await stack.secrets.putSecretValue({ SecretId: "fresh/env", SecretString: '{"API_KEY":"value-nobody-sees"}' });
    const up = await stack.up();
    equal(up.exitCode, 0, up.text);
    match(up.text, /url\s*: "http:\/\/fresh-/);
    equal(await stack.hasNoChanges(), true, (await stack.preview()).text);
    doesNotMatch(`${up.text}${stack.state()}`, /value-nobody-sees/);

    const service = await fresh.service();
    equal(service?.runningCount, 1);
    const { subnets = [], securityGroups = [] } = service.networkConfiguration?.awsvpcConfiguration ?? {};
    const { Subnets = [] } = await fresh.ec2.describeSubnets({ SubnetIds: subnets });
    deepEqual(
      Subnets.map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch),
      [false, false],
    );
    const { SecurityGroups = [] } = await fresh.ec2.describeSecurityGroups({ GroupIds: securityGroups });
    const [group] = SecurityGroups;
    deepEqual(
      group?.IpPermissions?.map(({ FromPort, ToPort, IpRanges, UserIdGroupPairs }) => ({
        FromPort,
        ToPort,
        anybody: IpRanges?.length,
        groups: UserIdGroupPairs?.length,
      })),
      [{ FromPort: 8081, ToPort: 8081, anybody: 0, groups: 1 }],
    );
    const { repositories = [] } = await ecr.describeRepositories({ repositoryNames: ["fresh"] });
    equal(repositories[0]?.imageScanningConfiguration?.scanOnPush, true);
  });

  it("keeps a part that the config would give up", async () => {
    const { stack } = fresh;
    await stack.set("foundation.secret", "existing", "--path");
    const preview = await stack.preview();
    equal(preview.exitCode, 1, preview.text);
    match(
      preview.text,
      /secret "fresh\/env" was made by this stack, and with foundation\.secret existing this update would delete it/,
    );
    await stack.unset("foundation");
    await stack.set("foundation.all", "create", "--path");
  });

  it("is destroyed but for what AWS keeps, once its images are gone", async () => {
    const { stack, ecr } = fresh;
    const refused = await stack.pulumi("destroy", "--yes", "--skip-preview");
    equal(refused.exitCode, 1, refused.text);
    match(refused.text, /ECR Repository \(fresh\) not empty/);
    const { imageIds } = await ecr.listImages({ repositoryName: "fresh" });
    await ecr.batchDeleteImage({ repositoryName: "fresh", imageIds });
    await fresh.destroy();
    deepEqual(await fresh.inventory(), initial);
    const { DeletedDate } = await stack.secrets.describeSecret({ SecretId: "fresh/env" });
    ok(DeletedDate !== undefined);
  });

  it("says how to go on when its secret waits for its deletion", async () => {
    const up = await fresh.stack.up();
    equal(up.exitCode, 1, up.text);
    match(
      up.text,
      /secret "fresh\/env" in .* was deleted and can still be restored.*restore-secret --secret-id fresh\/env.*--force-delete-without-recovery/,
    );
  });

  it("is made, and serves, in one update with a public image and no secrets", async () => {
    const { stack } = fresh;
    await stack.set("secret", "fresh/other", "--plaintext");
    await stack.set("image", publicImage);
    await stack.unset("secrets");
    const up = await stack.up();
    equal(up.exitCode, 0, up.text);
    equal(await stack.hasNoChanges(), true, (await stack.preview()).text);
    equal((await fresh.service())?.runningCount, 1);
    await fresh.destroy();
    deepEqual(await fresh.inventory(), initial);
  });

  it("goes on with the next update when AWS refused to make a part of it", async () => {
    const { stack } = fresh;
    await stack.set("secret", "fresh/first", "--plaintext");
    await stack.addFault({ action: "ecr:CreateRepository", kind: "deny", times: 1 });
    const refused = await stack.up();
    equal(refused.exitCode, 1, refused.text);
    match(refused.text, /ecr:CreateRepository/);
    equal(await fresh.service(), undefined);
    const up = await stack.up();
    equal(up.exitCode, 0, up.text);
    await fresh.destroy();
    deepEqual(await fresh.inventory(), initial);
  });
});
