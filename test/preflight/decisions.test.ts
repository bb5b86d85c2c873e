import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LiveService } from "../../account/lookups/liveService";
import { alarmNamesOf, judgeAlarms } from "../../rollout/preflight/alarms";
import { judgeCapacityProviders, judgeQuota, surgeOf } from "../../rollout/preflight/capacity";
import { judgeFreeAddresses, judgeSecurityGroups, judgeSubnets } from "../../rollout/preflight/network";
import { deniedActions, policySourceOf } from "../../rollout/preflight/permissions";
import { trustsEcsTasks } from "../../rollout/preflight/roleTrust";
import { judgeTargetGroup } from "../../rollout/preflight/targetGroups";
import { productionSettings } from "../component/fixtures";

describe("trust of a role", () => {
  const service = { Service: "ecs-tasks.amazonaws.com" };
  const allow = { Effect: "Allow", Principal: service, Action: "sts:AssumeRole" };
  const cases: [title: string, statement: object, trusts: boolean][] = [
    ["Service and Action as strings", allow, true],
    [
      "as lists",
      [{ ...allow, Principal: { Service: ["a.amazonaws.com", service.Service] }, Action: ["x:Y", "sts:AssumeRole"] }],
      true,
    ],
    ["another service", { ...allow, Principal: { Service: "ec2.amazonaws.com" } }, false],
    ["an account", { ...allow, Principal: { AWS: "arn:aws:iam::111122223333:root" } }, false],
    ["everybody", { ...allow, Principal: "*" }, true],
    ["everybody, written long", { ...allow, Principal: { AWS: "*" } }, true],
    ["everybody but somebody", { Effect: "Allow", NotPrincipal: { AWS: "x" }, Action: "sts:AssumeRole" }, true],
    ["another action", { ...allow, Action: "sts:TagSession" }, false],
    ["all of sts, in any case", { ...allow, Action: "STS:*" }, true],
    ["wildcards inside", { ...allow, Action: "sts:A?sume*" }, true],
    ["all but another action", { ...allow, Action: undefined, NotAction: "iam:*" }, true],
    ["all but this action", { ...allow, Action: undefined, NotAction: ["sts:*"] }, false],
    ["a condition that may hold", { ...allow, Condition: { StringEquals: { "aws:SourceAccount": "1" } } }, true],
    ["a denial beside it", [allow, { ...allow, Effect: "Deny" }], false],
    ["a denial under a condition", [allow, { ...allow, Effect: "Deny", Condition: { Bool: {} } }], true],
    ["a denial for all but somebody", [allow, { Effect: "Deny", NotPrincipal: { AWS: "x" }, Action: "*" }], true],
    ["a denial of something else", [allow, { ...allow, Effect: "Deny", Action: "sts:TagSession" }], true],
    ["nothing", [], false],
  ];
  for (const [title, statement, trusts] of cases) {
    it(`${trusts ? "is there" : "is missing"} with ${title}`, () => {
      deepEqual(trustsEcsTasks(encodeURIComponent(JSON.stringify({ Statement: statement }))), trusts);
    });
  }
});

describe("target group", () => {
  const ports = [
    { name: "api", port: 8081, protocol: "tcp" as const },
    { name: "dns", port: 53, protocol: "udp" as const },
  ];
  const good: TargetGroup = { TargetType: "ip", VpcId: "vpc-1", Protocol: "HTTP", LoadBalancerArns: ["arn"] };
  const judge = (group: object, { portName = "api", vpcIds = ["vpc-1"] } = {}) =>
    judgeTargetGroup({ portName, port: 1, targetGroup: "tg" }, { ...good, ...group }, { ports, vpcIds }).problems;

  it("fits with targets by address, in the subnets' VPC, behind a load balancer", () => {
    deepEqual(judge({}), []);
    for (const Protocol of ["HTTPS", "TCP", "TLS", "TCP_UDP"] as const) deepEqual(judge({ Protocol }), []);
    for (const Protocol of ["UDP", "TCP_UDP"] as const) deepEqual(judge({ Protocol }, { portName: "dns" }), []);
  });

  it("is not blamed for what is not known", () => {
    deepEqual(judge({ TargetType: undefined, LoadBalancerArns: undefined }), []);
    deepEqual(judge({ VpcId: "vpc-2" }, { vpcIds: [] }), []);
  });

  const bad: [group: object, of: object, problem: RegExp][] = [
    [{ TargetType: "instance" }, {}, /^target group "tg" of port "api" has targets of type instance: .+ need type ip/],
    [{ VpcId: "vpc-2" }, {}, /is in VPC vpc-2, but the subnets are in vpc-1: .+targetGroups\.api/],
    [{ Protocol: "UDP" }, {}, /takes UDP, but the port speaks tcp/],
    [{ Protocol: "HTTP" }, { portName: "dns" }, /takes HTTP, but the port speaks udp/],
    [{ LoadBalancerArns: [] }, {}, /belongs to no load balancer/],
    [{}, { portName: "web" }, /no port has that name \(pulumi config set --path ports\.web <port>\)/],
  ];
  for (const [group, of, problem] of bad) {
    it(`is a problem with ${JSON.stringify({ ...group, ...of })}`, () => {
      const problems = judge(group, of);
      deepEqual(problems.length, 1);
      match(problems[0] ?? "", problem);
    });
  }
});

describe("subnets and security groups", () => {
  const subnet = (SubnetId: string, more: object = {}) => ({ SubnetId, VpcId: "vpc-1", ...more });

  it("are well when all are there, in one VPC", () => {
    deepEqual(judgeSubnets(["subnet-1"], [subnet("subnet-1")], "here").problems, []);
    deepEqual(judgeSecurityGroups(["sg-1"], [{ GroupId: "sg-1", VpcId: "vpc-1" }], ["vpc-1"], "here").problems, []);
  });

  it("are problems when missing or elsewhere", () => {
    deepEqual(judgeSubnets(["subnet-1", "subnet-2"], [subnet("subnet-1")], "region us-west-2").problems, [
      "subnet subnet-2 does not exist in region us-west-2 (pulumi config set --path subnets[0] <subnet id>)".replace(
        "subnets[0]",
        "'subnets[0]'",
      ),
    ]);
    const split = [subnet("subnet-1"), subnet("subnet-2", { VpcId: "vpc-2" })];
    match(judgeSubnets(["subnet-1", "subnet-2"], split, "here").problems.join(), /more than one VPC \(vpc-1, vpc-2\)/);
    match(judgeSecurityGroups(["sg-1"], [], ["vpc-1"], "here").problems.join(), /^security group sg-1 does not exist/);
    const elsewhere = [{ GroupId: "sg-1", VpcId: "vpc-2" }];
    match(judgeSecurityGroups(["sg-1"], elsewhere, ["vpc-1"], "here").problems.join(), /is in VPC vpc-2, but .+ vpc-1/);
    deepEqual(judgeSecurityGroups(["sg-1"], elsewhere, [], "here").problems, []);
  });

  it("have a share of the free addresses that the rollout needs", () => {
    const free = (SubnetId: string, AvailableIpAddressCount?: number) => subnet(SubnetId, { AvailableIpAddressCount });
    deepEqual(judgeFreeAddresses([free("subnet-1", 2), free("subnet-2", 2)], 4).warnings, []);
    deepEqual(judgeFreeAddresses([free("subnet-1"), free("subnet-2", 0)], 0).warnings, []);
    const short = judgeFreeAddresses([free("subnet-1", 2), free("subnet-2", 1)], 3);
    deepEqual(short.problems, []);
    match(short.warnings.join("\n"), /^subnet subnet-2 has 1 free addresses, but the rollout may start 3 tasks[^\n]+$/);
  });
});

describe("surge of a rollout", () => {
  const surge = (
    wanted: { cpu: number; desired?: number; most?: number },
    running?: { cpu: number; tasks: number },
  ) => {
    const { deployment, ...settings } = productionSettings();
    const live = running && { desiredCount: running.tasks, taskDefinition: { cpu: String(running.cpu) } };
    return surgeOf(
      {
        ...settings,
        size: { cpu: wanted.cpu, memoryMiB: 0 },
        desiredCount: wanted.desired,
        deployment: { ...deployment, maximumPercent: wanted.most ?? 200 },
      },
      live as LiveService | undefined,
    );
  };

  it("of a new service is all its tasks", () => deepEqual(surge({ cpu: 512, desired: 3 }), { tasks: 3, vCpu: 1.5 }));
  it("doubles the tasks at 200 percent", () =>
    deepEqual(surge({ cpu: 2048 }, { cpu: 1024, tasks: 2 }), { tasks: 2, vCpu: 4 }));
  it("rounds the most tasks down", () =>
    deepEqual(surge({ cpu: 1024, most: 150 }, { cpu: 1024, tasks: 3 }), { tasks: 1, vCpu: 1 }));
  it("is what bigger tasks need more at 100 percent", () =>
    deepEqual(surge({ cpu: 2048, most: 100 }, { cpu: 1024, tasks: 4 }), { tasks: 0, vCpu: 4 }));
  it("counts what the last old tasks take", () =>
    deepEqual(surge({ cpu: 4096, most: 150 }, { cpu: 1024, tasks: 4 }), { tasks: 2, vCpu: 14 }));
  it("is what a higher desired count adds", () =>
    deepEqual(surge({ cpu: 1024, desired: 4, most: 100 }, { cpu: 1024, tasks: 1 }), { tasks: 3, vCpu: 3 }));
  it("is nothing with no tasks", () => deepEqual(surge({ cpu: 1024, desired: 0 }), { tasks: 0, vCpu: 0 }));

  it("is a warning beyond the quota", () => {
    const quota = { name: "Fargate vCPU", code: "L-1", usageClass: "" };
    deepEqual(judgeQuota({ tasks: 2, vCpu: 4 }, quota, 10, 6).warnings, []);
    deepEqual(judgeQuota({ tasks: 2, vCpu: 4 }, quota, 4, undefined).warnings, []);
    match(
      judgeQuota({ tasks: 2, vCpu: 4 }, quota, 10, 6.5).warnings.join(),
      /needs 4 vCPU more .+ is 10, of which 6.5 are used: .+--desired-value 11\)$/,
    );
  });
});

describe("capacity providers", () => {
  it("are those of the cluster", () => {
    deepEqual(judgeCapacityProviders("c", ["FARGATE"], ["FARGATE", "FARGATE_SPOT"], []).problems, []);
    match(
      judgeCapacityProviders(
        "c",
        ["FARGATE_SPOT"],
        ["FARGATE"],
        ["capacityProvider=FARGATE,weight=1,base=0"],
      ).problems.join(),
      /FARGATE_SPOT is not one of cluster "c", which has FARGATE: .+--capacity-providers FARGATE FARGATE_SPOT --default-capacity-provider-strategy capacityProvider=FARGATE,weight=1,base=0\)/,
    );
  });
});

describe("simulated permissions", () => {
  const result = (
    EvalActionName: string,
    EvalDecision: "allowed" | "implicitDeny",
    ...MissingContextValues: string[]
  ) => ({
    EvalActionName,
    EvalDecision,
    MissingContextValues,
  });

  it("are missing when denied on every resource, for certain", () => {
    deepEqual(deniedActions([result("a:B", "allowed"), result("a:C", "implicitDeny")]), ["a:C"]);
    deepEqual(deniedActions([result("a:B", "implicitDeny"), result("a:B", "allowed")]), []);
    deepEqual(deniedActions([result("a:B", "implicitDeny", "aws:SourceIp")]), []);
    deepEqual(deniedActions([]), []);
  });

  it("are asked for the caller's user or role", () => {
    deepEqual(policySourceOf("arn:aws:iam::1:user/ci/me"), "arn:aws:iam::1:user/ci/me");
    deepEqual(policySourceOf("arn:aws-cn:sts::1:assumed-role/deploy/session"), "arn:aws-cn:iam::1:role/deploy");
    deepEqual(policySourceOf("arn:aws:iam::1:root"), undefined);
    deepEqual(policySourceOf("arn:aws:sts::1:federated-user/me"), undefined);
  });
});

describe("deployment alarms", () => {
  const production = productionSettings();
  const saying = (alarms: string[], service: Record<string, unknown> = {}, own = false) => ({
    ...production,
    deployment: { ...production.deployment, alarms },
    overrides: { ...production.overrides, service },
    alarms: own ? { cpuPercent: 90 } : undefined,
  });

  it("are those of the setting, unless overrides say otherwise", () => {
    deepEqual(alarmNamesOf(saying([])), []);
    deepEqual(alarmNamesOf(saying(["a", "b"])), ["a", "b"]);
    deepEqual(alarmNamesOf(saying(["b"], { alarms: { alarmNames: ["a"], enable: true, rollback: true } })), ["a"]);
    deepEqual(alarmNamesOf(saying(["b"], { alarms: { alarmNames: ["a"], enable: false } })), []);
  });

  it("have to exist and not to ring; the stack's own may come with the update", () => {
    const ofService = `${production.names.service}-cpu`;
    const cases: [state: string | undefined, said: ReturnType<typeof saying>, finding: RegExp][] = [
      ["OK", saying(["a"]), /^$/],
      ["INSUFFICIENT_DATA", saying(["a"]), /^$/],
      [
        "ALARM",
        saying(["a"]),
        /^warning: deployment alarm "a" rings already: ECS watches no alarm .+--region us-west-2 --alarm-name a\)$/,
      ],
      [
        undefined,
        saying(["a"]),
        /^warning: .+"a" does not exist \(.+pulumi config set --path 'deployment.alarms\[<index>\]' <alarm>\)$/,
      ],
      [
        undefined,
        saying([], { alarms: { alarmNames: ["a"] } }),
        /"a" does not exist \(correct it in overrides\.service\.alarms\)$/,
      ],
      [
        undefined,
        saying([ofService], {}, true),
        /^not checked: deployment alarm ".+-cpu": it is one of the stack's own/,
      ],
      // The settings warn of it.
      [undefined, saying([ofService]), /^$/],
      ["ALARM", saying([ofService], {}, true), /^warning: .+ rings already/],
    ];
    for (const [state, said, finding] of cases) {
      const [name = ""] = alarmNamesOf(said);
      const { problems, warnings, notChecked } = judgeAlarms([{ name, state }], said, "us-west-2");
      deepEqual(problems, []);
      const told = [...warnings.map((text) => `warning: ${text}`), ...notChecked.map((text) => `not checked: ${text}`)];
      match(told.join("\n"), finding);
    }
  });
});
