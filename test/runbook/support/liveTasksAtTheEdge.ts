import { main, withSidecars, type LiveService } from "./liveService";

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
];
