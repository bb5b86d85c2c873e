import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECS } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";
import { useLocalProvider, type Resource } from "./localProvider";
import type { Json } from "./providerFixture";

const types = {
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  listener: "aws:lb/listener:Listener",
};
const certificateArn = "arn:aws:acm:us-west-2:123456789012:certificate/one";

describe("load balancing of the provider", function () {
  this.timeout(20_000);
  const local = useLocalProvider();
  const client = () => new elb.ElasticLoadBalancingV2(local.config);
  let vpcId = "";
  let subnets: string[] = [];
  let securityGroup = "";

  before(async () => {
    const ec2 = new EC2Client(local.config);
    const { Subnets = [] } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["true"] }] }),
    );
    vpcId = Subnets[0]?.VpcId ?? "";
    subnets = Subnets.map(({ SubnetId = "" }) => SubnetId);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand());
    securityGroup = SecurityGroups?.[0]?.GroupId ?? "";
  });

  const balancer = () => ({ name: "web", subnets: subnets.slice(0, 2), securityGroups: [securityGroup] });
  const group = () => ({ name: "web", port: 8081, protocol: "HTTP", targetType: "ip", vpcId });
  const make = (kind: keyof typeof types, args: Json) => local.create(types[kind], args);
  const replaces = async (made: Resource, args: Json, changes: Json) => {
    for (const [name, value] of Object.entries(changes))
      assert.deepEqual((await local.diff(made, { ...args, [name]: value })).replaces, [name], name);
  };

  describe("load balancer", () => {
    it("is created with AWS's defaults, read, and deleted", async () => {
      const args = { ...balancer(), tags: { team: "a" } };
      const made = await make("loadBalancer", args);
      const off = { enabled: false, bucket: "", prefix: "" };
      const { dnsName, vpcId: _, zoneId, ...state } = made.state;
      assert.match(String(dnsName), /^web-.*\.us-west-2\.elb\.amazonaws\.com$/);
      assert.ok(zoneId);
      assert.deepEqual(state, {
        id: made.id,
        arn: made.id,
        arnSuffix: made.id.replace(/^.*:loadbalancer\//, ""),
        name: "web",
        region: "us-west-2",
        internal: false,
        ipAddressType: "ipv4",
        loadBalancerType: "application",
        accessLogs: off,
        connectionLogs: off,
        healthCheckLogs: off,
        clientKeepAlive: 3600,
        desyncMitigationMode: "defensive",
        dropInvalidHeaderFields: false,
        enableDeletionProtection: false,
        enableHttp2: true,
        enableTlsVersionAndCipherSuiteHeaders: false,
        enableWafFailOpen: false,
        enableXffClientPort: false,
        enableZonalShift: false,
        idleTimeout: 60,
        preserveHostHeader: false,
        xffHeaderProcessingMode: "append",
        securityGroups: [securityGroup],
        subnets: args.subnets,
        subnetMappings: args.subnets.map((subnetId) => ({ subnetId })),
        tags: { team: "a" },
        tagsAll: { team: "a" },
      });
      await local.expectNoDiff(made, args);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("is updated: attributes, logs, security groups, subnets, tags", async () => {
      const made = await make("loadBalancer", balancer());
      const settings = { idleTimeout: 120, enableHttp2: false, dropInvalidHeaderFields: true };
      const accessLogs = { enabled: true, bucket: "logs", prefix: "web" };
      await local.update(made, { ...balancer(), ...settings, accessLogs }, [
        "accessLogs.bucket",
        "accessLogs.enabled",
        "accessLogs.prefix",
        "dropInvalidHeaderFields",
        "enableHttp2",
        "idleTimeout",
      ]);
      await local.update(made, { ...balancer(), ...settings, accessLogs: { bucket: "logs" } }, ["accessLogs.enabled"]);
      await local.update(made, { ...balancer(), securityGroups: [], subnets, tags: { a: "b" } }, [
        "dropInvalidHeaderFields",
        "enableHttp2",
        "idleTimeout",
        "securityGroups[0]",
        "subnets[2]",
        "tags.a",
      ]);
      assert.deepEqual(made.state.subnets, subnets);
    });

    it("is another one by name, scheme, region and subnet mappings", async () => {
      const made = await make("loadBalancer", balancer());
      await replaces(made, balancer(), { name: "other", internal: true, region: "eu-west-1" });
      const mappings = { name: "web", subnetMappings: [{ subnetId: subnets[0] }, { subnetId: subnets[2] }] };
      assert.deepEqual((await local.diff(made, mappings)).replaces, ["subnetMappings"]);
    });

    it("can be internal, with subnets given as mappings and a made-up name", async () => {
      const args = { internal: true, subnetMappings: subnets.slice(0, 2).map((subnetId) => ({ subnetId })) };
      const made = await make("loadBalancer", args);
      assert.match(String(made.state.name), /^it-[0-9a-f]{7}$/);
      assert.equal(made.state.internal, true);
      assert.deepEqual(made.state.subnets, subnets.slice(0, 2));
      await local.expectNoDiff(made, args);
    });

    it("is imported by its ARN, also one that was made without the provider", async () => {
      const { LoadBalancers } = await client().describeLoadBalancers({ Names: ["agenticmem-alb"] });
      const arn = LoadBalancers?.[0]?.LoadBalancerArn ?? "";
      const { id, state, inputs } = await local.import(types.loadBalancer, arn);
      assert.equal(id, arn);
      assert.deepEqual([state.idleTimeout, state.enableHttp2, state.clientKeepAlive], [60, true, 3600]);
      assert.equal(inputs.name, "agenticmem-alb");
      assert.equal((await local.import(types.loadBalancer, arn.replace("alb/", "alb/0"))).id, "");
    });

    it("that is protected is not deleted", async () => {
      const args = { ...balancer(), enableDeletionProtection: true };
      const made = await make("loadBalancer", args);
      await assert.rejects(
        local.delete(made),
        /deleting ELBv2 Load Balancer .*OperationNotPermittedException: .*because deletion protection is enabled/,
      );
      await local.update(made, balancer(), ["enableDeletionProtection"]);
    });

    it("is refused: a name that is taken or illegal, other types, one subnet, subnets in both ways", async () => {
      await make("loadBalancer", balancer());
      await assert.rejects(make("loadBalancer", balancer()), /ELBv2 Load Balancer \(web\) already exists/);
      const refused = async (change: Json) =>
        (await local.failures(types.loadBalancer, { ...balancer(), ...change }))[0];
      assert.match((await refused({ name: "a".repeat(33) })) ?? "", /cannot be longer than 32 characters/);
      assert.match((await refused({ name: "my_web" })) ?? "", /only alphanumeric characters and hyphens/);
      assert.match((await refused({ name: "-web" })) ?? "", /cannot begin or end with a hyphen/);
      assert.match(
        (await refused({ loadBalancerType: "network" })) ?? "",
        /application load balancers only, got network/,
      );
      assert.match((await refused({ subnetMappings: [] })) ?? "", /conflicts with/);
      await assert.rejects(
        make("loadBalancer", { ...balancer(), name: "one", subnets: subnets.slice(0, 1) }),
        /At least two subnets in two different Availability Zones must be specified/,
      );
    });
  });

  describe("target group", () => {
    it("is created with AWS's defaults, read, and deleted", async () => {
      const made = await make("targetGroup", group());
      assert.deepEqual(made.state, {
        id: made.id,
        arn: made.id,
        arnSuffix: made.id.replace(/^.*:/, ""),
        ...group(),
        region: "us-west-2",
        deregistrationDelay: 300,
        healthCheck: {
          enabled: true,
          healthyThreshold: 5,
          interval: 30,
          matcher: "200",
          path: "/",
          port: "traffic-port",
          protocol: "HTTP",
          timeout: 5,
          unhealthyThreshold: 2,
        },
        ipAddressType: "ipv4",
        lambdaMultiValueHeadersEnabled: false,
        loadBalancerArns: [],
        loadBalancingAlgorithmType: "round_robin",
        loadBalancingAnomalyMitigation: "off",
        loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
        protocolVersion: "HTTP1",
        proxyProtocolV2: false,
        slowStart: 0,
        stickiness: { enabled: false, type: "lb_cookie", cookieDuration: 86_400 },
        tags: {},
        tagsAll: {},
        targetGroupHealth: {
          dnsFailover: { minimumHealthyTargetsCount: "1", minimumHealthyTargetsPercentage: "off" },
          unhealthyStateRouting: { minimumHealthyTargetsCount: 1, minimumHealthyTargetsPercentage: "off" },
        },
      });
      await local.expectNoDiff(made, group());
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
    });

    it("is updated: health check, deregistration delay, other attributes, tags", async () => {
      const made = await make("targetGroup", { ...group(), deregistrationDelay: 30, tags: { a: "1" } });
      const healthCheck = { path: "/health", interval: 10, timeout: 5, healthyThreshold: 2, matcher: "200-299" };
      await local.update(made, { ...group(), deregistrationDelay: 0, healthCheck, tags: { b: "2" } }, [
        "deregistrationDelay",
        "healthCheck.healthyThreshold",
        "healthCheck.interval",
        "healthCheck.matcher",
        "healthCheck.path",
        "healthCheck.unhealthyThreshold",
        "tags.a",
        "tags.b",
      ]);
      const { TargetGroups } = await client().describeTargetGroups({ TargetGroupArns: [made.id] });
      assert.partialDeepStrictEqual(TargetGroups?.[0], {
        HealthCheckPath: "/health",
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 3,
        Matcher: { HttpCode: "200-299" },
      });
      const more = {
        slowStart: 30,
        loadBalancingAlgorithmType: "least_outstanding_requests",
        stickiness: { type: "app_cookie", cookieName: "session", cookieDuration: 60 },
        targetGroupHealth: { unhealthyStateRouting: { minimumHealthyTargetsCount: 2 } },
      };
      await local.update(made, { ...group(), deregistrationDelay: 0, healthCheck, ...more }, [
        "loadBalancingAlgorithmType",
        "slowStart",
        "stickiness.cookieDuration",
        "stickiness.cookieName",
        "stickiness.enabled",
        "stickiness.type",
        "tags",
        "targetGroupHealth.unhealthyStateRouting.minimumHealthyTargetsCount",
      ]);
    });

    it("is another one by name, port, protocol, target type, network and region", async () => {
      const made = await make("targetGroup", group());
      await replaces(made, group(), {
        name: "other",
        port: 80,
        protocol: "HTTPS",
        protocolVersion: "GRPC",
        targetType: "instance",
        vpcId: "vpc-other",
        ipAddressType: "ipv6",
        region: "eu-west-1",
      });
    });

    it("is imported by its ARN", async () => {
      const { TargetGroups } = await client().describeTargetGroups({ Names: ["agenticmem-api-tg"] });
      const { state } = await local.import(types.targetGroup, TargetGroups?.[0]?.TargetGroupArn ?? "");
      assert.equal(state.deregistrationDelay, 300);
      assert.equal((state.healthCheck as Json).path, "/health");
      assert.equal((state.loadBalancerArns as string[]).length, 1);
    });

    it("is refused: a name that is taken, a path without slash, protocol versions that are not modelled", async () => {
      await make("targetGroup", group());
      await assert.rejects(make("targetGroup", group()), /ELBv2 Target Group \(web\) already exists/);
      const [failure] = await local.failures(types.targetGroup, { ...group(), healthCheck: { path: "health" } });
      assert.match(failure ?? "", /"path" must begin with "\/": health/);
      const grpc = { ...group(), name: "grpc", protocolVersion: "GRPC" };
      await assert.rejects(make("targetGroup", grpc), /The sandbox's target groups speak HTTP1 only, not GRPC/);
    });
  });

  describe("listener", () => {
    let loadBalancer: Resource;
    let targets: Resource;
    beforeEach(async () => {
      loadBalancer = await make("loadBalancer", balancer());
      targets = await make("targetGroup", group());
    });
    const forward = (to = targets) => ({
      loadBalancerArn: loadBalancer.id,
      port: 80,
      defaultActions: [{ type: "forward", targetGroupArn: to.id }],
    });
    const redirect = { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };

    it("is created, read, and deleted", async () => {
      const args = { ...forward(), tags: { a: "b" } };
      const made = await make("listener", args);
      const { arn, routingHttpResponseServerEnabled, ...state } = made.state;
      assert.equal(arn, made.id);
      assert.equal(routingHttpResponseServerEnabled, true);
      assert.partialDeepStrictEqual(state, {
        loadBalancerArn: loadBalancer.id,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", order: 1, targetGroupArn: targets.id }],
        routingHttpResponseXFrameOptionsHeaderValue: "",
        tags: { a: "b" },
      });
      await local.expectNoDiff(made, args);
      assert.deepEqual((await local.read(targets))?.state.loadBalancerArns, [loadBalancer.id]);
      await local.delete(made);
      assert.equal(await local.read(made), undefined);
      await local.delete(made);
      assert.deepEqual((await local.read(targets))?.state.loadBalancerArns, []);
    });

    it("is updated: from HTTP to HTTPS, its certificate and policy, and back", async () => {
      const made = await make("listener", forward());
      const secure = { ...forward(), port: 443, protocol: "HTTPS", certificateArn };
      await local.update(made, secure, ["certificateArn", "port", "protocol"]);
      assert.equal(made.state.sslPolicy, "ELBSecurityPolicy-2016-08");
      const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
      const renewed = { ...secure, certificateArn: `${certificateArn}-b`, sslPolicy };
      await local.update(made, renewed, ["certificateArn", "sslPolicy"]);
      await local.update(made, { ...forward(), protocol: "HTTP" }, ["certificateArn", "port", "protocol"]);
      assert.equal(made.state.sslPolicy, undefined);
    });

    it("is updated: what it does, in each of its forms", async () => {
      const made = await make("listener", forward());
      const other = await make("targetGroup", { ...group(), name: "other" });
      await local.update(made, forward(other), ["defaultActions[0].targetGroupArn"]);
      assert.deepEqual((await local.read(other))?.state.loadBalancerArns, [loadBalancer.id]);
      assert.deepEqual((await local.read(targets))?.state.loadBalancerArns, []);
      const inBlock = { type: "forward", forward: { targetGroups: [{ arn: targets.id }] } };
      await local.update(made, { ...forward(), defaultActions: [inBlock] }, [
        "defaultActions[0].forward",
        "defaultActions[0].targetGroupArn",
      ]);
      await local.update(made, { ...forward(), defaultActions: [redirect] }, [
        "defaultActions[0].forward",
        "defaultActions[0].redirect",
        "defaultActions[0].type",
      ]);
      const { Listeners } = await client().describeListeners({ ListenerArns: [made.id] });
      assert.deepEqual(Listeners?.[0]?.DefaultActions, [
        {
          Type: "redirect",
          Order: 1,
          RedirectConfig: {
            Protocol: "HTTPS",
            Port: "443",
            Host: "#{host}",
            Path: "/#{path}",
            Query: "#{query}",
            StatusCode: "HTTP_301",
          },
        },
      ]);
      const fixedResponse = { contentType: "text/plain", statusCode: "404", messageBody: "none" };
      await local.update(made, { ...forward(), defaultActions: [{ type: "fixed-response", fixedResponse }] }, [
        "defaultActions[0].fixedResponse",
        "defaultActions[0].redirect",
        "defaultActions[0].type",
      ]);
    });

    it("makes ECS accept the target group that it forwards to now, and no other", async () => {
      const other = await make("targetGroup", { ...group(), name: "other" });
      const made = await make("listener", forward());
      await local.update(made, forward(other), ["defaultActions[0].targetGroupArn"]);
      const ecs = new ECS(local.config);
      await ecs.registerTaskDefinition({
        family: "web",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        containerDefinitions: [
          { name: "web", image: "public.ecr.aws/nginx/nginx:latest", portMappings: [{ containerPort: 80 }] },
        ],
      });
      const createService = (targetGroupArn: string) =>
        ecs.createService({
          cluster: "agenticmem-cluster",
          serviceName: "web",
          taskDefinition: "web",
          desiredCount: 0,
          launchType: "FARGATE",
          networkConfiguration: { awsvpcConfiguration: { subnets } },
          loadBalancers: [{ targetGroupArn, containerName: "web", containerPort: 80 }],
        });
      await assert.rejects(createService(targets.id), /does not have an associated load balancer/);
      await createService(other.id);
      await ecs.deleteService({ cluster: "agenticmem-cluster", service: "web", force: true });
    });

    it("is updated: headers and tags", async () => {
      const made = await make("listener", forward());
      const headers = {
        routingHttpResponseServerEnabled: false,
        routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
      };
      await local.update(made, { ...forward(), ...headers, tags: { a: "b" } }, [...Object.keys(headers), "tags.a"]);
    });

    it("is another one for another load balancer and region", async () => {
      const made = await make("listener", forward());
      await replaces(made, forward(), { loadBalancerArn: `${loadBalancer.id}0`, region: "eu-west-1" });
    });

    it("is imported by its ARN", async () => {
      const { id, state } = await make("listener", forward());
      const imported = await local.import(types.listener, id);
      assert.deepEqual(imported.state, state);
      assert.equal((await local.import(types.listener, `${id}0`)).id, "");
    });

    it("is refused: a port that is taken, HTTPS without certificate, unknown targets, actions that are not modelled", async () => {
      await make("listener", forward());
      await assert.rejects(
        make("listener", forward()),
        /DuplicateListenerException: A listener already exists on this port/,
      );
      const secure = { ...forward(), port: 443, protocol: "HTTPS" };
      await assert.rejects(make("listener", secure), /A certificate must be specified for HTTPS listeners/);
      const elsewhere = { ...forward({ ...targets, id: `${targets.id}0` }), port: 81 };
      await assert.rejects(make("listener", elsewhere), /TargetGroupNotFoundException: Target groups '.*' not found/);
      const weighted = { type: "forward", forward: { targetGroups: [{ arn: targets.id }, { arn: `${targets.id}0` }] } };
      await assert.rejects(
        make("listener", { ...forward(), port: 81, defaultActions: [weighted] }),
        /forwards to one target group/,
      );
      const login = { ...forward(), defaultActions: [{ type: "authenticate-oidc" }] };
      assert.match(
        (await local.failures(types.listener, login))[0] ?? "",
        /does not model the action authenticate-oidc/,
      );
    });

    it("keeps its target group from being deleted, and goes with its load balancer", async () => {
      const made = await make("listener", forward());
      await assert.rejects(client().deleteTargetGroup({ TargetGroupArn: targets.id }), {
        name: "ResourceInUseException",
        message: /is currently in use by a listener or a rule/,
      });
      await local.delete(loadBalancer);
      assert.equal(await local.read(made), undefined);
      await local.delete(targets);
      assert.equal(await local.read(targets), undefined);
    });
  });
});
