import { block, flag, integer, list, map, regionProperty, set, tagProperties, text } from "../../properties";
import { keptWhereMissing, unused } from "./elb";

const required = { required: true };

/** The actions of the sandbox's load balancer; the others are declared, and refused. */
const actions = ["forward", "redirect", "fixed-response"];

const login = {
  authenticationRequestExtraParams: map(),
  onUnauthenticatedRequest: text({ computed: true }),
  scope: text({ computed: true }),
  sessionCookieName: text({ computed: true }),
  sessionTimeout: integer({ computed: true }),
};

export const action = {
  authenticateCognito: block({
    ...login,
    userPoolArn: text(required),
    userPoolClientId: text(required),
    userPoolDomain: text(required),
  }),
  authenticateOidc: block({
    ...login,
    authorizationEndpoint: text(required),
    clientId: text(required),
    clientSecret: text(required),
    issuer: text(required),
    tokenEndpoint: text(required),
    userInfoEndpoint: text(required),
  }),
  fixedResponse: block({
    contentType: text({
      ...required,
      oneOf: ["text/plain", "text/css", "text/html", "application/javascript", "application/json"],
    }),
    messageBody: text(),
    statusCode: text({ computed: true }),
  }),
  forward: block({
    stickiness: block(
      { duration: integer({ ...required, range: [1, 604_800] }), enabled: flag({ default: false }) },
      keptWhereMissing,
    ),
    targetGroups: set(block({ arn: text(required), weight: integer({ default: 1, range: [0, 999] }) }), required),
  }),
  jwtValidation: block({
    additionalClaims: set(block({ format: text(required), name: text(required), values: set(text(), required) })),
    issuer: text(required),
    jwksEndpoint: text(required),
  }),
  order: integer({ computed: true, range: [1, 50_000] }),
  redirect: block({
    host: text({ default: "#{host}" }),
    path: text({ default: "/#{path}" }),
    port: text({ default: "#{port}" }),
    protocol: text({ default: "#{protocol}", oneOf: ["#{protocol}", "HTTP", "HTTPS"] }),
    query: text({ default: "#{query}" }),
    statusCode: text({ ...required, oneOf: ["HTTP_301", "HTTP_302"] }),
  }),
  targetGroupArn: text(),
  type: text({
    ...required,
    check: (type) =>
      actions.includes(type) ? undefined : `the sandbox's load balancer does not model the action ${type}`,
  }),
};

/** The attributes of a listener: names of headers for the targets, values of headers for the clients. */
export const listenerAttributes = {
  routingHttpRequestXAmznMtlsClientcertHeaderName: "routing.http.request.x_amzn_mtls_clientcert.header_name",
  routingHttpRequestXAmznMtlsClientcertIssuerHeaderName:
    "routing.http.request.x_amzn_mtls_clientcert_issuer.header_name",
  routingHttpRequestXAmznMtlsClientcertLeafHeaderName: "routing.http.request.x_amzn_mtls_clientcert_leaf.header_name",
  routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName:
    "routing.http.request.x_amzn_mtls_clientcert_serial_number.header_name",
  routingHttpRequestXAmznMtlsClientcertSubjectHeaderName:
    "routing.http.request.x_amzn_mtls_clientcert_subject.header_name",
  routingHttpRequestXAmznMtlsClientcertValidityHeaderName:
    "routing.http.request.x_amzn_mtls_clientcert_validity.header_name",
  routingHttpRequestXAmznTlsCipherSuiteHeaderName: "routing.http.request.x_amzn_tls_cipher_suite.header_name",
  routingHttpRequestXAmznTlsVersionHeaderName: "routing.http.request.x_amzn_tls_version.header_name",
  routingHttpResponseAccessControlAllowCredentialsHeaderValue:
    "routing.http.response.access_control_allow_credentials.header_value",
  routingHttpResponseAccessControlAllowHeadersHeaderValue:
    "routing.http.response.access_control_allow_headers.header_value",
  routingHttpResponseAccessControlAllowMethodsHeaderValue:
    "routing.http.response.access_control_allow_methods.header_value",
  routingHttpResponseAccessControlAllowOriginHeaderValue:
    "routing.http.response.access_control_allow_origin.header_value",
  routingHttpResponseAccessControlExposeHeadersHeaderValue:
    "routing.http.response.access_control_expose_headers.header_value",
  routingHttpResponseAccessControlMaxAgeHeaderValue: "routing.http.response.access_control_max_age.header_value",
  routingHttpResponseContentSecurityPolicyHeaderValue: "routing.http.response.content_security_policy.header_value",
  routingHttpResponseServerEnabled: "routing.http.response.server.enabled",
  routingHttpResponseStrictTransportSecurityHeaderValue: "routing.http.response.strict_transport_security.header_value",
  routingHttpResponseXContentTypeOptionsHeaderValue: "routing.http.response.x_content_type_options.header_value",
  routingHttpResponseXFrameOptionsHeaderValue: "routing.http.response.x_frame_options.header_value",
};

const header = text({ computed: true });

/** The arguments of Terraform's `aws_lb_listener`. */
export const listenerProperties = {
  alpnPolicy: text(unused),
  arn: text({ output: true, awsName: "ListenerArn" }),
  certificateArn: text(),
  defaultActions: list(block(action), required),
  loadBalancerArn: text({ ...required, replaces: true, awsName: "LoadBalancerArn" }),
  mutualAuthentication: block(
    {
      advertiseTrustStoreCaNames: text(),
      ignoreClientCertificateExpiry: flag(),
      mode: text(required),
      trustStoreArn: text(),
    },
    { ...unused, computed: true },
  ),
  port: integer({ range: [1, 65_535], awsName: "Port" }),
  protocol: text({ computed: true, awsName: "Protocol" }),
  ...(Object.fromEntries(Object.keys(listenerAttributes).map((name) => [name, header])) as Record<
    keyof typeof listenerAttributes,
    typeof header
  >),
  routingHttpResponseServerEnabled: flag({ computed: true }),
  sslPolicy: text({ computed: true, awsName: "SslPolicy" }),
  tcpIdleTimeoutSeconds: integer({ ...unused, computed: true }),
  ...tagProperties,
  ...regionProperty,
};
