import { rejects } from "node:assert/strict";
import {
  ECS,
  type CreateServiceCommandInput,
  type RegisterTaskDefinitionCommandInput,
  type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import { AccountError } from "../../account/accountError";
import { readAwsConfig } from "../../account/awsConfig";
import { createClients, type Clients } from "../../account/clients";
import type { Existing } from "../../account/existing";
import { lookUp } from "../../account/lookUp";
import { productionSettings } from "../component/fixtures";
import { control, until, useLocalAws } from "../sandbox/awsFixture";

export const where = "account 123456789012, region us-west-2";
export const registry = "123456789012.dkr.ecr.us-west-2.amazonaws.com";

/** Production's account in the local AWS, and what look-ups find in it. */
export class LocalAccount {
  private readonly local = useLocalAws();

  get endpoint(): string {
    return this.local.aws.endpoint;
  }

  get clientConfig() {
    return this.local.config;
  }

  /** `changes` to production's settings, `aws` to its aws config (keys without namespace). */
  lookUp(changes: Record<string, unknown> = {}, aws: Record<string, string> = {}): Promise<Existing> {
    const config = this.awsConfig(aws);
    return lookUp(productionSettings(changes), config, createClients(config));
  }

  clients(aws: Record<string, string> = {}): Clients {
    return createClients(this.awsConfig(aws));
  }

  awsConfig(aws: Record<string, string> = {}) {
    const { endpoint, region } = this.local.aws;
    const services = [
      "appautoscaling",
      "ec2",
      "ecr",
      "ecs",
      "elbv2",
      "iam",
      "logs",
      "secretsmanager",
      "ssm",
      "sts",
      "kms",
    ];
    const values = {
      region,
      accessKey: "test",
      secretKey: "test",
      endpoints: JSON.stringify(services.map((service) => ({ [service]: endpoint }))),
      ...aws,
    };
    const qualified = Object.entries(values).map(([key, value]) => [`aws:${key}`, value]);
    return readAwsConfig({ values: Object.fromEntries(qualified) as Record<string, string>, secretKeys: [] }, {});
  }

  /** Looks up and expects just these problems, in any order. */
  async problems(expected: string[], changes: Record<string, unknown> = {}, aws: Record<string, string> = {}) {
    await rejects(this.lookUp(changes, aws), (error) => {
      if (!(error instanceof AccountError)) throw error;
      sameLines(error.problems, expected);
      return true;
    });
  }

  fault(fault: object) {
    return control(this.endpoint, "POST", "faults", fault);
  }

  clearFaults() {
    return control(this.endpoint, "DELETE", "faults");
  }

  /** Calls by action while something runs. */
  async callsOf(run: () => Promise<unknown>): Promise<Record<string, number>> {
    await control(this.endpoint, "DELETE", "calls");
    await run();
    return (await control(this.endpoint, "GET", "calls")).answer as Record<string, number>;
  }

  get ecs(): ECS {
    return new ECS(this.clientConfig);
  }

  /** The ARN of a new revision with one container, as the app's. */
  async register(
    container: object = {},
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<string> {
    const { taskDefinition } = await this.ecs.registerTaskDefinition({
      family: "by-hand",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole-agenticmem",
      containerDefinitions: [
        { name: "agenticmem", image: `${registry}/agenticmem:latest`, essential: true, ...container },
      ],
      ...definition,
    });
    return taskDefinition?.taskDefinitionArn ?? "";
  }

  /** Starts production's service, in subnets of its VPC unless others are given. */
  async createService(taskDefinition: string, input: Partial<CreateServiceCommandInput> = {}): Promise<void> {
    const { network } = await this.lookUp({ service: "not-there" });
    await this.ecs.createService({
      cluster: "agenticmem-cluster",
      serviceName: "agenticmem-service",
      taskDefinition,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: network.subnetIds } },
      ...input,
    });
  }

  update(input: Partial<UpdateServiceCommandInput>) {
    return this.ecs.updateService({ cluster: "agenticmem-cluster", service: "agenticmem-service", ...input });
  }

  /** Waits until only one deployment is left. */
  async settled(): Promise<void> {
    await until(async () => {
      const { services: [service] = [] } = await this.ecs.describeServices({
        cluster: "agenticmem-cluster",
        services: ["agenticmem-service"],
      });
      if (service?.deployments?.length !== 1 || service.runningCount !== service.desiredCount) {
        throw new Error("the service is not steady");
      }
    });
  }

  deleteService() {
    return this.ecs.deleteService({ cluster: "agenticmem-cluster", service: "agenticmem-service", force: true });
  }
}

function sameLines(actual: string[], expected: string[]) {
  const [one, other] = [actual, expected].map((lines) => lines.toSorted().join("\n"));
  if (one !== other) throw new Error(`expected\n${other}\nbut got\n${one}`);
}
