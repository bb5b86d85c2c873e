import assert from "node:assert/strict";
import { ECR } from "@aws-sdk/client-ecr";
import { IAM } from "@aws-sdk/client-iam";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { lifecyclePolicyProblem } from "../../sandbox/aws/corrections/ecrLifecyclePolicy";
import { useLocalAws } from "./awsFixture";

const untagged = { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 10 };
const rule = (selection: object = untagged, rulePriority: unknown = 1, type = "expire") => ({
  rulePriority,
  selection,
  action: { type },
});
const policy = (...rules: object[]) => JSON.stringify({ rules });

describe("a life-cycle policy", () => {
  const byAge = { tagStatus: "any", countType: "sinceImagePushed", countUnit: "days", countNumber: 30 };
  const accepted = [
    policy(rule()),
    policy(rule(), rule(byAge, 2)),
    policy(rule({ ...untagged, tagStatus: "tagged", tagPrefixList: ["v"] })),
  ];
  for (const text of accepted) {
    it(`accepts ${text}`, () => assert.equal(lifecyclePolicyProblem(text), undefined));
  }
  const refused: [text: string, problem: RegExp][] = [
    ["{", /JSON object with a list of rules/],
    ["{}", /JSON object with a list of rules/],
    [policy(), /1 to 50 rules/],
    [policy(rule(untagged, 0)), /rulePriority must be a whole number/],
    [policy(rule(), rule()), /rulePriority must be unique/],
    [policy(rule(byAge, 1), rule(untagged, 2)), /any image must have the highest rulePriority/],
    [policy(rule({ ...untagged, tagStatus: "all" })), /rule 1: tagStatus must be/],
    [policy(rule({ ...untagged, tagStatus: "tagged" })), /needs tagPrefixList or tagPatternList/],
    [policy(rule({ ...untagged, tagPatternList: ["v*"] })), /need tagStatus tagged/],
    [policy(rule({ ...untagged, countType: "age" })), /countType must be one of/],
    [policy(rule({ ...untagged, countUnit: "days" })), /countUnit must be days, and only/],
    [policy(rule({ ...byAge, countUnit: undefined })), /countUnit must be days, and only/],
    [policy(rule({ ...untagged, countNumber: 0 })), /countNumber must be a whole number/],
    [policy(rule(untagged, 1, "delete")), /expire or transition/],
  ];
  for (const [text, problem] of refused) {
    it(`refuses ${text}`, () => assert.match(lifecyclePolicyProblem(text) ?? "", problem));
  }
});

describe("what a foundation is made from, on the local AWS", () => {
  const used = useLocalAws();

  it("refuses names of repositories and life-cycle policies that ECR does not take", async () => {
    const ecr = new ECR(used.config);
    for (const repositoryName of ["Staging", "a", "a//b", "-a", "a b"]) {
      await assert.rejects(ecr.createRepository({ repositoryName }), { name: "InvalidParameterException" });
    }
    await ecr.createRepository({ repositoryName: "team/app_1.x-y" });
    await assert.rejects(
      ecr.putLifecyclePolicy({ repositoryName: "agenticmem", lifecyclePolicyText: policy(rule(), rule()) }),
      { name: "InvalidParameterException", message: /validation failure: rulePriority must be unique/ },
    );
  });

  it("refuses roles that IAM does not take, and policies that do not exist", async () => {
    const iam = new IAM(used.config);
    const trust = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const good = { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" };
    const RoleName = "made";
    await assert.rejects(iam.createRole({ RoleName: "x".repeat(65), AssumeRolePolicyDocument: trust(good) }), {
      name: "ValidationError",
    });
    const documents = [
      "{",
      trust({ ...good, Effect: undefined }),
      trust({ ...good, Principal: undefined }),
      trust({ ...good, Action: undefined }),
      trust({ ...good, Resource: "*" }),
    ];
    for (const AssumeRolePolicyDocument of documents) {
      await assert.rejects(iam.createRole({ RoleName, AssumeRolePolicyDocument }), {
        name: "MalformedPolicyDocumentException",
      });
    }
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust(good) });
    await assert.rejects(iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: "{" }), {
      name: "MalformedPolicyDocumentException",
    });
    const PolicyArn = "arn:aws:iam::123456789012:policy/own";
    await assert.rejects(iam.attachRolePolicy({ RoleName, PolicyArn }), {
      name: "NoSuchEntityException",
      message: /does not exist or is not attachable/,
    });
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    });
    await iam.createPolicy({ PolicyName: "own", PolicyDocument });
    await iam.attachRolePolicy({ RoleName, PolicyArn });
    await assert.rejects(iam.deleteRole({ RoleName }), { name: "DeleteConflictException" });
  });

  it("makes a secret without a value without a version", async () => {
    const secrets = new SecretsManager(used.config);
    const created = await secrets.createSecret({ Name: "empty" });
    assert.equal(created.VersionId, undefined);
    const { Versions } = await secrets.listSecretVersionIds({ SecretId: "empty", IncludeDeprecated: true });
    assert.deepEqual(Versions, []);
    await assert.rejects(secrets.getSecretValue({ SecretId: "empty" }), {
      name: "ResourceNotFoundException",
      message: /staging label: AWSCURRENT/,
    });
    const { VersionId = "" } = await secrets.putSecretValue({ SecretId: "empty", SecretString: "x" });
    const { VersionIdsToStages } = await secrets.describeSecret({ SecretId: "empty" });
    assert.deepEqual(VersionIdsToStages, { [VersionId]: ["AWSCURRENT"] });
  });

  it("gives a new version the labels it asks for, and takes them from the others", async () => {
    const secrets = new SecretsManager(used.config);
    const SecretId = "labels";
    await secrets.createSecret({ Name: SecretId, SecretString: "0" });
    const put = async (...VersionStages: string[]) => {
      const answer = await secrets.putSecretValue({ SecretId, SecretString: "x", VersionStages });
      assert.deepEqual(answer.VersionStages, VersionStages);
      return answer.VersionId ?? "";
    };
    const one = await put("AWSCURRENT", "blue");
    const two = await put("blue", "green");
    const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId });
    assert.deepEqual(
      [VersionIdsToStages[one], VersionIdsToStages[two]?.toSorted()],
      [["AWSCURRENT"], ["blue", "green"]],
    );
  });
});
