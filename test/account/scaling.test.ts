import { deepStrictEqual as deepEqual, equal, rejects, throws } from "node:assert/strict";
import { requestCountLabel } from "../../account/lookups/requestCount";
import { targetGroupArn } from "../component/fixtures";
import { LocalAccount } from "./localAccount";

const scaled = { desiredCount: "", autoscaling: { max: 4, requestsPerTarget: 900 } };
const place = {
  ServiceNamespace: "ecs",
  ScalableDimension: "ecs:service:DesiredCount",
  ResourceId: "service/agenticmem-cluster/agenticmem-service",
} as const;

describe("looking up what scales a service", function () {
  this.timeout(20_000);
  const account = new LocalAccount();
  afterEach(() => account.clearFaults());

  it("asks once, and only with the setting", async () => {
    const asked = async (changes: object) =>
      (await account.callsOf(() => account.lookUp({ ...changes })))["application-autoscaling:DescribeScalableTargets"];
    equal(await asked({}), undefined);
    equal(await asked(scaled), 1);
  });

  it("finds nothing at first, then the bounds", async () => {
    equal((await account.lookUp(scaled)).scalableTarget, undefined);
    const client = await account.clients().applicationAutoScaling();
    await account.createService(await account.register());
    await client.registerScalableTarget({ ...place, MinCapacity: 2, MaxCapacity: 7 });
    deepEqual((await account.lookUp(scaled)).scalableTarget, { min: 2, max: 7 });
  });

  it("says by what CloudWatch knows the requests", async () => {
    const { requestCountLabel: label } = await account.lookUp(scaled);
    equal(/^app\/[\w-]+\/\w+\/targetgroup\/agenticmem-api-tg\/\w+$/.test(label ?? ""), true, label);
    equal((await account.lookUp()).requestCountLabel, undefined);
  });

  it("says which permission is missing", async () => {
    await account.fault({ action: "application-autoscaling:*", kind: "deny" });
    await rejects(
      account.lookUp(scaled),
      /what scales service "agenticmem-service" cannot be looked up: permission for application-autoscaling:DescribeScalableTargets is missing/,
    );
  });

  const setting = { portName: "api", port: 8081, targetGroup: "api-tg" };
  const loadBalancer = (name: string) =>
    `arn:aws:elasticloadbalancing:us-west-2:111122223333:loadbalancer/${name}/0123456789abcdef`;

  it("makes the label out of both ARNs", () => {
    const found = { arn: targetGroupArn, loadBalancerArn: loadBalancer("app/web") };
    equal(requestCountLabel(setting, found), "app/web/0123456789abcdef/targetgroup/agenticmem-api-tg/0123456789abcdef");
  });

  for (const [what, loadBalancerArn, words] of [
    ["no load balancer", undefined, /belongs to no load balancer/],
    [
      "a network load balancer",
      loadBalancer("net/tcp"),
      /is that of net\/tcp\/0123456789abcdef, no application load balancer/,
    ],
  ] as const) {
    it(`refuses to count requests with ${what}`, () => {
      throws(() => requestCountLabel(setting, { arn: targetGroupArn, loadBalancerArn }), words);
    });
  }
});
