import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { executionPolicy, taskPolicy, trustPolicy } from "../../components/foundation/policies";
import { secretAccessPolicy } from "../../components/secretAccess";
import { productionSettings, secretArn } from "./fixtures";

const place = { accountId: "111122223333", region: "us-west-2", partition: "aws" };
const execution = (changes: Record<string, unknown> = {}) => executionPolicy([productionSettings(changes)], place);

interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

const statementsOf = (policy: string | undefined) =>
  policy === undefined ? [] : (JSON.parse(policy) as { Statement: Statement[] }).Statement;

/** Actions for which IAM knows no resource. Source: Service Authorization Reference. */
const withoutResource = [
  "ecr:GetAuthorizationToken",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

/** What a statement allows on more than it names, beyond what AWS leaves no choice in. */
function wildcards({ Action, Resource }: Statement): string[] {
  const actions = [Action].flat();
  const wideActions = actions.filter((action) => /[*?]/.test(action));
  const wideResources = [Resource].flat().filter((resource) =>
    resource === "*"
      ? !actions.every((action) => withoutResource.includes(action))
      : // A log group's streams are named after tasks, which nobody knows before.
        /[*?]/.test(resource.replace(/^(arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:[\w/.#-]+):\*$/, "$1")),
  );
  return [...wideActions, ...wideResources];
}

describe("policies of the roles", () => {
  it("let ECS pull from the app's repository and write to its log group, and nothing else", () => {
    deepEqual(
      statementsOf(execution()).map(({ Action, Resource }) => ({ Action, Resource })),
      [
        { Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
        {
          Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: ["arn:aws:ecr:us-west-2:111122223333:repository/agenticmem"],
        },
        {
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:us-west-2:111122223333:log-group:/ecs/agenticmem:*",
        },
      ],
    );
  });

  it("name the repositories of other accounts that containers use", () => {
    const shared = "999999999999.dkr.ecr.eu-west-1.amazonaws.com/shared/proxy:2";
    const [, pull] = statementsOf(execution({ sidecars: { proxy: { image: shared } } }));
    deepEqual(pull?.Resource, [
      "arn:aws:ecr:eu-west-1:999999999999:repository/shared/proxy",
      "arn:aws:ecr:us-west-2:111122223333:repository/agenticmem",
    ]);
  });

  it("are for all services that have the roles", () => {
    const worker = { logGroup: "/ecs/worker", enableExecuteCommand: "true" };
    const services = [productionSettings(), productionSettings(worker)];
    deepEqual(statementsOf(executionPolicy(services, place)).at(-1)?.Resource, [
      "arn:aws:logs:us-west-2:111122223333:log-group:/ecs/agenticmem:*",
      "arn:aws:logs:us-west-2:111122223333:log-group:/ecs/worker:*",
    ]);
    equal(statementsOf(taskPolicy(services)).length, 1);
  });

  it("allow nothing of ECR with images from elsewhere, and nothing of logs without logs", () => {
    const image = "public.ecr.aws/nginx/nginx:1.27";
    deepEqual(
      statementsOf(execution({ image })).map(({ Sid }) => Sid),
      ["WriteLogs"],
    );
    equal(execution({ image, logGroupMode: "none" }), undefined);
  });

  it("give the app nothing, but what execute-command needs when that is on", () => {
    equal(taskPolicy([{ enableExecuteCommand: false }]), undefined);
    equal(statementsOf(taskPolicy([{ enableExecuteCommand: true }])).length, 1);
  });

  it("have no wildcards but those that AWS leaves no choice in", () => {
    fc.assert(
      fc.property(
        fc.record({
          image: fc.constantFrom(
            "latest",
            "public.ecr.aws/nginx/nginx:1",
            "999999999999.dkr.ecr.eu-west-1.amazonaws.com/a:1",
          ),
          enableExecuteCommand: fc.constantFrom("true", "false"),
          logGroupMode: fc.constantFrom("auto", "none"),
          foundation: fc.constantFrom({}, { repository: "create" }),
        }),
        (changes) => {
          const settings = productionSettings(changes);
          const access = secretAccessPolicy({ secretArns: [secretArn], parameterArns: [], keyArns: [] });
          const policies = [executionPolicy([settings], place), taskPolicy([settings]), access];
          deepEqual(policies.flatMap(statementsOf).flatMap(wildcards), []);
        },
      ),
    );
  });

  it("would be found out with a wildcard", () => {
    const statement = { Sid: "", Effect: "Allow" };
    ok(wildcards({ ...statement, Action: "ecr:*", Resource: "arn:aws:ecr:us-west-2:1:repository/a" }).length > 0);
    ok(wildcards({ ...statement, Action: "ecr:BatchGetImage", Resource: "*" }).length > 0);
    ok(
      wildcards({ ...statement, Action: "logs:PutLogEvents", Resource: "arn:aws:logs:us-west-2:111122223333:*" })
        .length > 0,
    );
  });

  it("let ECS alone assume the roles, and the app's role only for tasks of this account", () => {
    const [execution] = statementsOf(trustPolicy());
    deepEqual(execution, {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    const [task] = statementsOf(trustPolicy("111122223333"));
    deepEqual(task, { ...execution, Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } });
  });
});
