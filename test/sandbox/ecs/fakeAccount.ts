import type { Account, LogLine, Subnet, TargetGroup } from "../../../sandbox/ecs/account";
import type { Alarm } from "../../../sandbox/ecs/alarms";
import type { ContainerBehaviour } from "../../../sandbox/ecs/behaviour";

export const accountId = "123456789012";
export const region = "us-west-2";
export const roleArn = `arn:aws:iam::${accountId}:role/execution`;
export const targetGroupArn = `arn:aws:elasticloadbalancing:${region}:${accountId}:targetgroup/api/0123456789abcdef`;
export const secretArn = `arn:aws:secretsmanager:${region}:${accountId}:secret:app-AbCdEf`;

/** An account of which a test can break every part. */
export class FakeAccount implements Account {
  readonly region = region;
  readonly accountId = accountId;
  readonly partition = "aws";
  /** Behaviour by image reference, with a tag or digest. */
  readonly images = new Map<string, { digest: string; behaviour: ContainerBehaviour }>();
  readonly logs: Record<string, string[]> = {};
  readonly logGroups = new Set(["/ecs/app"]);
  readonly secretFailures = new Map<string, string>();
  readonly roleFailures = new Map<string, string>();
  readonly group: TargetGroup = {
    targetType: "ip",
    hasLoadBalancer: true,
    deregistrationDelaySeconds: 300,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    intervalSeconds: 30,
  };
  readonly subnets = new Map<string, Subnet>([
    ["subnet-a", { availabilityZone: "us-west-2a", cidrBlock: "10.0.0.0/24", freeAddresses: 250 }],
    ["subnet-b", { availabilityZone: "us-west-2b", cidrBlock: "10.0.1.0/24", freeAddresses: 250 }],
  ]);
  /** Each looks back on a minute, three times. */
  readonly alarmStates = new Map<string, "OK" | "ALARM">();
  /** References that were asked for, in order. */
  readonly pulled: string[] = [];

  /** Pushes an image and lets `repository:tag` point at it; the digest is the behaviour's own. */
  push(reference: string, behaviour: ContainerBehaviour = {}): string {
    const digest = `sha256:${Buffer.from(`${reference} ${JSON.stringify(behaviour)}`)
      .toString("hex")
      .padEnd(64, "0")
      .slice(-64)}`;
    this.images.set(reference, { digest, behaviour });
    this.images.set(`${reference.slice(0, reference.lastIndexOf(":"))}@${digest}`, { digest, behaviour });
    return digest;
  }

  pullImage(reference: string) {
    this.pulled.push(reference);
    const cannotPull = `CannotPullContainerError: failed to resolve ref ${reference}: not found`;
    return Promise.resolve(this.images.get(reference) ?? { cannotPull });
  }
  resolveSecret(valueFrom: string) {
    return Promise.resolve(this.secretFailures.get(valueFrom));
  }
  assumeRole(arn: string) {
    return Promise.resolve(this.roleFailures.get(arn));
  }
  logGroupExists(name: string) {
    return Promise.resolve(this.logGroups.has(name));
  }
  createLogGroup(name: string) {
    this.logGroups.add(name);
    return Promise.resolve();
  }
  putLog(group: string, stream: string, lines: LogLine[]) {
    (this.logs[`${group} ${stream}`] ??= []).push(...lines.map(({ message }) => message));
    return Promise.resolve();
  }
  targetGroup(arn: string) {
    return Promise.resolve(arn === targetGroupArn ? this.group : undefined);
  }
  subnet(id: string) {
    return Promise.resolve(this.subnets.get(id));
  }
  securityGroupExists(id: string) {
    return Promise.resolve(id.startsWith("sg-"));
  }
  alarms(names: string[]): Promise<Alarm[]> {
    const there = names.filter((name) => this.alarmStates.has(name));
    return Promise.resolve(
      there.map((name) => ({ name, rings: this.alarmStates.get(name) === "ALARM", windowSeconds: 180 })),
    );
  }
}
