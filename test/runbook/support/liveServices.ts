import type { Clients } from "../../../account/clients";
import { production } from "../../../sandbox/aws/productionAccount";
import { make, roleArn, runbooksRevision, runbooksService, type LiveAccount } from "./liveAccount";
import {
  envoy,
  noBalancer,
  secondTargetGroup,
  without,
  withSidecars,
  type LiveNames,
  type LiveService,
} from "./liveService";
import { liveTasks } from "./liveTasks";
import { liveTasksAtTheEdge } from "./liveTasksAtTheEdge";
import { liveAutoscaling } from "./liveAutoscaling";
import { liveReferences } from "./liveReferences";
import { liveRefusals } from "./liveRefusals";

export type { LiveService };

/** Services that AWS makes from these requests; each is taken over with an empty preview, or refused with every reason. */
export const liveServices: LiveService[] = [
  ...liveTasks,
  ...liveTasksAtTheEdge,
  ...liveReferences,
  {
    title: "two target groups",
    key: "groups",
    service: async (service, account, clients) => ({
      ...service,
      healthCheckGracePeriodSeconds: 45,
      loadBalancers: [
        ...(service.loadBalancers ?? []),
        {
          targetGroupArn: await secondTargetGroup(clients, account, "web-tg"),
          containerName: "agenticmem",
          containerPort: 8080,
        },
      ],
    }),
    says: {
      targetGroups: { api: "agenticmem-api-tg", frontend: "web-tg" },
      deployment: { healthCheckGracePeriodSeconds: 45, circuitBreaker: false },
    },
  },
  {
    title: "a port in two target groups, and a sidecar in one",
    key: "shared",
    revision: withSidecars({ ...envoy, portMappings: [{ containerPort: 9901 }] }),
    service: async (service, account, clients) => ({
      ...service,
      loadBalancers: [
        ...(service.loadBalancers ?? []),
        {
          targetGroupArn: await secondTargetGroup(clients, account, "internal-api-tg2"),
          containerName: "agenticmem",
          containerPort: 8081,
        },
        {
          targetGroupArn: await secondTargetGroup(clients, account, "admin-tg"),
          containerName: "envoy",
          containerPort: 9901,
        },
      ],
    }),
    says: { targetGroups: { api: "agenticmem-api-tg" } },
    overrides: ["service.loadBalancers", "sidecars.envoy"],
  },
  {
    title: "service connect",
    key: "connect",
    service: (service) => ({
      ...service,
      serviceConnectConfiguration: {
        enabled: true,
        namespace: "internal",
        services: [{ portName: "api", discoveryName: "api", clientAliases: [{ port: 80, dnsName: "api" }] }],
        logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/connect" } },
      },
    }),
    overrides: ["service.serviceConnectConfiguration"],
  },
  {
    title: "capacity providers",
    key: "spot",
    prepare: async (clients) =>
      (await clients.ecs()).putClusterCapacityProviders({
        cluster: production.cluster,
        capacityProviders: ["FARGATE", "FARGATE_SPOT"],
        defaultCapacityProviderStrategy: [],
      }),
    service: (service) => ({
      ...without(service, "launchType"),
      capacityProviderStrategy: [
        { capacityProvider: "FARGATE", weight: 1, base: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 3 },
      ],
    }),
    says: { capacityProviders: { FARGATE: { weight: 1, base: 1 }, FARGATE_SPOT: 3 } },
  },
  {
    title: "a service registry, and deployment settings of its own",
    key: "registry",
    service: (service) => ({
      ...noBalancer(service),
      serviceRegistries: [
        {
          registryArn: "arn:aws:servicediscovery:us-west-2:123456789012:service/srv-1",
          containerName: "agenticmem",
          containerPort: 8081,
        },
      ],
      platformVersion: "1.4.0",
      deploymentConfiguration: {
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        deploymentCircuitBreaker: { enable: true, rollback: false },
        alarms: { alarmNames: ["latency", "errors"], enable: true, rollback: false },
      },
      availabilityZoneRebalancing: "DISABLED",
      enableExecuteCommand: true,
    }),
    says: {
      platformVersion: "1.4.0",
      deployment: {
        minimumHealthyPercent: 50,
        maximumPercent: 150,
        rollback: false,
        alarms: ["errors", "latency"],
      },
      availabilityZoneRebalancing: false,
      enableExecuteCommand: true,
    },
    overrides: ["service.serviceRegistries"],
  },
  {
    title: "public addresses, a security group, and a task that runs",
    key: "public",
    service: (service, { publicSubnets, securityGroups }) => ({
      ...service,
      desiredCount: 1,
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: publicSubnets,
          securityGroups: securityGroups.slice(0, 1),
          assignPublicIp: "ENABLED",
        },
      },
    }),
    says: { assignPublicIp: true, subnets: [], securityGroups: [] },
  },
  {
    title: "a volume of its own for each task",
    key: "ebs",
    revision: (revision) => ({ ...revision, volumes: [{ name: "work", configuredAtLaunch: true }] }),
    service: (service, account) => ({
      ...service,
      volumeConfigurations: [
        {
          name: "work",
          managedEBSVolume: {
            roleArn: roleArn(account, "ecsInfrastructureRole"),
            sizeInGiB: 20,
            volumeType: "gp3",
            filesystemType: "ext4",
            encrypted: true,
            tagSpecifications: [
              { resourceType: "volume", tags: [{ key: "team", value: "ai" }], propagateTags: "SERVICE" },
            ],
          },
        },
      ],
    }),
    overrides: ["service.volumeConfiguration", "taskDefinition.volumes"],
  },
  {
    title: "tags on the service and its revision, passed on to tasks",
    key: "tags",
    revision: (revision) => ({ ...revision, tags: [{ key: "team", value: "ai" }] }),
    service: (service) => ({
      ...service,
      tags: [{ key: "team", value: "ai" }],
      enableECSManagedTags: true,
      propagateTags: "SERVICE",
    }),
    says: { tags: { team: "ai" } },
    overrides: ["logGroup.tags", "-service.enableEcsManagedTags", "-service.propagateTags"],
  },
  {
    title: "a circuit breaker that is off but rolls back, alarms that are off, and too much at once",
    key: "odd",
    service: (service) => ({
      ...service,
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 300,
        deploymentCircuitBreaker: { enable: false, rollback: true },
        alarms: { alarmNames: ["errors"], enable: false, rollback: true },
      },
      propagateTags: "TASK_DEFINITION",
    }),
    overrides: ["service.alarms", "service.deploymentCircuitBreaker", "service.deploymentMaximumPercent"],
  },
  ...liveAutoscaling,
  ...liveRefusals,
];

/** Makes a service of the table; gives its names. */
export async function createLive(
  clients: Clients,
  account: LiveAccount,
  { key, prepare, revision, service, afterwards }: LiveService,
): Promise<LiveNames> {
  const name = key ?? production.app;
  const made = { cluster: production.cluster, service: `${name}-service`, family: `${name}-task` };
  await prepare?.(clients, account);
  const plain = runbooksRevision(account, made.family);
  const plainService = runbooksService(account, made.service);
  await make(
    clients,
    (await revision?.(plain, account)) ?? plain,
    (await service?.(plainService, account, clients)) ?? plainService,
  );
  await afterwards?.(clients, made);
  return made;
}
