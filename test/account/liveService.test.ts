import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import { EC2 } from "@aws-sdk/client-ec2";
import { pushImage } from "../../sandbox/aws/pushImage";
import { until } from "../sandbox/awsFixture";
import { LocalAccount, registry, where } from "./localAccount";

describe("looking up what depends on the live service", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  const ofImage = async (image: string, changes: Record<string, unknown> = {}) =>
    (await account.lookUp({ image, ...changes })).image;
  const subnetsByName = async () => {
    const { Subnets = [] } = await new EC2(account.clientConfig).describeSubnets({});
    return Subnets;
  };

  describe("without one", () => {
    let digest: string;
    before(async () => {
      digest = await pushImage(account.endpoint, { repository: "agenticmem", tag: "v9" });
    });

    it("an image by tag is its digest", async () => {
      deepEqual(await ofImage("v9"), {
        reference: `${registry}/agenticmem@${digest}`,
        digest,
        asked: "agenticmem:v9",
        warnings: [],
      });
    });

    it("an image by tag stays a tag without pinImageDigest, with the digest told", async () => {
      const { reference, digest: told } = await ofImage("v9", { pinImageDigest: false });
      deepEqual([reference, told], [`${registry}/agenticmem:v9`, digest]);
    });

    it("an image by digest is that digest, also without pinImageDigest", async () => {
      equal((await ofImage(digest)).reference, `${registry}/agenticmem@${digest}`);
      equal((await ofImage(digest, { pinImageDigest: false })).reference, `${registry}/agenticmem@${digest}`);
    });

    it("a whole reference to ECR is looked up too", async () => {
      const asked = `${registry}/agenticmem:v9`;
      deepEqual(await ofImage(asked), { reference: `${registry}/agenticmem@${digest}`, digest, asked, warnings: [] });
      equal((await ofImage(`${asked}@${digest}`)).reference, `${registry}/agenticmem@${digest}`);
      equal((await ofImage(asked, { pinImageDigest: false })).reference, asked);
      equal((await ofImage(`${registry}/agenticmem`)).digest, (await ofImage("latest")).digest);
    });

    it("a whole reference that does not exist says where it was looked for", async () => {
      const asked = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/other:v1";
      await account.problems(
        [
          `image "${asked}" does not exist in account 210987654321, region eu-west-1 ` +
            "(push it, or pulumi config set image <tag, digest or whole reference>)",
        ],
        { image: asked },
      );
    });

    it("an image outside ECR is used as it is, with a warning unless it is a digest", async () => {
      const calls = await account.callsOf(async () => {
        deepEqual(await ofImage("public.ecr.aws/nginx/nginx:1.27"), {
          reference: "public.ecr.aws/nginx/nginx:1.27",
          digest: undefined,
          asked: "public.ecr.aws/nginx/nginx:1.27",
          warnings: [
            "image public.ecr.aws/nginx/nginx:1.27 is not in ECR and names no digest: it is used as it is, and a tag that moves " +
              "is not rolled out (pulumi config set image <name>@sha256:…)",
          ],
        });
        const pinned = await ofImage(`nginx@${digest}`);
        deepEqual([pinned.reference, pinned.digest, pinned.warnings], [`nginx@${digest}`, digest, []]);
      });
      equal(calls["ecr:DescribeImages"], undefined);
    });

    it("the running image cannot be kept", () =>
      account.problems(
        [
          'image "running" keeps the digest that runs, but the service does not exist yet (pulumi config set image latest)',
        ],
        { image: "running" },
      ));

    it("tasks go to the private subnets of the target group's VPC, or to the public ones with a public address", async () => {
      const idsOf = async (isPublic: boolean) =>
        (await subnetsByName())
          .filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === isPublic)
          .flatMap(({ SubnetId }) => SubnetId ?? [])
          .sort();
      deepEqual((await account.lookUp()).network, {
        subnetIds: await idsOf(false),
        securityGroupIds: [],
        warnings: [],
      });
      deepEqual((await account.lookUp({ assignPublicIp: "true" })).network.subnetIds, await idsOf(true));
    });

    it("tasks go to the default VPC without a target group", async () => {
      const { network } = await account.lookUp();
      const calls = await account.callsOf(async () =>
        deepEqual((await account.lookUp({ targetGroups: {} })).network, network),
      );
      equal(calls["ec2:DescribeVpcs"], 1);
    });

    it("tasks go where the settings say, and EC2 is not asked", async () => {
      const settings = {
        subnets: ["subnet-0000000b", "subnet-0000000a"],
        securityGroups: ["sg-0000000b", "sg-0000000a"],
      };
      const calls = await account.callsOf(async () =>
        deepEqual((await account.lookUp(settings)).network, {
          subnetIds: ["subnet-0000000a", "subnet-0000000b"],
          securityGroupIds: ["sg-0000000a", "sg-0000000b"],
          warnings: [],
        }),
      );
      deepEqual(
        Object.keys(calls).filter((action) => action.startsWith("ec2:")),
        [],
      );
    });
  });

  describe("with one", () => {
    const securityGroups: string[] = [];
    let subnetIds: string[];
    let revision: string;

    before(async () => {
      const subnets = await subnetsByName();
      subnetIds = subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []);
      const { SecurityGroups = [] } = await new EC2(account.clientConfig).describeSecurityGroups({});
      securityGroups.push(...SecurityGroups.slice(0, 1).flatMap(({ GroupId }) => GroupId ?? []));
      revision = await account.register();
      await account.createService(revision, {
        desiredCount: 1,
        networkConfiguration: { awsvpcConfiguration: { subnets: subnetIds, securityGroups } },
      });
    });

    it("it is found with its revision", async () => {
      const { service } = await account.lookUp();
      equal(service?.taskDefinitionArn, revision);
      equal(service.taskDefinition?.family, "by-hand");
      equal(service.desiredCount, 1);
    });

    it("its subnets and security groups are kept, and EC2 is not asked", async () => {
      const ec2 = new EC2(account.clientConfig);
      const [{ VpcId } = {}] = await subnetsByName();
      const { Subnet } = await ec2.createSubnet({ VpcId, CidrBlock: "172.31.240.0/24" });
      const calls = await account.callsOf(async () =>
        deepEqual((await account.lookUp()).network, {
          subnetIds: subnetIds.toSorted(),
          securityGroupIds: securityGroups,
          warnings: [],
        }),
      );
      await ec2.deleteSubnet({ SubnetId: Subnet?.SubnetId });
      deepEqual(
        Object.keys(calls).filter((action) => action.startsWith("ec2:")),
        [],
      );
    });

    it("settings still move it", async () => {
      const { network } = await account.lookUp({ subnets: ["subnet-0000000a"], securityGroups: ["sg-0000000a"] });
      deepEqual(network, { subnetIds: ["subnet-0000000a"], securityGroupIds: ["sg-0000000a"], warnings: [] });
    });

    it("its running image is the digest that its tasks pulled, where the revision names a tag", async () => {
      const latest = (await ofImage("latest")).digest;
      const asked = async () => (await account.lookUp({ image: "running" })).image;
      const running = await until(asked);
      await pushImage(account.endpoint, { repository: "agenticmem", tag: "latest" });
      deepEqual(await asked(), running);
      deepEqual(running, {
        reference: `${registry}/agenticmem@${latest}`,
        digest: latest,
        asked: "running",
        warnings: [],
      });
    });

    it("says that tasks may not be asked for", async () => {
      for (const action of ["ecs:ListTasks", "ecs:DescribeTasks"]) {
        await account.fault({ action, kind: "deny" });
        await account.problems(
          [
            `the digest that service "agenticmem-service" runs cannot be looked up: permission for ${action} is missing (User: ` +
              `arn:aws:iam::123456789012:root is not authorized to perform: ${action} because no identity-based policy allows the ` +
              `${action} action)`,
          ],
          { image: "running" },
        );
        await account.clearFaults();
      }
    });

    it("says that its revision may not be described", async () => {
      await account.fault({ action: "ecs:DescribeTaskDefinition", kind: "deny" });
      const name = revision.slice(revision.lastIndexOf("/") + 1);
      await account.problems([
        `revision ${name} cannot be looked up: permission for ecs:DescribeTaskDefinition is missing (User: ` +
          "arn:aws:iam::123456789012:root is not authorized to perform: ecs:DescribeTaskDefinition because no identity-based " +
          "policy allows the ecs:DescribeTaskDefinition action)",
      ]);
      await account.clearFaults();
    });

    it("its running image is the digest in its revision, if there is one, even with no task", async () => {
      const { digest = "" } = await ofImage("v9");
      const pinned = await account.register({ image: `${registry}/agenticmem@${digest}` });
      await account.update({ taskDefinition: pinned, desiredCount: 0 });
      equal((await account.lookUp({ image: "running" })).image.reference, `${registry}/agenticmem@${digest}`);
    });

    it("says that no task runs whose digest could be kept", async () => {
      await account.update({ taskDefinition: revision, desiredCount: 0 });
      await account.problems(
        [
          'image "running" keeps the digest that runs, but no task of its current revision runs, and the revision names only a tag ' +
            "(pulumi config set image latest)",
        ],
        { image: "running" },
      );
    });

    it("says that its revision has no such container", async () => {
      await account.update({ taskDefinition: await account.register({ name: "other" }) });
      await account.problems(
        [
          'image "running" keeps the digest that runs, but its revision has no container "agenticmem" ' +
            "(pulumi config set image latest)",
        ],
        { image: "running" },
      );
    });

    it("one that is being deleted has to be waited for, and a deleted one is none", async () => {
      await account.update({ taskDefinition: revision, desiredCount: 1 });
      await until(async () => (await account.lookUp({ image: "running" })).image);
      await account.deleteService();
      await account.problems([
        `service "agenticmem-service" in cluster "agenticmem-cluster" in ${where} is being deleted; wait until that is done ` +
          "(aws ecs wait services-inactive --cluster agenticmem-cluster --services agenticmem-service)",
      ]);
      equal((await until(() => account.lookUp())).service, undefined);
    });
  });
});
