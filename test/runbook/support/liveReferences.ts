import { main, noBalancer, withSidecars, type LiveService } from "./liveService";

/** What is special is what the task definition refers to: images, secrets, names. */
export const liveReferences: LiveService[] = [
  {
    title: "an image without a tag, of another repository",
    key: "untagged",
    prepare: async (clients) =>
      (await clients.ecr()).createRepository({ repositoryName: "team/web" }).catch(() => undefined),
    revision: main((container, { registry }) => ({ ...container, image: `${registry}/agenticmem` })),
    says: { image: "123456789012.dkr.ecr.us-west-2.amazonaws.com/agenticmem", pinImageDigest: false },
  },
  {
    title: "an image by digest, or by tag and digest",
    key: "digest",
    revision: async (revision, account) => {
      const image = `${account.registry}/agenticmem@${await account.digestOf("1.1.0")}`;
      return withSidecars({ name: "again", image: `${account.registry}/agenticmem:1.0.0`, essential: false })(
        main((container) => ({ ...container, image }))(revision, account),
      );
    },
    says: { pinImageDigest: true },
    overrides: ["sidecars.again"],
  },
  {
    title: "a digest beside its tag",
    key: "both",
    revision: async (revision, account) => {
      const image = `${account.registry}/agenticmem:1.1.0@${await account.digestOf("1.1.0")}`;
      return main((container) => ({ ...container, image }))(revision, account);
    },
    overrides: ["container.image"],
  },
  {
    title: "secrets by the versions that are current",
    key: "versions",
    revision: async (revision, account) => {
      const version = await account.currentVersion();
      const valueFrom = (key: string) => `${account.secretArn}:${key}::${version}`;
      const secrets = [
        { name: "ALL", valueFrom: valueFrom("") },
        { name: "OPENAI_API_KEY", valueFrom: valueFrom("OPENAI_API_KEY") },
      ];
      return main((container) => ({ ...container, secrets }))(revision, account);
    },
    says: { pinSecretVersions: true, secretVersionLabels: false },
  },
  {
    title: "secrets by versions of which one is not current",
    key: "mixed",
    revision: async (revision, account) => {
      const secrets = [
        { name: "A", valueFrom: `${account.secretArn}:A::${await account.currentVersion()}` },
        { name: "B", valueFrom: `${account.secretArn}:B::11111111-2222-3333-4444-555555555555` },
      ];
      return main((container) => ({ ...container, secrets }))(revision, account);
    },
    says: { secrets: [], pinSecretVersions: false },
    overrides: ["container.secrets"],
  },
  {
    title: "a revision of this program's, whose stack was lost",
    key: "lost",
    revision: async (revision, account) => {
      const dockerLabels = { "secret-version/agenticmem/prod/env": await account.currentVersion() };
      return {
        ...main((container) => ({ ...container, dockerLabels }))(revision, account),
        runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      };
    },
    says: { secretVersionLabels: true, architecture: "X86_64" },
  },
  {
    title: "labels of secret versions that were rotated since",
    key: "rotated",
    revision: main((container) => ({
      ...container,
      dockerLabels: { "secret-version/agenticmem/prod/env": "11111111-2222-3333-4444-555555555555" },
    })),
    overrides: ["container.dockerLabels"],
  },
  {
    title: "names off the convention, in sidecars' secrets too",
    key: "names",
    prepare: async (clients, { secretArn }) => {
      const secrets = await clients.secretsManager();
      await secrets.createSecret({ Name: "shared/db", SecretString: '{"password":"not-real"}' }).catch(() => secretArn);
      const AssumeRolePolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
      });
      const iam = await clients.iam();
      await iam
        .createRole({ RoleName: "shopTasks", Path: "/services/shop/", AssumeRolePolicyDocument })
        .catch(() => undefined);
      const logs = await clients.logs();
      await logs.createLogGroup({ logGroupName: "/shop/web", tags: { team: "shop" } }).catch(() => undefined);
      await logs.putRetentionPolicy({ logGroupName: "/shop/web", retentionInDays: 14 });
    },
    revision: async (revision, account) => {
      const db = await account.secretArnOf("shared/db");
      const [container = {}] = revision.containerDefinitions ?? [];
      const logConfiguration = {
        logDriver: "awslogs" as const,
        options: {
          ...container.logConfiguration?.options,
          "awslogs-group": "/shop/web",
          "awslogs-stream-prefix": "web",
        },
      };
      return {
        ...revision,
        taskRoleArn: `arn:aws:iam::${account.accountId}:role/services/shop/shopTasks`,
        containerDefinitions: [
          {
            ...container,
            name: "Shop_Web",
            secrets: [{ name: "PGPASSWORD", valueFrom: `${db}:password::` }],
            logConfiguration,
          },
          {
            name: "migrate",
            image: "public.ecr.aws/docker/library/postgres:16",
            essential: false,
            secrets: [{ name: "password", valueFrom: `${db}:password::` }, ...(container.secrets ?? [])],
            logConfiguration,
          },
        ],
      };
    },
    service: (service) => ({ ...noBalancer(service), tags: [{ key: "team", value: "shop" }] }),
    says: {
      appName: "Shop_Web",
      repository: "agenticmem",
      taskRole: "shopTasks",
      logGroup: "/shop/web",
      logStreamPrefix: "web",
      logRetentionDays: 14,
      secret: "agenticmem/prod/env",
      secrets: { PGPASSWORD: { secret: "shared/db", key: "password" } },
      tags: { team: "shop" },
    },
    overrides: ["taskDefinition.tags"],
  },
];
