import assert from "node:assert/strict";
import { isTrustedBy, statementsOf, verdict } from "../../sandbox/aws/policy";
import { parseImage } from "../../sandbox/aws/taskImages";

const secret = "arn:aws:secretsmanager:us-west-2:123456789012:secret:app-AbCdEf";
const read = "secretsmanager:GetSecretValue";

const policies: [string, object | object[], ReturnType<typeof verdict>][] = [
  ["the very action and resource", { Effect: "Allow", Action: read, Resource: secret }, "allowed"],
  ["lists", { Effect: "Allow", Action: ["s3:GetObject", read], Resource: ["x", secret] }, "allowed"],
  ["wildcards", { Effect: "Allow", Action: "secretsmanager:Get*", Resource: "arn:aws:*:secret:app-??????" }, "allowed"],
  ["an action in other case", { Effect: "Allow", Action: "SecretsManager:getsecretvalue", Resource: "*" }, "allowed"],
  ["all but other actions", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }, "allowed"],
  ["another action", { Effect: "Allow", Action: "secretsmanager:DescribeSecret", Resource: "*" }, "not allowed"],
  ["another resource", { Effect: "Allow", Action: read, Resource: `${secret}x` }, "not allowed"],
  ["a resource in other case", { Effect: "Allow", Action: read, Resource: secret.toUpperCase() }, "not allowed"],
  [
    "a dot that is no wildcard",
    { Effect: "Allow", Action: read, Resource: secret.replace("app-", "app.") },
    "not allowed",
  ],
  ["all but this resource", { Effect: "Allow", Action: read, NotResource: secret }, "not allowed"],
  ["nothing", [], "not allowed"],
  [
    "a deny beside an allow",
    [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: read, Resource: secret },
    ],
    "denied",
  ],
];

describe("IAM policies in the local AWS", () => {
  for (const [what, statement, expected] of policies) {
    it(`${what}: ${expected}`, () => {
      assert.equal(verdict(statementsOf(JSON.stringify({ Statement: statement })), read, secret), expected);
    });
  }

  const ecs = "ecs-tasks.amazonaws.com";
  const trusts: [string, object, boolean][] = [
    ["a string", { Effect: "Allow", Principal: { Service: ecs }, Action: "sts:AssumeRole" }, true],
    ["lists", { Effect: "Allow", Principal: { Service: ["ec2.amazonaws.com", ecs] }, Action: ["sts:*"] }, true],
    [
      "another service",
      { Effect: "Allow", Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" },
      false,
    ],
    ["an account", { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }, false],
    ["another action", { Effect: "Allow", Principal: { Service: ecs }, Action: "sts:TagSession" }, false],
    ["a deny", { Effect: "Deny", Principal: { Service: ecs }, Action: "sts:AssumeRole" }, false],
  ];
  for (const [what, statement, expected] of trusts) {
    it(`a trust policy with ${what} ${expected ? "lets" : "does not let"} tasks assume the role`, () => {
      assert.equal(isTrustedBy(ecs, JSON.stringify({ Statement: [statement] })), expected);
    });
  }
});

describe("image references", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const ecr = "123456789012.dkr.ecr.us-west-2.amazonaws.com";
  const references: [string, ReturnType<typeof parseImage>][] = [
    [`${ecr}/app:latest`, { registry: ecr, repository: "app", tag: "latest", digest: undefined }],
    [`${ecr}/team/app`, { registry: ecr, repository: "team/app", tag: undefined, digest: undefined }],
    [`${ecr}/app@${digest}`, { registry: ecr, repository: "app", tag: undefined, digest }],
    [`${ecr}/app:v1@${digest}`, { registry: ecr, repository: "app", tag: "v1", digest }],
    ["nginx", { registry: undefined, repository: "nginx", tag: undefined, digest: undefined }],
    ["library/nginx:1.27", { registry: undefined, repository: "library/nginx", tag: "1.27", digest: undefined }],
    ["localhost:5000/app:1", { registry: "localhost:5000", repository: "app", tag: "1", digest: undefined }],
  ];
  for (const [reference, parts] of references) {
    it(`${reference} is taken apart`, () => assert.deepEqual(parseImage(reference), parts));
  }
});
