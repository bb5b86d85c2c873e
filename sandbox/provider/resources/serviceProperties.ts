import {
  block,
  decimal,
  flag,
  integer,
  list,
  map,
  regionProperty,
  set,
  tagProperties,
  text,
  type Properties,
} from "../properties";

const required = { required: true };
const port = [0, 65535] as const;

/** Minutes that may be left to AWS, and therefore are a text to Terraform. */
const minutes = text({ computed: true });

const serviceConnectService = block({
  clientAlias: list(
    block({
      dnsName: text({ computed: true }),
      port: integer({ required: true, range: port }),
      testTrafficRules: list(
        block({ header: block({ name: text(required), value: block({ exact: text(required) }, required) }) }),
      ),
    }),
  ),
  discoveryName: text({ computed: true }),
  ingressPortOverride: integer({ range: port }),
  portName: text(required),
  timeout: block({ idleTimeoutSeconds: integer(), perRequestTimeoutSeconds: integer() }),
  tls: block({
    issuerCertAuthority: block(
      { awsPcaAuthorityArn: text(required) },
      { required: true, awsName: "issuerCertificateAuthority" },
    ),
    kmsKey: text(),
    roleArn: text(),
  }),
});

export const volumeConfiguration: Properties = {
  managedEbsVolume: block(
    {
      encrypted: flag({ default: true }),
      fileSystemType: text({ default: "xfs", awsName: "filesystemType" }),
      iops: integer(),
      kmsKeyId: text(),
      roleArn: text(required),
      sizeInGb: integer({ awsName: "sizeInGiB" }),
      snapshotId: text(),
      tagSpecifications: list(block({ propagateTags: text(), resourceType: text(required), tags: map() })),
      throughput: integer({ range: [0, 1000] }),
      volumeInitializationRate: integer(),
      volumeType: text(),
    },
    { required: true, awsName: "managedEBSVolume" },
  ),
  name: text(required),
};

export const serviceConnect: Properties = {
  accessLogConfiguration: block({
    format: text({ required: true, oneOf: ["TEXT", "JSON"] }),
    includeQueryParameters: text({ computed: true, oneOf: ["DISABLED", "ENABLED"] }),
  }),
  enabled: flag(required),
  logConfiguration: block({
    logDriver: text(required),
    options: map({ computed: true }),
    secretOptions: list(block({ name: text(required), valueFrom: text(required) })),
  }),
  namespace: text({ computed: true }),
  services: list(serviceConnectService),
};

export const deploymentConfiguration: Properties = {
  bakeTimeInMinutes: minutes,
  canaryConfiguration: block(
    { canaryBakeTimeInMinutes: minutes, canaryPercent: decimal({ computed: true, range: [0.1, 100] }) },
    { computed: true },
  ),
  lifecycleHooks: set(
    block({
      hookDetails: text(),
      hookTargetArn: text(),
      lifecycleStages: list(text(), required),
      roleArn: text(),
      targetType: text({ computed: true }),
      timeoutConfiguration: block({ action: text({ computed: true }), timeoutInMinutes: minutes }, { computed: true }),
    }),
  ),
  linearConfiguration: block(
    { stepBakeTimeInMinutes: minutes, stepPercent: decimal({ computed: true, range: [3, 100] }) },
    { computed: true },
  ),
  strategy: text({ computed: true, oneOf: ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"] }),
};

export const networkConfiguration: Properties = {
  assignPublicIp: flag({ default: false }),
  securityGroups: set(text()),
  subnets: set(text(), required),
};

/** The arguments of Terraform's `aws_ecs_service`. */
export const serviceProperties = {
  alarms: block({ alarmNames: set(text(), required), enable: flag(required), rollback: flag(required) }),
  arn: text({ output: true }),
  availabilityZoneRebalancing: text({ computed: true, oneOf: ["ENABLED", "DISABLED"] }),
  capacityProviderStrategies: set(
    block({
      base: integer({ range: [0, 100_000] }),
      capacityProvider: text(required),
      weight: integer({ range: [0, 1000] }),
    }),
    { awsName: "capacityProviderStrategy" },
  ),
  cluster: text({ computed: true, replaces: true }),
  deploymentCircuitBreaker: block({ enable: flag(required), rollback: flag(required) }),
  deploymentConfiguration: block(deploymentConfiguration, { computed: true }),
  deploymentController: block({
    type: text({ default: "ECS", oneOf: ["ECS", "CODE_DEPLOY", "EXTERNAL"] }),
  }),
  deploymentMaximumPercent: integer({
    default: 200,
    equivalent: (_state, input, { schedulingStrategy }) => schedulingStrategy === "DAEMON" && input === 200,
  }),
  deploymentMinimumHealthyPercent: integer({
    default: 100,
    equivalent: (_state, input, { schedulingStrategy }) => schedulingStrategy === "DAEMON" && input === 100,
  }),
  desiredCount: integer({ equivalent: (_state, _input, { schedulingStrategy }) => schedulingStrategy === "DAEMON" }),
  enableEcsManagedTags: flag({ default: false, awsName: "enableECSManagedTags" }),
  enableExecuteCommand: flag({ default: false }),
  forceDelete: flag({ stateOnly: true }),
  forceNewDeployment: flag({ stateOnly: true }),
  healthCheckGracePeriodSeconds: integer({ range: [0, 2_147_483_647] }),
  iamRole: text({ computed: true, replaces: true }),
  launchType: text({ computed: true, replaces: true, oneOf: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"] }),
  loadBalancers: set(
    block({
      advancedConfiguration: block({
        alternateTargetGroupArn: text(required),
        productionListenerRule: text(required),
        roleArn: text(required),
        testListenerRule: text(),
      }),
      containerName: text(required),
      containerPort: integer({ required: true, range: port }),
      elbName: text({ awsName: "loadBalancerName" }),
      targetGroupArn: text(),
    }),
  ),
  name: text({ computed: true, replaces: true, autoname: true, awsName: "serviceName" }),
  networkConfiguration: block(networkConfiguration),
  orderedPlacementStrategies: list(block({ field: text(), type: text(required) }), { awsName: "placementStrategy" }),
  placementConstraints: set(block({ expression: text(), type: text(required) })),
  platformVersion: text({ computed: true }),
  propagateTags: text({
    oneOf: ["SERVICE", "TASK_DEFINITION", "NONE"],
    equivalent: (state, input) => state === "NONE" && input === undefined,
  }),
  schedulingStrategy: text({ default: "REPLICA", replaces: true, oneOf: ["REPLICA", "DAEMON"] }),
  serviceConnectConfiguration: block(serviceConnect),
  serviceRegistries: block({
    containerName: text(),
    containerPort: integer({ range: port }),
    port: integer({ range: port }),
    registryArn: text(required),
  }),
  sigintRollback: flag({ stateOnly: true }),
  taskDefinition: text(),
  triggers: map({
    computed: true,
    stateOnly: true,
    equivalent: (_state, _input, { forceNewDeployment }) => forceNewDeployment !== true,
  }),
  volumeConfiguration: block(volumeConfiguration),
  vpcLatticeConfigurations: set(
    block({ portName: text(required), roleArn: text(required), targetGroupArn: text(required) }),
  ),
  waitForSteadyState: flag({ default: false, stateOnly: true }),
  ...tagProperties,
  ...regionProperty,
} satisfies Properties;
