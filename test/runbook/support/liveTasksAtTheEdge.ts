import { main, noBalancer, withSidecars, type LiveService } from "./liveService";

/** What is special is in the task definition, and mostly has no setting. */
export const liveTasksAtTheEdge: LiveService[] = [
  {
    title: "ports without names, in TCP and UDP",
    key: "ports",
    revision: main((container) => ({
      ...container,
      portMappings: [
        { containerPort: 8081 },
        { containerPort: 53, protocol: "udp" },
        { containerPort: 443, hostPort: 443 },
      ],
    })),
    says: { ports: { "8081": 8081, "53": "53/udp", "443": 443 }, targetGroups: { "8081": "agenticmem-api-tg" } },
  },
  {
    title: "ports that the setting has no word for",
    key: "ranges",
    revision: main((container) => ({
      ...container,
      portMappings: [
        { containerPort: 8081, name: "api", appProtocol: "http" },
        { containerPort: 53 },
        { containerPort: 53, protocol: "udp" },
      ],
    })),
    overrides: ["container.portMappings", "service.loadBalancers"],
  },
  {
    title: "a container with fields that have no setting",
    key: "fields",
    revision: main((container) => ({
      ...container,
      cpu: 512,
      memoryReservation: 1024,
      user: "1000",
      workingDirectory: "/app",
      readonlyRootFilesystem: true,
      interactive: true,
      pseudoTerminal: false,
      ulimits: [{ name: "nofile", softLimit: 65536, hardLimit: 65536 }],
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      systemControls: [{ namespace: "net.core.somaxconn", value: "1024" }],
      dockerLabels: { team: "ai", "com.example/purpose": "api" },
      repositoryCredentials: {
        credentialsParameter: "arn:aws:secretsmanager:us-west-2:123456789012:secret:hub-AbCdEf",
      },
      restartPolicy: { enabled: true, ignoredExitCodes: [0], restartAttemptPeriod: 180 },
      versionConsistency: "disabled",
      startTimeout: 30,
    })),
    overrides: [
      "cpu",
      "dockerLabels",
      "interactive",
      "linuxParameters",
      "memoryReservation",
      "pseudoTerminal",
      "readonlyRootFilesystem",
      "repositoryCredentials",
      "restartPolicy",
      "startTimeout",
      "systemControls",
      "ulimits",
      "user",
      "versionConsistency",
      "workingDirectory",
    ].map((field) => `container.${field}`),
  },
  {
    title: "words in place of the image's, and a time to stop",
    key: "words",
    revision: main((container) => ({
      ...container,
      command: ["serve", "8080", ""],
      entryPoint: ["/bin/run"],
      stopTimeout: 90,
    })),
    says: { command: ["serve", "8080", ""], entryPoint: ["/bin/run"], stopTimeout: "90" },
  },
  {
    title: "volumes on EFS",
    key: "volumes",
    revision: (revision, account) => ({
      ...main((container) => ({
        ...container,
        mountPoints: [
          { sourceVolume: "data", containerPath: "/data", readOnly: false },
          { sourceVolume: "scratch", containerPath: "/tmp" },
        ],
      }))(revision, account),
      volumes: [
        {
          name: "scratch",
        },
        {
          name: "data",
          efsVolumeConfiguration: {
            fileSystemId: "fs-12345678",
            rootDirectory: "/",
            transitEncryption: "ENABLED",
            authorizationConfig: { accessPointId: "fsap-1", iam: "ENABLED" },
          },
        },
      ],
    }),
    overrides: ["container.mountPoints", "taskDefinition.volumes"],
  },
  {
    title: "a mesh's proxy, shared processes, fault injection, and EC2 beside Fargate",
    key: "mesh",
    revision: (revision, account) => ({
      ...withSidecars({ name: "mesh", image: "public.ecr.aws/appmesh/envoy:v1", essential: true, user: "1337" })(
        revision,
      ),
      requiresCompatibilities: ["FARGATE", "EC2"],
      pidMode: "task",
      enableFaultInjection: true,
      tags: [{ key: "account", value: account.accountId }],
      proxyConfiguration: {
        type: "APPMESH",
        containerName: "mesh",
        properties: [
          { name: "IgnoredUID", value: "1337" },
          { name: "AppPorts", value: "8081" },
        ],
      },
    }),
    overrides: [
      "sidecars.mesh",
      ...["enableFaultInjection", "pidMode", "proxyConfiguration", "requiresCompatibilities", "tags"].map(
        (field) => `taskDefinition.${field}`,
      ),
    ],
  },
  {
    title: "another log driver, with a router",
    key: "firelens",
    revision: (revision, account) =>
      withSidecars({
        name: "log_router",
        image: "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        essential: true,
        firelensConfiguration: { type: "fluentbit", options: { "enable-ecs-log-metadata": "true" } },
        logConfiguration: revision.containerDefinitions?.[0]?.logConfiguration,
      })(
        main((container) => ({
          ...container,
          logConfiguration: { logDriver: "awsfirelens", options: { Name: "loki" } },
        }))(revision, account),
      ),
    overrides: ["container.logConfiguration", "sidecars.log_router"],
  },
  {
    title: "logs in another region, with options of their own",
    key: "elsewhere",
    revision: main((container) => ({
      ...container,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "central",
          "awslogs-region": "us-east-1",
          "awslogs-stream-prefix": "app",
          mode: "non-blocking",
        },
      },
    })),
    says: { logGroupMode: "none" },
    overrides: ["container.logConfiguration"],
  },
  {
    title: "variables that settings refuse",
    key: "variables",
    revision: main((container) => ({
      ...container,
      environment: [
        { name: "1ST", value: "" },
        { name: "two words", value: "x" },
      ],
    })),
    overrides: ["container.environment"],
  },
  {
    title: "a variable whose map looks encrypted",
    key: "secure",
    revision: main((container) => ({ ...container, environment: [{ name: "secure", value: "no" }] })),
    overrides: ["container.environment"],
  },
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
