import type {
  Compatibility,
  ContainerDefinition,
  ContainerDependency,
  RegisterTaskDefinitionCommandInput,
  RuntimePlatform,
  Service,
  TaskDefinition,
  Volume,
} from "@aws-sdk/client-ecs";
import * as fc from "fast-check";
import type { Live } from "../../../runbook/adopt/live/live";
import { described, liveData } from "./liveData";

const base = liveData();
const [baseContainer = {}] = base.revision.containerDefinitions ?? [];
const [secretArn = ""] = Object.keys(base.secrets);
const awslogs = baseContainer.logConfiguration;

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
const value = fc.oneof(fc.string(), fc.constantFrom("", "true", "010", "2024-01-01", "null", "{}"));
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const names = (arbitrary: fc.Arbitrary<string>) => fc.uniqueArray(arbitrary, { maxLength: 3 });

const environment = fc
  .uniqueArray(fc.tuple(fc.oneof(word, fc.constantFrom("secure", "1A", "a b", "__proto__")), value), {
    maxLength: 4,
    selector: ([name]) => name,
  })
  .map((entries) => entries.map(([name, text]) => ({ name, value: text })));

const secretOf = (name: string) =>
  fc
    .constantFrom(
      `${secretArn}:${name}::`,
      `${secretArn}:OTHER::`,
      secretArn,
      `${secretArn}:${name}:AWSPREVIOUS:`,
      `${secretArn}:${name}::11111111-1111-1111-1111-111111111111`,
      "arn:aws:ssm:us-west-2:111122223333:parameter/app/token",
      "app-token",
      "arn:aws:secretsmanager:us-west-2:111122223333:secret:unknown-AbCdEf:KEY::",
    )
    .map((valueFrom) => ({ name: `S_${name}`, valueFrom }));
const secrets = names(word).chain((all) => fc.tuple(...all.map((name) => secretOf(name))));

const portsFrom = (first: number) =>
  fc.uniqueArray(
    fc.record(
      {
        containerPort: fc.integer({ min: first, max: first + 50 }),
        name: fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/).map((name) => `${name}${first}`),
        protocol: fc.constantFrom("tcp" as const, "udp" as const),
        appProtocol: fc.constantFrom("http" as const, "grpc" as const),
      },
      { requiredKeys: ["containerPort"] },
    ),
    {
      maxLength: 3,
      comparator: (a, b) => a.containerPort === b.containerPort || (a.name !== undefined && a.name === b.name),
    },
  );

const healthCheck = fc.record(
  {
    command: fc.oneof(
      fc.tuple(fc.constant("CMD-SHELL"), fc.constantFrom("curl -f x || exit 1", "CMD echo", " ")),
      fc.tuple(fc.constant("CMD"), fc.constantFrom("/bin/true", "")),
      fc.constant(["NONE"]),
    ),
    interval: fc.integer({ min: 5, max: 300 }),
    timeout: fc.integer({ min: 2, max: 60 }),
    retries: fc.integer({ min: 1, max: 10 }),
    startPeriod: fc.integer({ min: 0, max: 300 }),
  },
  { requiredKeys: ["command"] },
);

const container = (name: string, port: number): fc.Arbitrary<ContainerDefinition> =>
  fc
    .record({
      image: fc.constantFrom(
        `${base.repositoryUri}:latest`,
        `${base.repositoryUri}@sha256:${"a".repeat(64)}`,
        `${base.repositoryUri}:v1@sha256:${"a".repeat(64)}`,
        String(base.repositoryUri),
        "nginx",
        "agenticmem:v1",
        "public.ecr.aws/nginx/nginx:1.27",
      ),
      essential: fc.boolean(),
      cpu: fc.constantFrom(undefined, 0, 128),
      memory: sometimes(fc.integer({ min: 6, max: 512 })),
      memoryReservation: sometimes(fc.integer({ min: 6, max: 512 })),
      environment,
      secrets,
      portMappings: portsFrom(port),
      healthCheck: sometimes(healthCheck),
      command: fc.array(value, { maxLength: 3 }),
      entryPoint: fc.array(value, { maxLength: 2 }),
      stopTimeout: sometimes(fc.integer({ min: 2, max: 120 })),
      logConfiguration: fc.constantFrom(
        awslogs,
        undefined,
        { logDriver: "awsfirelens" as const, options: { Name: "x" } },
        {
          ...awslogs,
          options: { ...awslogs?.options, mode: "non-blocking" },
        } as typeof awslogs,
      ),
      dockerLabels: sometimes(
        fc.dictionary(word, value, { minKeys: 1, maxKeys: 2 }).filter((labels) => !("secure" in labels)),
      ),
      readonlyRootFilesystem: sometimes(fc.boolean()),
      user: sometimes(word),
      mountPoints: fc.constantFrom([], [{ sourceVolume: "data", containerPath: "/data", readOnly: true }]),
      ulimits: fc.constantFrom(undefined, [{ name: "nofile" as const, softLimit: 1024, hardLimit: 4096 }]),
    })
    .map((fields) => withoutNothing({ name, ...fields } as unknown as ContainerDefinition));

const withoutNothing = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined)) as T;

const containers: fc.Arbitrary<ContainerDefinition[]> = fc
  .record({
    main: container("agenticmem", 8000).map((main) => ({ ...main, essential: true })),
    sidecar: container("proxy", 9000),
    dependsOn: fc.constantFrom<ContainerDependency[][]>([], [{ containerName: "agenticmem", condition: "START" }]),
    order: fc.constantFrom("alone", "first", "last"),
  })
  .map(({ main, sidecar, dependsOn, order }) => {
    const other = { ...sidecar, ...(dependsOn.length > 0 && { dependsOn }) };
    const both: ContainerDefinition[] = [other, main];
    return order === "alone" ? [main] : order === "first" ? both : both.toReversed();
  });

const revision: fc.Arbitrary<TaskDefinition> = fc
  .record({
    containerDefinitions: containers,
    family: fc.constantFrom("agenticmem-task", "shop"),
    runtimePlatform: fc.constantFrom<(RuntimePlatform | undefined)[]>(
      undefined,
      { cpuArchitecture: "ARM64" as const, operatingSystemFamily: "LINUX" as const },
      {
        cpuArchitecture: "X86_64" as const,
      },
    ),
    ephemeralStorage: sometimes(fc.integer({ min: 21, max: 200 }).map((sizeInGiB) => ({ sizeInGiB }))),
    taskRoleArn: fc.constantFrom(undefined, base.revision.taskRoleArn),
    requiresCompatibilities: fc.constantFrom<Compatibility[][]>(["FARGATE"], ["FARGATE", "EC2"], []),
    enableFaultInjection: sometimes(fc.boolean()),
    pidMode: fc.constantFrom(undefined, "task" as const),
    volumes: fc.constantFrom<Volume[][]>(
      [],
      [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1", rootDirectory: "/" } }],
    ),
  })
  .map((fields): TaskDefinition => {
    const { cpu, memory, executionRoleArn, networkMode, taskDefinitionArn } = base.revision;
    const request: RegisterTaskDefinitionCommandInput = { cpu, memory, executionRoleArn, networkMode, ...fields };
    return { ...described(withoutNothing(request)), taskDefinitionArn, revision: 7 };
  });

const serviceOf = ({ containerDefinitions = [] }: TaskDefinition): fc.Arbitrary<Service> => {
  const main = containerDefinitions.find(({ name }) => name === "agenticmem");
  const balanced = (main?.portMappings ?? []).map(({ containerPort }) => ({
    targetGroupArn: `arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/tg-${containerPort}/0123456789abcdef`,
    containerName: "agenticmem",
    containerPort,
  }));
  return fc
    .record({
      loadBalancers: fc.subarray(balanced),
      grace: fc.constantFrom(0, 30, 90),
      minimumHealthyPercent: fc.constantFrom(0, 50, 100),
      maximumPercent: fc.constantFrom(150, 200, 300),
      enable: fc.boolean(),
      rollback: fc.boolean(),
      platformVersion: fc.constantFrom("LATEST", "1.4.0", "1.3.0"),
      spot: fc.boolean(),
      assignPublicIp: fc.constantFrom("ENABLED" as const, "DISABLED" as const),
      flags: fc.record({ enableExecuteCommand: fc.boolean(), enableECSManagedTags: fc.boolean() }),
      propagateTags: fc.constantFrom("NONE" as const, "SERVICE" as const, "TASK_DEFINITION" as const),
      availabilityZoneRebalancing: fc.constantFrom("ENABLED" as const, "DISABLED" as const, undefined),
      tags: fc.dictionary(word, word, { maxKeys: 2 }).filter((tags) => !("secure" in tags)),
    })
    .map(({ loadBalancers, grace, enable, rollback, spot, assignPublicIp, flags, tags, ...rest }) => {
      const { minimumHealthyPercent, maximumPercent, ...same } = rest;
      const strategy = [
        { capacityProvider: "FARGATE", weight: 1, base: 0 },
        { capacityProvider: "FARGATE_SPOT", weight: 2 },
      ];
      return {
        ...base.service,
        ...same,
        ...flags,
        ...(spot && { launchType: undefined, capacityProviderStrategy: strategy }),
        loadBalancers,
        healthCheckGracePeriodSeconds: loadBalancers.length > 0 ? grace : undefined,
        deploymentConfiguration: {
          minimumHealthyPercent,
          maximumPercent,
          deploymentCircuitBreaker: { enable, rollback },
        },
        networkConfiguration: {
          awsvpcConfiguration: { ...base.service.networkConfiguration?.awsvpcConfiguration, assignPublicIp },
        } as Service["networkConfiguration"],
        tags: Object.entries(tags).map(([key, text]) => ({ key, value: text })),
      };
    });
};

/** Services of everything that hand-made definitions have. */
export const anyLive: fc.Arbitrary<Live> = revision.chain((made) =>
  fc
    .record({
      service: serviceOf(made),
      revisionTags: fc.dictionary(word, word, { maxKeys: 2 }).filter((tags) => !("secure" in tags)),
      retentionDays: fc.constantFrom(0, 14, 30),
      logTags: fc.dictionary(word, word, { maxKeys: 1 }).filter((tags) => !("secure" in tags)),
    })
    .map(({ service, revisionTags, retentionDays, logTags }) => ({
      ...base,
      revision: made,
      service,
      revisionTags,
      logGroup: { name: "/ecs/agenticmem", retentionDays, deletionProtection: false, tags: logTags },
    })),
);
