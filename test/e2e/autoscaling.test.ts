import { deepEqual, equal, match } from "node:assert/strict";
import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { clientConfig } from "../../sandbox/aws/awsAccount";
import type { ContainerBehaviour } from "../../sandbox/ecs/behaviour";
import { waitUntil } from "../../sandbox/process";
import { TestStack, type Said } from "./support/testStack";

const cluster = "agenticmem-cluster";
const service = "agenticmem-service";
const place = {
  ServiceNamespace: "ecs",
  ScalableDimension: "ecs:service:DesiredCount",
  ResourceId: `service/${cluster}/${service}`,
} as const;
/** A container whose target needs ten AWS minutes to become healthy: ten seconds in the sandbox. */
const slowStarter = { target: { passesAfterSeconds: 600 } };

describe("autoscaling", () => {
  let stack: TestStack;
  let autoScaling: ApplicationAutoScaling;
  beforeEach(async () => {
    stack = await TestStack.start();
    autoScaling = new ApplicationAutoScaling(clientConfig(stack.endpoint, "us-west-2"));
  });
  afterEach(() => stack.stop());

  const isGreen = ({ exitCode, text }: Said) => equal(exitCode, 0, text);
  const isRed = ({ exitCode, text }: Said, ...says: RegExp[]) => {
    equal(exitCode, 1, text);
    for (const pattern of says) match(text, pattern);
  };

  async function desiredCount(): Promise<number | undefined> {
    const { services = [] } = await stack.ecs.describeServices({ cluster, services: [service] });
    return services[0]?.desiredCount;
  }

  async function bounds(): Promise<(number | undefined)[] | undefined> {
    const { ScalableTargets = [] } = await autoScaling.describeScalableTargets({
      ServiceNamespace: place.ServiceNamespace,
      ResourceIds: [place.ResourceId],
      ScalableDimension: place.ScalableDimension,
    });
    return ScalableTargets[0] && [ScalableTargets[0].MinCapacity, ScalableTargets[0].MaxCapacity];
  }

  async function autoscaled(settings: Record<string, string | number>): Promise<void> {
    for (const [key, value] of Object.entries(settings)) {
      await stack.set(`autoscaling.${key}`, String(value), "--path");
    }
    await stack.unset("desiredCount");
    isGreen(await stack.up());
    isGreen(await stack.preview("--expect-no-changes"));
  }

  it("scales between its bounds, and no update fights over the count", async () => {
    await autoscaled({ min: 1, max: 4, cpu: 60, requestsPerTarget: 1000 });
    const { ScalingPolicies = [] } = await autoScaling.describeScalingPolicies(place);
    deepEqual(ScalingPolicies.map(({ PolicyName }) => PolicyName).sort(), ["cpu", "requests"]);
    equal(await stack.scale({ desiredCount: 3, policy: "cpu" }), 3);
    isGreen(await stack.preview("--expect-no-changes"));
    const update = await stack.up();
    isGreen(update);
    match(update.text, /3 tasks in service/);
    equal((await stack.runningRevisions()).length, 3);

    await stack.set("autoscaling.min", "4", "--path");
    const raised = await stack.up();
    isGreen(raised);
    match(raised.text, /4 tasks in service/);
    isGreen(await stack.preview("--expect-no-changes"));

    await stack.unset("autoscaling");
    isGreen(await stack.up());
    equal(await bounds(), undefined);
    equal(await desiredCount(), 4);
    isGreen(await stack.preview("--expect-no-changes"));
  });

  it("keeps the bounds that a scheduled action has set", async () => {
    await stack.set("autoscaling.scheduled.evening.schedule", "cron(0 20 * * ? *)", "--path");
    await stack.set("autoscaling.scheduled.evening.timezone", "Europe/Berlin", "--path");
    await autoscaled({ max: 2, "scheduled.evening.min": 3, "scheduled.evening.max": 6 });
    equal(await stack.scale({ scheduledAction: "evening" }), 3);
    deepEqual(await bounds(), [3, 6]);
    isGreen(await stack.preview("--expect-no-changes"));
    isGreen(await stack.up());
    deepEqual(await bounds(), [3, 6]);
    await stack.set("autoscaling.scheduled.evening.min", "2", "--path");
    isGreen(await stack.up());
    deepEqual(await bounds(), [1, 2]);
    isGreen(await stack.preview("--expect-no-changes"));
  });

  it("is followed to a green end when it scales out in the middle of a rollout", async () => {
    await autoscaled({ min: 1, max: 4, cpu: 60 });
    const update = await stack.rolling("next", slowStarter);
    equal(await stack.scale({ desiredCount: 3 }), 3);
    const ended = await update.ended;
    isGreen(ended);
    match(ended.text, /3 tasks in service/);
    equal(new Set(await stack.runningRevisions()).size, 1);
    equal(await stack.scale({ desiredCount: 1 }), 1);
    isGreen(await stack.up());
    isGreen(await stack.preview("--expect-no-changes"));
  });

  it("is followed to a red end when the rollout fails while it scales out", async () => {
    await autoscaled({ min: 1, max: 4, cpu: 60 });
    const [good] = await stack.runningRevisions();
    await stack.set("deployment.failFast", "false", "--path");
    // Never in service: one that was would make ECS count its failures from the start again.
    const failing: ContainerBehaviour = {
      target: { passesAfterSeconds: "never" },
      exit: { code: 1, afterSeconds: 60 },
    };
    const update = await stack.rolling("next", failing);
    equal(await stack.scale({ desiredCount: 3 }), 3);
    isRed(await update.ended, /is not what runs/, /exit code 1/);
    await waitUntil("the old revision to be scaled out", 60_000, async () => {
      const revisions = await stack.runningRevisions();
      return revisions.length === 3 && revisions.every((revision) => revision === good);
    });
    equal(await desiredCount(), 3);
  });

  it("is refused, before anything is touched, where somebody else scales the service", async () => {
    isGreen(await stack.up());
    await autoScaling.registerScalableTarget({ ...place, MinCapacity: 1, MaxCapacity: 9 });
    await stack.set("autoscaling.max", "4", "--path");
    await stack.set("autoscaling.cpu", "60", "--path");
    await stack.unset("desiredCount");
    isRed(
      await stack.up(),
      /is scaled already \(1 to 9 tasks\), but not by this stack/,
      /pulumi config rm autoscaling/,
      /aws application-autoscaling deregister-scalable-target/,
      /Nothing was changed/,
    );
    deepEqual(await bounds(), [1, 9]);
    await autoScaling.deregisterScalableTarget(place);
    isGreen(await stack.up());
    deepEqual(await bounds(), [1, 4]);
  });
});
