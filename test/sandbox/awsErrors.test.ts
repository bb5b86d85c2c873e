import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as balancing from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import * as kms from "@aws-sdk/client-kms";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as ssm from "@aws-sdk/client-ssm";
import assert from "node:assert/strict";
import { useLocalAws } from "./awsFixture";

type Config = ReturnType<typeof useLocalAws>["config"];

const missingArn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/nope/0123456789abcdef";
const uuid = "00000000-0000-4000-8000-000000000000";

/** What is asked for and does not exist, and the name of the SDK's error. */
const cases: [string, string, (config: Config) => Promise<unknown>][] = [
  [
    "a role",
    "NoSuchEntityException",
    (config) => new iam.IAMClient(config).send(new iam.GetRoleCommand({ RoleName: "nope" })),
  ],
  [
    "an inline policy",
    "NoSuchEntityException",
    (config) =>
      new iam.IAMClient(config).send(
        new iam.GetRolePolicyCommand({ RoleName: "ecsTaskRole-agenticmem", PolicyName: "nope" }),
      ),
  ],
  [
    "a policy document that is not JSON",
    "MalformedPolicyDocumentException",
    (config) =>
      new iam.IAMClient(config).send(
        new iam.PutRolePolicyCommand({
          RoleName: "ecsTaskRole-agenticmem",
          PolicyName: "broken",
          PolicyDocument: "{",
        }),
      ),
  ],
  [
    "a secret",
    "ResourceNotFoundException",
    (config) => new secrets.SecretsManagerClient(config).send(new secrets.DescribeSecretCommand({ SecretId: "nope" })),
  ],
  [
    "a version of a secret",
    "ResourceNotFoundException",
    (config) =>
      new secrets.SecretsManagerClient(config).send(
        new secrets.GetSecretValueCommand({ SecretId: "agenticmem/prod/env", VersionId: uuid }),
      ),
  ],
  [
    "a repository",
    "RepositoryNotFoundException",
    (config) => new ecr.ECRClient(config).send(new ecr.DescribeRepositoriesCommand({ repositoryNames: ["nope"] })),
  ],
  [
    "an image tag",
    "ImageNotFoundException",
    (config) =>
      new ecr.ECRClient(config).send(
        new ecr.DescribeImagesCommand({ repositoryName: "agenticmem", imageIds: [{ imageTag: "nope" }] }),
      ),
  ],
  [
    "an image digest",
    "ImageNotFoundException",
    (config) =>
      new ecr.ECRClient(config).send(
        new ecr.DescribeImagesCommand({
          repositoryName: "agenticmem",
          imageIds: [{ imageDigest: `sha256:${"0".repeat(64)}` }],
        }),
      ),
  ],
  [
    "a life-cycle policy",
    "LifecyclePolicyNotFoundException",
    (config) => new ecr.ECRClient(config).send(new ecr.GetLifecyclePolicyCommand({ repositoryName: "agenticmem" })),
  ],
  [
    "a target group by name",
    "TargetGroupNotFoundException",
    (config) =>
      new balancing.ElasticLoadBalancingV2Client(config).send(
        new balancing.DescribeTargetGroupsCommand({ Names: ["agenticmem-api-tg", "nope"] }),
      ),
  ],
  [
    "a target group by ARN",
    "TargetGroupNotFoundException",
    (config) =>
      new balancing.ElasticLoadBalancingV2Client(config).send(
        new balancing.DescribeTargetHealthCommand({ TargetGroupArn: missingArn }),
      ),
  ],
  [
    "a subnet",
    "InvalidSubnetID.NotFound",
    (config) =>
      new ec2.EC2Client(config).send(new ec2.DescribeSubnetsCommand({ SubnetIds: ["subnet-0123456789abcdef0"] })),
  ],
  [
    "a security group",
    "InvalidGroup.NotFound",
    (config) =>
      new ec2.EC2Client(config).send(new ec2.DescribeSecurityGroupsCommand({ GroupIds: ["sg-0a1b2c3d4e5f67890"] })),
  ],
  [
    "a VPC",
    "InvalidVpcID.NotFound",
    (config) => new ec2.EC2Client(config).send(new ec2.DescribeVpcsCommand({ VpcIds: ["vpc-0123456789abcdef0"] })),
  ],
  [
    "a log group's events",
    "ResourceNotFoundException",
    (config) => new logs.CloudWatchLogsClient(config).send(new logs.FilterLogEventsCommand({ logGroupName: "/nope" })),
  ],
  [
    "a log group that is there already",
    "ResourceAlreadyExistsException",
    (config) =>
      new logs.CloudWatchLogsClient(config).send(new logs.CreateLogGroupCommand({ logGroupName: "/ecs/agenticmem" })),
  ],
  [
    "a retention that is not offered",
    "InvalidParameterException",
    (config) =>
      new logs.CloudWatchLogsClient(config).send(
        new logs.PutRetentionPolicyCommand({ logGroupName: "/ecs/agenticmem", retentionInDays: 31 }),
      ),
  ],
  [
    "a parameter",
    "ParameterNotFound",
    (config) => new ssm.SSMClient(config).send(new ssm.GetParameterCommand({ Name: "/nope" })),
  ],
  [
    "a key",
    "NotFoundException",
    (config) => new kms.KMSClient(config).send(new kms.DescribeKeyCommand({ KeyId: uuid })),
  ],
  [
    "a cluster's services",
    "ClusterNotFoundException",
    (config) => new ecs.ECSClient(config).send(new ecs.ListServicesCommand({ cluster: "nope" })),
  ],
  [
    "the cluster in another region",
    "ClusterNotFoundException",
    (config) =>
      new ecs.ECSClient({ ...config, region: "eu-west-1" }).send(
        new ecs.ListServicesCommand({ cluster: "agenticmem-cluster" }),
      ),
  ],
];

describe("the local AWS answers with AWS's own errors", () => {
  const used = useLocalAws();

  for (const [what, name, ask] of cases) {
    it(`${name} for ${what}`, () => assert.rejects(ask(used.config), { name }));
  }
});
