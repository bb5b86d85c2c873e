import { GetServiceQuotaCommand, ListServiceQuotasCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import assert from "node:assert/strict";
import { control, useLocalAws } from "./awsFixture";

describe("Service Quotas of the local AWS", () => {
  const used = useLocalAws();
  const client = () => new ServiceQuotasClient(used.config);
  const fargate = (QuotaCode: string) =>
    client().send(new GetServiceQuotaCommand({ ServiceCode: "fargate", QuotaCode }));
  const onDemand = "L-3032A538";
  afterEach(() => control(used.aws.endpoint, "POST", "ecs", { vcpuQuota: null }));

  it("are generous where the model of ECS has no limit", async () => {
    const { Quota } = await fargate(onDemand);
    assert.equal(Quota?.Value, 4_000);
    assert.equal(Quota.QuotaName, "Fargate On-Demand vCPU resource count");
    assert.equal(Quota.QuotaCode, onDemand);
    assert.equal(Quota.QuotaArn, "arn:aws:servicequotas:us-west-2:123456789012:fargate/L-3032A538");
  });

  it("are the limit that the model keeps to", async () => {
    await control(used.aws.endpoint, "POST", "ecs", { vcpuQuota: 6 });
    assert.equal((await fargate(onDemand)).Quota?.Value, 6);
  });

  it("are two for Fargate, and no others", async () => {
    const { Quotas } = await client().send(new ListServiceQuotasCommand({ ServiceCode: "fargate" }));
    assert.deepEqual(
      Quotas?.map(({ QuotaCode }) => QuotaCode),
      [onDemand, "L-36FBB829"],
    );
    await assert.rejects(fargate("L-00000000"), { name: "NoSuchResourceException" });
    const elsewhere = new GetServiceQuotaCommand({ ServiceCode: "ec2", QuotaCode: onDemand });
    await assert.rejects(client().send(elsewhere), { name: "NoSuchResourceException" });
  });
});
