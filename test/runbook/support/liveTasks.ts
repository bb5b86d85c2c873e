import { envoy, main, noBalancer, without, withSidecars, type LiveService } from "./liveService";

/** What is special is in the task definition. */
export const liveTasks: LiveService[] = [
  { title: "the runbook's own", says: { cpu: 1024, memory: 4096, pinImageDigest: false, architecture: "" } },
  {
    title: "two containers, in the other order",
    key: "two",
    revision: (revision) => ({ ...revision, containerDefinitions: [envoy, ...(revision.containerDefinitions ?? [])] }),
    says: { sidecars: { envoy: { image: "public.ecr.aws/envoy/envoy:v1.30" } } },
    overrides: ["sidecars.envoy"],
  },
  {
    title: "a sidecar with everything that the settings know",
    key: "sidecar",
    revision: withSidecars({
      ...envoy,
      essential: false,
      cpu: 128,
      memory: 256,
      portMappings: [{ name: "admin", containerPort: 9901 }],
      environment: [{ name: "LOG", value: "1" }],
      dependsOn: [{ containerName: "agenticmem", condition: "HEALTHY" }],
      healthCheck: { command: ["CMD", "true"], startPeriod: 0 },
      stopTimeout: 10,
    }),
    overrides: ["sidecars.envoy"],
  },
  {
    title: "environment files",
    key: "files",
    revision: main((container) => ({
      ...container,
      environmentFiles: [{ type: "s3", value: "arn:aws:s3:::config/prod.env" }],
    })),
    overrides: ["container.environmentFiles"],
  },
  {
    title: "SSM secrets by ARN",
    key: "ssm",
    revision: main((container, { region, accountId }) => ({
      ...container,
      secrets: [{ name: "TOKEN", valueFrom: `arn:aws:ssm:${region}:${accountId}:parameter/agenticmem/token` }],
    })),
    prepare: async (clients) =>
      (await clients.ssm()).putParameter({
        Name: "/agenticmem/token",
        Value: "x",
        Type: "SecureString",
        Overwrite: true,
      }),
    says: { secrets: { TOKEN: "arn:aws:ssm:us-west-2:123456789012:parameter/agenticmem/token" } },
  },
  {
    title: "SSM secrets by name",
    key: "ssmname",
    revision: main((container) => ({ ...container, secrets: [{ name: "TOKEN", valueFrom: "/agenticmem/token" }] })),
    overrides: ["container.secrets"],
  },
  {
    title: "whole-secret references and other variable names",
    key: "whole",
    revision: main((container, { secretArn }) => ({
      ...container,
      secrets: [
        { name: "ALL", valueFrom: secretArn },
        { name: "AI", valueFrom: `${secretArn}:OPENAI_API_KEY::` },
      ],
    })),
    says: { secrets: { ALL: { secret: "agenticmem/prod/env" }, AI: { key: "OPENAI_API_KEY" } } },
  },
  {
    title: "secrets by stage",
    key: "stage",
    revision: main((container, { secretArn }) => ({
      ...container,
      secrets: [{ name: "OPENAI_API_KEY", valueFrom: `${secretArn}:OPENAI_API_KEY:AWSPREVIOUS:` }],
    })),
    says: { secrets: [] },
    overrides: ["container.secrets"],
  },
  {
    title: "no health check, no logs, no secrets, no roles, a public image",
    key: "bare",
    revision: (revision) => ({
      ...without(revision, "executionRoleArn", "taskRoleArn"),
      containerDefinitions: [{ name: "web", image: "nginx", portMappings: [{ containerPort: 80 }] }],
    }),
    service: noBalancer,
    says: { appName: "web", executionRole: "none", taskRole: "none", logGroupMode: "none", ports: { "80": 80 } },
    overrides: ["container.image"],
  },
  {
    title: "a health check as an array, without a start period",
    key: "array",
    revision: main((container) => ({ ...container, healthCheck: { command: ["CMD", "/bin/check", "--fast"] } })),
    says: { healthCheck: { command: ["CMD", "/bin/check", "--fast"] } },
  },
  {
    title: "a health check that says none",
    key: "none",
    revision: main((container) => ({ ...container, healthCheck: { command: ["NONE"] } })),
    overrides: ["container.healthCheck"],
  },
  {
    title: "ARM64, with ephemeral storage",
    key: "arm",
    revision: (revision, account) => ({
      ...main((container) => ({ ...container, image: "public.ecr.aws/nginx/nginx:1.27" }))(revision, account),
      runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      ephemeralStorage: { sizeInGiB: 50 },
    }),
    says: { architecture: "ARM64", ephemeralStorage: 50 },
  },
  {
    title: "a platform that names its architecture alone",
    key: "half",
    revision: (revision) => ({ ...revision, runtimePlatform: { cpuArchitecture: "X86_64" } }),
    overrides: ["taskDefinition.runtimePlatform"],
  },
];
