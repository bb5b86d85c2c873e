import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient } from "@aws-sdk/client-ecr";
import {
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Alarm } from "../ecs/alarms";
import type { Account, LogLine, Subnet, TargetGroup } from "../ecs/account";
import { clientConfig, type AwsAccount } from "./awsAccount";
import { Roles } from "./roles";
import { TaskImages } from "./taskImages";
import { TaskSecrets } from "./taskSecrets";

/** The rest of the account as ECS sees it, asked from ministack at every question. */
export function ecsAccount(endpoint: string, { region, accountId }: AwsAccount): Account {
  const config = clientConfig(endpoint, region);
  const [cloudWatch, logs, ec2, balancing] = [
    new CloudWatchClient(config),
    new CloudWatchLogsClient(config),
    new EC2Client(config),
    new ElasticLoadBalancingV2Client(config),
  ];
  const roles = new Roles(new IAMClient(config));
  const images = new TaskImages(new ECRClient(config), roles, `${accountId}.dkr.ecr.${region}.amazonaws.com`);
  const secrets = new TaskSecrets(
    { secretsManager: new SecretsManagerClient(config), ssm: new SSMClient(config), kms: new KMSClient(config) },
    roles,
    `arn:aws:ssm:${region}:${accountId}:parameter/`,
  );
  return {
    region,
    accountId,
    // ministack knows no other.
    partition: "aws",
    pullImage: (reference, executionRoleArn) => images.pull(reference, executionRoleArn),
    resolveSecret: (valueFrom, executionRoleArn) => secrets.whyNotAvailable(valueFrom, executionRoleArn),
    assumeRole: (roleArn) => roles.whyNotAssumable(roleArn),
    logGroupExists: (name) => logGroupExists(logs, name),
    async createLogGroup(logGroupName) {
      await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(unless("ResourceAlreadyExistsException"));
    },
    putLog: (group, stream, lines) => putLog(logs, group, stream, lines),
    targetGroup: (arn) => targetGroup(balancing, arn),
    subnet: (id) => subnet(ec2, id),
    async securityGroupExists(id) {
      const answer = ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
      return (await answer.catch(unless("InvalidGroup.NotFound", "InvalidGroupId.Malformed"))) !== undefined;
    },
    alarms: (names) => alarms(cloudWatch, names),
  };
}

async function logGroupExists(logs: CloudWatchLogsClient, name: string): Promise<boolean> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
  return logGroups.some(({ logGroupName }) => logGroupName === name);
}

/** Lines for a log group that is gone are lost, as on AWS. */
async function putLog(logs: CloudWatchLogsClient, group: string, stream: string, lines: LogLine[]): Promise<void> {
  const names = { logGroupName: group, logStreamName: stream };
  await logs
    .send(new CreateLogStreamCommand(names))
    .catch(unless("ResourceAlreadyExistsException", "ResourceNotFoundException"));
  await logs.send(new PutLogEventsCommand({ ...names, logEvents: lines })).catch(unless("ResourceNotFoundException"));
}

async function targetGroup(balancing: ElasticLoadBalancingV2Client, arn: string): Promise<TargetGroup | undefined> {
  const found = await balancing
    .send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }))
    .catch(unless("TargetGroupNotFoundException"));
  const group = found?.TargetGroups?.[0];
  if (group === undefined) return undefined;
  const { Attributes = [] } = await balancing.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
  // What a listener does by default is a rule, too; ministack's own list of load balancers is that of the beginning.
  const { Rules = [] } = await balancing.send(new DescribeRulesCommand({}));
  const delay = Attributes.find(({ Key }) => Key === "deregistration_delay.timeout_seconds")?.Value;
  return {
    targetType: group.TargetType ?? "instance",
    hasLoadBalancer: Rules.some(({ Actions = [] }) => Actions.some(({ TargetGroupArn }) => TargetGroupArn === arn)),
    deregistrationDelaySeconds: Number(delay ?? 300),
    healthyThreshold: group.HealthyThresholdCount ?? 5,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
    intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
  };
}

async function subnet(ec2: EC2Client, id: string): Promise<Subnet | undefined> {
  const answer = await ec2
    .send(new DescribeSubnetsCommand({ SubnetIds: [id] }))
    .catch(unless("InvalidSubnetID.NotFound", "InvalidSubnetId.Malformed"));
  const found = answer?.Subnets?.[0];
  return (
    found && {
      availabilityZone: found.AvailabilityZone ?? "",
      cidrBlock: found.CidrBlock ?? "",
      freeAddresses: found.AvailableIpAddressCount ?? 0,
    }
  );
}

/** A composite alarm looks back on nothing of its own. */
async function alarms(cloudWatch: CloudWatchClient, names: string[]): Promise<Alarm[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: names, AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
  );
  return [...MetricAlarms, ...CompositeAlarms].map((alarm) => ({
    name: alarm.AlarmName ?? "",
    rings: alarm.StateValue === "ALARM",
    windowSeconds: "EvaluationPeriods" in alarm ? periodSeconds(alarm) * (alarm.EvaluationPeriods ?? 1) : 0,
  }));
}

/** That of the alarm's own metric, or the longest of those in its expression. */
function periodSeconds({ Period, Metrics = [] }: MetricAlarm): number {
  const inExpression = Metrics.map((query) => query.Period ?? query.MetricStat?.Period ?? 0);
  return Period ?? Math.max(60, ...inExpression);
}

/** These errors are an answer: undefined. */
const unless =
  (...names: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Error) || !names.includes(error.name)) throw error;
  };
