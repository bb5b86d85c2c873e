import assert from "node:assert/strict";
import type { Service } from "@aws-sdk/client-ecs";
import type { LiveService } from "../../account/lookups/liveService";
import { readEnvironment } from "../../runbook/run/environment";
import { describeRequest, requestFor } from "../../runbook/run/request";

const live = (description: Partial<Service>): LiveService => ({
  arn: "arn:aws:ecs:us-west-2:111122223333:service/main/app",
  desiredCount: 1,
  taskDefinitionArn: "arn:aws:ecs:us-west-2:111122223333:task-definition/app:7",
  description: {
    platformVersion: "1.4.0",
    networkConfiguration: {
      awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" },
    },
    ...description,
  },
});
const command = { container: "app", words: ["echo", "a b"], environment: [{ name: "A", value: "B" }] };

describe("the request of run", () => {
  it("is for a task like the service's, but for the command", () => {
    const service = live({ launchType: "FARGATE", enableECSManagedTags: true, propagateTags: "SERVICE" });
    const request = requestFor("main", service, command);
    assert.deepEqual(request, {
      cluster: "main",
      taskDefinition: service.taskDefinitionArn,
      count: 1,
      launchType: "FARGATE",
      platformVersion: "1.4.0",
      networkConfiguration: service.description.networkConfiguration,
      overrides: {
        containerOverrides: [{ name: "app", command: ["echo", "a b"], environment: [{ name: "A", value: "B" }] }],
      },
      startedBy: "runbook-run",
      enableECSManagedTags: true,
      propagateTags: "TASK_DEFINITION",
    });
    assert.match(
      describeRequest(request),
      /app:7 .*\n.*\["echo","a b"\]\n.*A: B\n.*on: FARGATE, platform version 1\.4\.0\n/,
    );
  });

  it("has the service's capacity providers in place of a launch type", () => {
    const capacityProviderStrategy = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
    const request = requestFor("main", live({ capacityProviderStrategy, launchType: undefined }), command);
    assert.deepEqual(request.capacityProviderStrategy, capacityProviderStrategy);
    assert.ok(!("launchType" in request));
    assert.match(describeRequest(request), /on: FARGATE_SPOT/);
  });

  it("propagates no tags where the service does not", () => {
    assert.ok(!("propagateTags" in requestFor("main", live({ propagateTags: "NONE" }), command)));
  });
});

describe("--env", () => {
  it("takes everything behind the first equals sign", () => {
    assert.deepEqual(readEnvironment(["A=b=c\nd", "EMPTY="], []), [
      { name: "A", value: "b=c\nd" },
      { name: "EMPTY", value: "" },
    ]);
  });

  it("refuses a variable that is given twice", () => {
    assert.throws(() => readEnvironment(["A=1", "B=1", "A=2"], []), /--env A is given twice: leave one out/);
  });

  const refused: [text: string, why: RegExp][] = [
    ["A", /--env A has no value/],
    ["1A=hidden", /--env 1A has no value/],
    ["OPENAI_API_KEY=x", /is a secret of the container/],
    ["DATABASE_URL=postgres://me:hidden@host/db", /looks like an address with a password/],
    ["DB_PASSWORD=hidden-hidden", /looks like a password/],
  ];
  for (const [text, why] of refused) {
    it(`refuses ${text.split("=")[0]}, and does not show the value`, () => {
      assert.throws(
        () => readEnvironment([text], ["OPENAI_API_KEY"]),
        ({ message }: Error) => why.test(message) && !message.includes("hidden"),
      );
    });
  }
});
