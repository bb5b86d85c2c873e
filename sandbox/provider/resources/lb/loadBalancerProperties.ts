import { block, flag, integer, regionProperty, set, tagProperties, text, type Behaviour } from "../../properties";
import { isValues, type Value, type Values } from "../../values";
import { checkName, keptWhereMissing, unused } from "./elb";

const required = { required: true };

/** Logs that are off have no bucket and no prefix, whatever is given. */
const logs = (property: string) => {
  const whereOff: Behaviour = {
    equivalent: (_state: Value | undefined, _input: Value | undefined, inputs: Values) => {
      const given = inputs[property];
      return !isValues(given) || given.enabled !== true;
    },
  };
  return block(
    { bucket: text({ ...required, ...whereOff }), enabled: flag({ default: false }), prefix: text(whereOff) },
    keptWhereMissing,
  );
};

/** A setting of network load balancers alone, which has a default and is never a difference. */
const ofNetworkOnly: Behaviour = { equivalent: () => true };

/** The arguments of Terraform's `aws_lb`. */
export const loadBalancerProperties = {
  accessLogs: logs("accessLogs"),
  arn: text({ output: true, awsName: "LoadBalancerArn" }),
  arnSuffix: text({ output: true }),
  clientKeepAlive: integer({ default: 3600, range: [60, 604_800] }),
  connectionLogs: logs("connectionLogs"),
  customerOwnedIpv4Pool: text({ ...unused, replaces: true }),
  desyncMitigationMode: text({ default: "defensive", oneOf: ["monitor", "defensive", "strictest"] }),
  dnsName: text({ output: true, awsName: "DNSName" }),
  dnsRecordClientRoutingPolicy: text({ default: "any_availability_zone", ...ofNetworkOnly }),
  dropInvalidHeaderFields: flag({ default: false }),
  enableCrossZoneLoadBalancing: flag({ default: false, ...ofNetworkOnly }),
  enableDeletionProtection: flag({ default: false }),
  enableHttp2: flag({ default: true }),
  enablePrefixForIpv6SourceNat: text({ ...unused, computed: true }),
  enableTlsVersionAndCipherSuiteHeaders: flag({ default: false }),
  enableWafFailOpen: flag({ default: false }),
  enableXffClientPort: flag({ default: false }),
  enableZonalShift: flag({ default: false }),
  enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: text({ ...unused, computed: true }),
  healthCheckLogs: logs("healthCheckLogs"),
  idleTimeout: integer({ default: 60, range: [1, 4000] }),
  internal: flag({ computed: true, replaces: true }),
  ipAddressType: text({
    computed: true,
    awsName: "IpAddressType",
    oneOf: ["ipv4", "dualstack", "dualstack-without-public-ipv4"],
  }),
  ipamPools: block({ ipv4IpamPoolId: text(required) }, unused),
  loadBalancerType: text({
    default: "application",
    replaces: true,
    awsName: "Type",
    check: (type) =>
      type === "application"
        ? undefined
        : `the sandbox's aws provider has application load balancers only, got ${type}`,
  }),
  minimumLoadBalancerCapacity: block({ capacityUnits: integer(required) }, unused),
  name: text({
    computed: true,
    replaces: true,
    autoname: true,
    conflictsWith: ["namePrefix"],
    awsName: "LoadBalancerName",
    check: checkName,
  }),
  namePrefix: text({ computed: true, replaces: true, stateOnly: true }),
  preserveHostHeader: flag({ default: false }),
  secondaryIpsAutoAssignedPerSubnet: integer({ ...unused, computed: true }),
  securityGroups: set(text(), { computed: true, awsName: "SecurityGroups" }),
  subnetMappings: set(
    block({
      allocationId: text(),
      ipv6Address: text(),
      outpostId: text(),
      privateIpv4Address: text(),
      subnetId: text(required),
    }),
    { computed: true, replaces: true, conflictsWith: ["subnets"] },
  ),
  subnets: set(text(), { computed: true, conflictsWith: ["subnetMappings"] }),
  vpcId: text({ output: true, awsName: "VpcId" }),
  xffHeaderProcessingMode: text({ default: "append", oneOf: ["append", "preserve", "remove"] }),
  zoneId: text({ output: true, awsName: "CanonicalHostedZoneId" }),
  ...tagProperties,
  ...regionProperty,
};

/** The attributes of an application load balancer. */
export const loadBalancerAttributes = {
  clientKeepAlive: "client_keep_alive.seconds",
  desyncMitigationMode: "routing.http.desync_mitigation_mode",
  dropInvalidHeaderFields: "routing.http.drop_invalid_header_fields.enabled",
  enableDeletionProtection: "deletion_protection.enabled",
  enableHttp2: "routing.http2.enabled",
  enableTlsVersionAndCipherSuiteHeaders: "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
  enableWafFailOpen: "waf.fail_open.enabled",
  enableXffClientPort: "routing.http.xff_client_port.enabled",
  enableZonalShift: "zonal_shift.config.enabled",
  idleTimeout: "idle_timeout.timeout_seconds",
  preserveHostHeader: "routing.http.preserve_host_header.enabled",
  xffHeaderProcessingMode: "routing.http.xff_header_processing.mode",
};

/** What is kept of the logs, by property, as attributes whose keys begin like this. */
export const logAttributes = {
  accessLogs: "access_logs",
  connectionLogs: "connection_logs",
  healthCheckLogs: "health_check_logs",
};
