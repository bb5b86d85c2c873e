import { deepStrictEqual as deepEqual, equal } from "node:assert/strict";
import { problemsOf, refuses, settingsOf, stackWith } from "./settingsOf";

const balanced = { ports: { api: 8081, web: 8080 }, targetGroups: { api: "api-tg" } };
const bothBalanced = { ...balanced, targetGroups: { api: "api-tg", web: "web-tg" } };
const made = { foundation: { loadBalancer: "create" } };
const certificate = "arn:aws:acm:us-west-2:123456789012:certificate/0123-abcd";

describe("the foundation's settings", () => {
  const makes = (settings: Record<string, unknown>) =>
    Object.entries(settingsOf(settings).foundation.makes)
      .filter(([, isMade]) => isMade)
      .map(([part]) => part);

  it("say of each part whether it is made", () => {
    for (const part of ["cluster", "roles", "secret", "repository", "network", "loadBalancer"]) {
      const others = part === "network" ? {} : balanced;
      deepEqual(makes({ ...others, foundation: { [part]: "create" } }), [part]);
    }
  });

  it("take `all` for the parts that are not named", () => {
    deepEqual(makes({ ...balanced, foundation: { all: "create", cluster: "existing" } }), [
      "roles",
      "secret",
      "repository",
      "network",
      "loadBalancer",
    ]);
  });

  it("make no load balancer for a service without target groups", () => {
    deepEqual(makes({ foundation: { all: "create" } }), ["cluster", "roles", "secret", "repository", "network"]);
  });

  it("put the first target group behind the usual port", () => {
    deepEqual(settingsOf({ ...balanced, ...made }).foundation.loadBalancer, {
      name: "agenticmem",
      certificate: undefined,
      internal: false,
      listeners: { api: 80 },
      healthCheckPath: "/",
    });
    const loadBalancer = { certificate, internal: true, name: "web", listeners: { web: 8443 }, healthCheckPath: "/up" };
    deepEqual(settingsOf({ ...bothBalanced, ...made, loadBalancer }).foundation.loadBalancer, {
      ...loadBalancer,
      listeners: { api: 443, web: 8443 },
    });
  });

  it("let a role that is made read the secrets that are used", () => {
    equal(settingsOf({ foundation: { roles: "create" } }).grantSecretAccess, true);
    equal(settingsOf({ foundation: { cluster: "create" } }).grantSecretAccess, false);
  });

  it("check the repository's name where it is made, with whatever image", () => {
    const image = { image: "public.ecr.aws/nginx/nginx:1.27", repository: "Not-Legal" };
    deepEqual(problemsOf(stackWith(image)), []);
    equal(problemsOf(stackWith({ ...image, foundation: { repository: "create" } })).length, 1);
  });

  refuses("foundations that cannot be", [
    [
      { foundation: { cluster: "make" } },
      "foundation.cluster make is not valid: use existing or create (pulumi config set --path foundation.cluster existing)",
    ],
    [
      { foundation: { clutser: "create" } },
      "foundation.clutser is not a setting: use cluster (pulumi config rm --path foundation.clutser; pulumi config set --path foundation.cluster <value>)",
    ],
    [
      { ports: { api: 8081 }, foundation: { loadBalancer: "create" } },
      "foundation.loadBalancer create needs target groups, which say what is balanced: use a name for one (pulumi config set --path targetGroups.api <target group>), or do without (pulumi config set --path foundation.loadBalancer existing)",
    ],
    [
      { foundation: { network: "create" }, subnets: ["subnet-00000001"] },
      "subnets are set, but foundation.network create makes some: use one of the two (pulumi config rm subnets, or pulumi config set --path foundation.network existing)",
    ],
    [
      { foundation: { network: "create", natGateways: "none" } },
      "foundation.natGateways none is not valid without assignPublicIp, since a task could not even pull its image: use public addresses (pulumi config set assignPublicIp true), or a gateway (pulumi config set --path foundation.natGateways single)",
    ],
    [
      { ...balanced, foundation: { network: "create" } },
      "foundation.network create is not valid with target groups of a load balancer that exists, since that is in another network: use create for both (pulumi config set --path foundation.loadBalancer create), or existing (pulumi config set --path foundation.network existing)",
    ],
    [
      { foundation: { secret: "create" }, secret: "arn:aws:secretsmanager:us-west-2:123456789012:secret:app-AbCdEf" },
      "secret is the ARN of one that exists, but foundation.secret create makes one: use a name (pulumi config set --plaintext secret <secret name>), or the one that exists (pulumi config set --path foundation.secret existing)",
    ],
    [
      { ...balanced, ...made, loadBalancer: { certificate: "example.org" } },
      "loadBalancer.certificate example.org is not valid: use the ARN of a certificate in ACM, or nothing (pulumi config set --path loadBalancer.certificate <certificate ARN>)",
    ],
    [
      { ...balanced, ...made, loadBalancer: { healthCheckPath: "health" } },
      "loadBalancer.healthCheckPath health is not valid: use a path that starts with / (pulumi config set --path loadBalancer.healthCheckPath /health)",
    ],
    [
      { ...balanced, ...made, appName: "my_app" },
      "loadBalancer.name my_app is not valid: use 1 to 32 letters, digits and -, not starting with internal- (pulumi config set --path loadBalancer.name <name>)",
    ],
    [
      { ...bothBalanced, ...made },
      "loadBalancer.listeners.web is missing, as the usual port 80 is that of api: use a port for web to listen on (pulumi config set --path loadBalancer.listeners.web 8080)",
    ],
    [
      { ...bothBalanced, ...made, loadBalancer: { listeners: { web: 80 } } },
      "loadBalancer.listeners.web 80 is taken by port api: use another one (pulumi config set --path loadBalancer.listeners.web 8081)",
    ],
    [
      { ...bothBalanced, ...made, loadBalancer: { certificate, listeners: { web: 80 } } },
      "loadBalancer.listeners.web 80 is taken by the redirect to HTTPS: use another one (pulumi config set --path loadBalancer.listeners.web 8081)",
    ],
    [
      { ...balanced, ...made, loadBalancer: { listeners: { web: 8080 } } },
      "loadBalancer.listeners.web is not a port of targetGroups: use api (pulumi config rm --path loadBalancer.listeners.web)",
    ],
    [
      { ...bothBalanced, ...made, targetGroups: { api: "tg", web: "tg" }, loadBalancer: { listeners: { web: 8080 } } },
      "targetGroups.web tg is another port's target group: use a name of its own (pulumi config set --path targetGroups.web <name>)",
    ],
    [
      {
        ...balanced,
        ...made,
        targetGroups: {
          api: "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/api-tg/0123456789abcdef",
        },
      },
      "targetGroups.api is the ARN of one that exists, but foundation.loadBalancer create makes one: use a name (pulumi config set --path targetGroups.api <name>)",
    ],
    [
      { ...balanced, ...made, ports: { api: "53/udp" } },
      "targetGroups.api is of a UDP port, which an application load balancer does not take: use a TCP port, or do without (pulumi config rm --path targetGroups.api)",
    ],
  ]);
});
