import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Service } from "@aws-sdk/client-ecs";
import type { Clients } from "../../account/clients";
import { readScaling } from "../../runbook/adopt/live/readScaling";
import { LocalAccount } from "../account/localAccount";
import { control } from "../sandbox/awsFixture";
import { lookAround } from "./support/liveAccount";
import { liveAutoscaling } from "./support/liveAutoscaling";
import type { LiveNames } from "./support/liveService";
import { createLive } from "./support/liveServices";

describe("what scales a live service", function () {
  this.timeout(60_000);

  const local = new LocalAccount();
  let clients: Clients;
  let scaled: LiveNames;
  let service: Service;

  before(async () => {
    clients = local.clients();
    const account = await lookAround(clients, "123456789012", "us-west-2");
    const [candidate = { title: "" }] = liveAutoscaling;
    scaled = await createLive(clients, account, candidate);
    const ecs = await clients.ecs();
    const { services = [] } = await ecs.describeServices({ cluster: scaled.cluster, services: [scaled.service] });
    service = services[0] ?? {};
  });
  afterEach(() => control(local.endpoint, "DELETE", "faults"));

  it("is read with its bounds, policies and scheduled actions", async () => {
    deepEqual(await readScaling(clients, service), {
      min: 2,
      max: 10,
      policies: ["cpu", "memory"],
      scheduledActions: ["night"],
    });
  });

  it("is read to the last page", async () => {
    const scaling = await clients.applicationAutoScaling();
    for (let number = 1; number <= 60; number++) {
      await scaling.putScheduledAction({
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceId: `service/${scaled.cluster}/${scaled.service}`,
        ScheduledActionName: `more-${number}`,
        Schedule: "cron(0 22 * * ? *)",
        ScalableTargetAction: { MinCapacity: 2 },
      });
    }
    const read = await readScaling(clients, service);
    ok(typeof read === "object");
    equal(read.scheduledActions.length, 61);
  });

  it("is nothing where there is no target", async () => {
    equal(await readScaling(clients, { ...service, serviceName: "another" }), undefined);
  });

  for (const operation of ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"]) {
    it(`is not known without permission for ${operation}, which is told`, async () => {
      await control(local.endpoint, "POST", "faults", {
        action: `application-autoscaling:${operation}`,
        kind: "deny",
      });
      const read = await readScaling(clients, service);
      match(
        typeof read === "string" ? read : "it was read",
        new RegExp(`^permission for application-autoscaling:${operation} .*is missing`),
      );
    });
  }
});
