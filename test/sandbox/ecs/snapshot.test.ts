import assert from "node:assert/strict";
import { VirtualAws, behindLoadBalancer } from "./virtualAws";

/** Another model, made from the JSON of the first one's snapshot. */
function resumed(aws: VirtualAws) {
  const next = new VirtualAws();
  for (const [reference, image] of aws.account.images) next.account.images.set(reference, image);
  next.model.restore(JSON.parse(JSON.stringify(aws.model.snapshot())) as ReturnType<typeof aws.model.snapshot>);
  return next;
}

describe("a snapshot", () => {
  it("lets the model go on in the middle of a deployment, at every moment", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const next = await aws.register();
    await aws.update({ taskDefinition: next });
    const { id } = await aws.primary();
    for (let step = 0; step < 12; step += 1) {
      const copy = resumed(aws);
      await copy.clock.advance(aws.clock.now() - copy.clock.now());
      await copy.settled();
      assert.deepEqual([(await copy.primary()).id, (await copy.service()).taskDefinition], [id, next]);
      await aws.pass(7);
    }
  });

  it("changes nothing that the API shows", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register(), behindLoadBalancer);
    await aws.settled();
    const copy = resumed(aws);
    assert.deepEqual(await copy.service(), await aws.service());
    const { service } = await copy.update({ platformVersion: "LATEST" });
    assert.equal(service.deployments.length, 1, "the same settings start no deployment");
  });
});

describe("a closed model", () => {
  it("stands still", async () => {
    const aws = new VirtualAws();
    await aws.create(await aws.register());
    aws.model.close();
    await aws.pass(1000);
    assert.deepEqual(await aws.tasks(), []);
  });
});
