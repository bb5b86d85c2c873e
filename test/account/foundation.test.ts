import { deepStrictEqual as deepEqual, equal, rejects } from "node:assert/strict";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { lookUpSite } from "../../account/lookups/site";
import { presenceIn } from "../../components/foundation/presence";
import { thingsOf } from "../../components/foundation/things";
import { productionSettings } from "../component/fixtures";
import { fakeClients } from "../preflight/fakeClients";
import { LocalAccount } from "./localAccount";

const place = { accountId: "123456789012", region: "us-west-2", partition: "aws" };

describe("what an account has of a foundation's names", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  afterEach(() => account.clearFaults());

  const presences = async (changes: Record<string, unknown>) => {
    const presenceOf = presenceIn(account.clients(), place);
    const things = thingsOf(productionSettings(changes));
    return Promise.all(things.map(async (thing) => [thing.kind, await presenceOf(thing)]));
  };

  it("is found by name, each kind of thing", async () => {
    const found = await presences({ loadBalancer: { name: "agenticmem-alb" }, foundation: { loadBalancer: "create" } });
    deepEqual(
      found.filter(([, presence]) => presence !== "there").map(([kind]) => kind),
      ["network"],
    );
  });

  it("is nothing where there is nothing of the name", async () => {
    const names = { appName: "fresh", secret: "fresh/env", targetGroups: { api: "fresh-api" } };
    deepEqual(
      (await presences(names)).filter(([, presence]) => presence !== undefined),
      [],
    );
  });

  it("tells a secret that can still be restored", async () => {
    const secrets = new SecretsManager(account.clientConfig);
    await secrets.createSecret({ Name: "gone/env", SecretString: "{}" });
    await secrets.deleteSecret({ SecretId: "gone/env" });
    const secret = (await presences({ secret: "gone/env" })).find(([kind]) => kind === "secret");
    equal(secret?.[1], "deleted");
  });

  it("is not taken for nothing when AWS refuses to tell", async () => {
    await account.fault({ action: "ecs:DescribeClusters", kind: "deny" });
    await rejects(presences({}), /permission for ecs:DescribeClusters is missing/);
  });
});

describe("where a load balancer is put in a network that exists", () => {
  const subnet = (id: string, zone: string, isPublic: boolean) => ({
    SubnetId: id,
    VpcId: "vpc-1",
    AvailabilityZone: zone,
    MapPublicIpOnLaunch: isPublic,
  });
  const all = [
    subnet("subnet-1", "a", true),
    subnet("subnet-2", "a", true),
    subnet("subnet-3", "b", true),
    subnet("subnet-4", "a", false),
    subnet("subnet-5", "b", false),
  ];
  const siteOf = (changes: Record<string, unknown>, subnets = all) => {
    const { clients } = fakeClients({
      "ec2.describeVpcs": { Vpcs: [{ VpcId: "vpc-1" }] },
      "ec2.describeSubnets": { Subnets: subnets },
    });
    return lookUpSite(clients, productionSettings(changes), () => Promise.resolve("here"));
  };

  it("is one public subnet in each zone of the default VPC", async () => {
    deepEqual(await siteOf({}), { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-3"] });
  });

  it("is private for an internal one", async () => {
    const { subnetIds } = await siteOf({ loadBalancer: { internal: true } });
    deepEqual(subnetIds, ["subnet-4", "subnet-5"]);
  });

  it("is the VPC of the tasks' subnets, where they are set", async () => {
    const { vpcId } = await siteOf({ subnets: ["subnet-00000001"] }, [
      ...all.map((each) => ({ ...each, VpcId: "vpc-2" })),
    ]);
    equal(vpcId, "vpc-2");
  });

  it("is nowhere with subnets in one zone only", async () => {
    await rejects(siteOf({}, all.slice(0, 2)), {
      message:
        "VPC vpc-1 in here has public subnets in fewer than two zones, and a load balancer needs two (pulumi config set --path " +
        "'subnets[0]' <subnet id> of another VPC, or pulumi config set --path foundation.network create)",
    });
  });
});
