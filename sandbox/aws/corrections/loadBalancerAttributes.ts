import { escapeXml, type Reply } from "../reply";
import { valuesOf } from "./ec2Wire";

type Defaults = Record<string, string>;

const inBucket = (logs: string): Defaults => ({
  [`${logs}.s3.enabled`]: "false",
  [`${logs}.s3.bucket`]: "",
  [`${logs}.s3.prefix`]: "",
});

const header = (names: string[]): Defaults =>
  Object.fromEntries(names.map((name) => [`routing.http.response.${name}.header_value`, ""]));

/** The attributes that AWS reports of what it has, by the kind that the operation names. Source: API reference. */
const defaults: Record<string, Defaults> = {
  LoadBalancer: {
    ...inBucket("access_logs"),
    ...inBucket("connection_logs"),
    ...inBucket("health_check_logs"),
    "client_keep_alive.seconds": "3600",
    "deletion_protection.enabled": "false",
    "idle_timeout.timeout_seconds": "60",
    "load_balancing.cross_zone.enabled": "true",
    "routing.http.desync_mitigation_mode": "defensive",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
    "routing.http.xff_client_port.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "routing.http2.enabled": "true",
    "waf.fail_open.enabled": "false",
    "zonal_shift.config.enabled": "false",
  },
  TargetGroup: {
    "deregistration_delay.timeout_seconds": "300",
    "load_balancing.algorithm.anomaly_mitigation": "off",
    "load_balancing.algorithm.type": "round_robin",
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
    "slow_start.duration_seconds": "0",
    "stickiness.app_cookie.cookie_name": "",
    "stickiness.app_cookie.duration_seconds": "86400",
    "stickiness.enabled": "false",
    "stickiness.lb_cookie.duration_seconds": "86400",
    "stickiness.type": "lb_cookie",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
  },
  Listener: {
    "routing.http.response.server.enabled": "true",
    ...header([
      "access_control_allow_credentials",
      "access_control_allow_headers",
      "access_control_allow_methods",
      "access_control_allow_origin",
      "access_control_expose_headers",
      "access_control_max_age",
      "content_security_policy",
      "strict_transport_security",
      "x_content_type_options",
      "x_frame_options",
    ]),
  },
};

/** ministack's attributes, with the defaults of those that were never set. */
export function withDefaultAttributes(operation: string, reply: Reply): Reply {
  const known = valuesOf(reply.body, "Key");
  const kind = operation.replace(/^(Describe|Modify)(.*)Attributes$/, "$2");
  const missing = Object.entries(defaults[kind] ?? {})
    .filter(([key]) => !known.includes(key))
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${escapeXml(value)}</Value></member>`);
  return { ...reply, body: reply.body.replace("</Attributes>", `${missing.join("")}</Attributes>`) };
}
