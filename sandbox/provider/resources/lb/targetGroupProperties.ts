import { block, flag, integer, list, regionProperty, set, tagProperties, text } from "../../properties";
import { checkName, keptWhereMissing, unused } from "./elb";

const required = { required: true };
const failover = ["rebalance", "no_rebalance"];

/** The arguments of Terraform's `aws_lb_target_group`. */
export const targetGroupProperties = {
  arn: text({ output: true, awsName: "TargetGroupArn" }),
  arnSuffix: text({ output: true }),
  connectionTermination: flag({ ...unused, computed: true }),
  deregistrationDelay: integer({ default: 300, range: [0, 3600] }),
  healthCheck: block(
    {
      enabled: flag({ default: true, awsName: "HealthCheckEnabled" }),
      healthyThreshold: integer({ default: 3, range: [2, 10], awsName: "HealthyThresholdCount" }),
      interval: integer({ default: 30, range: [5, 300], awsName: "HealthCheckIntervalSeconds" }),
      matcher: text({ computed: true }),
      path: text({
        computed: true,
        awsName: "HealthCheckPath",
        check: (path) => (path === "" || path.startsWith("/") ? undefined : `"path" must begin with "/": ${path}`),
      }),
      port: text({ default: "traffic-port", awsName: "HealthCheckPort" }),
      protocol: text({ default: "HTTP", oneOf: ["HTTP", "HTTPS", "TCP"], awsName: "HealthCheckProtocol" }),
      timeout: integer({ computed: true, range: [2, 120], awsName: "HealthCheckTimeoutSeconds" }),
      unhealthyThreshold: integer({ default: 3, range: [2, 10], awsName: "UnhealthyThresholdCount" }),
    },
    { computed: true },
  ),
  ipAddressType: text({ computed: true, replaces: true, oneOf: ["ipv4", "ipv6"], awsName: "IpAddressType" }),
  lambdaMultiValueHeadersEnabled: flag({ ...unused, default: false }),
  loadBalancerArns: set(text(), { output: true }),
  loadBalancingAlgorithmType: text({
    computed: true,
    oneOf: ["round_robin", "least_outstanding_requests", "weighted_random"],
  }),
  loadBalancingAnomalyMitigation: text({ computed: true, oneOf: ["on", "off"] }),
  loadBalancingCrossZoneEnabled: text({
    computed: true,
    oneOf: ["true", "false", "use_load_balancer_configuration"],
  }),
  name: text({
    computed: true,
    replaces: true,
    autoname: true,
    conflictsWith: ["namePrefix"],
    awsName: "TargetGroupName",
    check: checkName,
  }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  port: integer({ replaces: true, range: [1, 65535], awsName: "Port" }),
  preserveClientIp: text({ ...unused, computed: true }),
  protocol: text({ replaces: true, awsName: "Protocol" }),
  protocolVersion: text({
    computed: true,
    replaces: true,
    oneOf: ["GRPC", "HTTP1", "HTTP2"],
    awsName: "ProtocolVersion",
  }),
  proxyProtocolV2: flag({ ...unused, default: false }),
  slowStart: integer({ default: 0, range: [0, 900] }),
  stickiness: block(
    {
      cookieDuration: integer({ default: 86_400, range: [0, 604_800] }),
      cookieName: text(),
      enabled: flag({ default: true }),
      type: text({ ...required, oneOf: ["lb_cookie", "app_cookie"] }),
    },
    { computed: true },
  ),
  targetControlPort: integer({ ...unused, replaces: true }),
  targetFailovers: list(
    block({
      onDeregistration: text({ ...required, oneOf: failover }),
      onUnhealthy: text({ ...required, oneOf: failover }),
    }),
    { ...unused, computed: true },
  ),
  targetGroupHealth: block(
    {
      dnsFailover: block(
        {
          minimumHealthyTargetsCount: text({ default: "off" }),
          minimumHealthyTargetsPercentage: text({ default: "off" }),
        },
        keptWhereMissing,
      ),
      unhealthyStateRouting: block(
        {
          minimumHealthyTargetsCount: integer({ default: 1 }),
          minimumHealthyTargetsPercentage: text({ default: "off" }),
        },
        keptWhereMissing,
      ),
    },
    { computed: true },
  ),
  targetHealthStates: list(
    block({
      enableUnhealthyConnectionTermination: flag(required),
      unhealthyDrainingInterval: integer({ default: 0, range: [0, 360_000] }),
    }),
    { ...unused, computed: true },
  ),
  targetType: text({
    default: "instance",
    replaces: true,
    oneOf: ["instance", "ip", "lambda", "alb"],
    awsName: "TargetType",
  }),
  vpcId: text({ replaces: true, awsName: "VpcId" }),
  ...tagProperties,
  ...regionProperty,
};

/** The attributes of a target group behind an application load balancer. */
export const targetGroupAttributes = {
  deregistrationDelay: "deregistration_delay.timeout_seconds",
  loadBalancingAlgorithmType: "load_balancing.algorithm.type",
  loadBalancingAnomalyMitigation: "load_balancing.algorithm.anomaly_mitigation",
  loadBalancingCrossZoneEnabled: "load_balancing.cross_zone.enabled",
  slowStart: "slow_start.duration_seconds",
};

/** The attributes of the blocks in `targetGroupHealth`. */
export const healthAttributes = {
  dnsFailover: {
    minimumHealthyTargetsCount: "target_group_health.dns_failover.minimum_healthy_targets.count",
    minimumHealthyTargetsPercentage: "target_group_health.dns_failover.minimum_healthy_targets.percentage",
  },
  unhealthyStateRouting: {
    minimumHealthyTargetsCount: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
    minimumHealthyTargetsPercentage: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
  },
};

/** The attributes of `stickiness`, by its type. */
export const stickinessAttributes = {
  lb_cookie: {
    enabled: "stickiness.enabled",
    type: "stickiness.type",
    cookieDuration: "stickiness.lb_cookie.duration_seconds",
  },
  app_cookie: {
    enabled: "stickiness.enabled",
    type: "stickiness.type",
    cookieDuration: "stickiness.app_cookie.duration_seconds",
    cookieName: "stickiness.app_cookie.cookie_name",
  },
};
