import { refuses } from "./settingsOf";

describe("settings that are refused", () => {
  refuses("network and capacity", [
    [
      { subnets: ["subnet-xyz"] },
      "subnets[0] subnet-xyz is not valid: use an id such as subnet-0123456789abcdef0 (pulumi config set --path 'subnets[0]' <subnet id>)",
    ],
    [
      { subnets: ["subnet-01234567", "subnet-01234567"] },
      "subnets[1] subnet-01234567 is in the list already: use each once (pulumi config rm --path 'subnets[1]')",
    ],
    [
      { subnets: "subnet-01234567" },
      "subnets subnet-01234567 is not valid: use a list (pulumi config set --path 'subnets[0]' subnet-01234567)",
    ],
    [
      { securityGroups: ["default"] },
      "securityGroups[0] default is not valid: use an id such as sg-0123456789abcdef0 (pulumi config set --path 'securityGroups[0]' <sg id>)",
    ],
    [
      { securityGroups: ["sg-00000001", "sg-00000002", "sg-00000003", "sg-00000004", "sg-00000005", "sg-00000006"] },
      "securityGroups has 6 entries: use at most 5 (pulumi config rm --path 'securityGroups[5]')",
    ],
    [
      { ports: { api: 8081 }, targetGroups: { ap: "tg" } },
      "targetGroups.ap names no port of the main container: use api (pulumi config rm --path targetGroups.ap; pulumi config set --path targetGroups.api <target group>)",
    ],
    [
      { targetGroups: { api: "tg" } },
      "targetGroups.api names no port of the main container: use the name of a port, of which there is none (pulumi config set --path ports.api <port>)",
    ],
    [
      { ports: { web: 80, api: 8081 }, targetGroups: { grpc: "tg" } },
      "targetGroups.grpc names no port of the main container: use api or web (pulumi config set --path ports.grpc <port>)",
    ],
    [
      { ports: { api: 8081 }, targetGroups: { api: "internal-tg" } },
      "targetGroups.api internal-tg is not valid: use the name (1 to 32 letters, digits and -) or the ARN of a target group (pulumi config set --path targetGroups.api <target group>)",
    ],
    [
      { ports: { api: 8081 }, targetGroups: { api: "my_tg" } },
      "targetGroups.api my_tg is not valid: use the name (1 to 32 letters, digits and -) or the ARN of a target group (pulumi config set --path targetGroups.api <target group>)",
    ],
    [
      { ports: { api: 8081 }, targetGroups: { api: null } },
      "targetGroups.api (empty) is not valid: use the name (1 to 32 letters, digits and -) or the ARN of a target group (pulumi config set --path targetGroups.api <target group>)",
    ],
    [
      {
        ports: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 },
        targetGroups: { a: "t", b: "t", c: "t", d: "t", e: "t", f: "t" },
      },
      "targetGroups has 6 entries: use at most 5 (pulumi config rm --path targetGroups.f)",
    ],
    [
      { capacityProviders: { SPOT: 1 } },
      "capacityProviders.SPOT is not a capacity provider of Fargate: use FARGATE or FARGATE_SPOT (pulumi config rm --path capacityProviders.SPOT; pulumi config set --path capacityProviders.FARGATE <weight>)",
    ],
    [
      { capacityProviders: { FARGATE: 0 } },
      "capacityProviders have no weight above 0: use 1 or more for at least one (pulumi config set --path capacityProviders.FARGATE.weight 1)",
    ],
    [
      { capacityProviders: { FARGATE: { weight: 1, base: 1 }, FARGATE_SPOT: { weight: 1, base: 1 } } },
      "capacityProviders have more than one base: use a base above 0 for one of them (pulumi config set --path capacityProviders.FARGATE_SPOT.base 0)",
    ],
    [
      { capacityProviders: { FARGATE: 1001 } },
      "capacityProviders.FARGATE 1001 is not valid: use a whole number from 0 to 1000 (pulumi config set --path capacityProviders.FARGATE 1000)",
    ],
    [
      { capacityProviders: { FARGATE: { wieght: 1 } } },
      "capacityProviders.FARGATE.wieght is not a setting: use weight (pulumi config rm --path capacityProviders.FARGATE.wieght; pulumi config set --path capacityProviders.FARGATE.weight <value>)",
    ],
  ]);
  refuses("the deployment", [
    [
      { deployment: { minimumHealthyPercent: 101 } },
      "deployment.minimumHealthyPercent 101 is not valid: use a whole number from 0 to 100 percent (pulumi config set --path deployment.minimumHealthyPercent 100)",
    ],
    [
      { deployment: { maximumPercent: 250 } },
      "deployment.maximumPercent 250 is not valid: use a whole number from 100 to 200 percent (pulumi config set --path deployment.maximumPercent 200)",
    ],
    [
      { deployment: { maximumPercent: 100 } },
      "deployment.maximumPercent 100 with minimumHealthyPercent 100 can never deploy, as no task may start and none may stop: use a higher maximum (pulumi config set --path deployment.maximumPercent 200)",
    ],
    [
      { deployment: { minimumHealthyPercent: 50, maximumPercent: 100 } },
      "availabilityZoneRebalancing true is not valid with deployment.maximumPercent 100: use a higher maximum (pulumi config set --path deployment.maximumPercent 200), or none (pulumi config set availabilityZoneRebalancing false)",
    ],
    [
      { desiredCount: "1", deployment: { maximumPercent: 150 } },
      "deployment.maximumPercent 150 with minimumHealthyPercent 100 and desiredCount 1 can never deploy, as no task may start and none may stop: use a higher maximum (pulumi config set --path deployment.maximumPercent 200)",
    ],
    [
      {
        desiredCount: "1",
        availabilityZoneRebalancing: false,
        deployment: { minimumHealthyPercent: 50, maximumPercent: 100 },
      },
      "deployment.maximumPercent 100 with minimumHealthyPercent 50 and desiredCount 1 can never deploy, as no task may start and none may stop: use a higher maximum (pulumi config set --path deployment.maximumPercent 200)",
    ],
    [
      { deployment: { circuitBreaker: false, rollback: true } },
      "deployment.rollback true is not valid without the circuit breaker or an alarm, which are what rolls back: use deployment.circuitBreaker true (pulumi config set --path deployment.circuitBreaker true), an alarm (pulumi config set --path 'deployment.alarms[0]' <alarm>), or no rollback (pulumi config set --path deployment.rollback false)",
    ],
    [
      { deployment: { timeoutMinutes: 0 } },
      "deployment.timeoutMinutes 0 is not valid: use a whole number from 1 to 1440 minutes (pulumi config set --path deployment.timeoutMinutes 1)",
    ],
    [
      { deployment: { circuitBraker: false } },
      "deployment.circuitBraker is not a setting: use circuitBreaker (pulumi config rm --path deployment.circuitBraker; pulumi config set --path deployment.circuitBreaker <value>)",
    ],
    [
      { deployment: { healthCheckGracePeriodSeconds: -1 } },
      "deployment.healthCheckGracePeriodSeconds -1 is not valid: use a whole number from 0 to 2147483647 seconds (pulumi config set --path deployment.healthCheckGracePeriodSeconds 0)",
    ],
    [
      { deployment: { onTimeout: "rolback" } },
      "deployment.onTimeout rolback is not valid: use leave or rollback (pulumi config set --path deployment.onTimeout rollback)",
    ],
    [
      { deployment: { failFast: "no" } },
      "deployment.failFast no is not valid: use true or false (pulumi config set --path deployment.failFast false)",
    ],
    [
      { deployment: [] },
      "deployment (a list) is not valid: use a map (pulumi config set --path 'deployment.<name>' <value>)",
    ],
  ]);
  refuses("tags", [
    [
      { tags: { "aws:x": "y" } },
      "tags.aws:x is not a valid name: use 1 to 128 letters, digits, spaces and _.:/=+-@, not starting with aws: (pulumi config rm --path tags.aws:x)",
    ],
    [
      { tags: { a: "x".repeat(257) } },
      'tags.a "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is not valid: use up to 256 letters, digits, spaces and _.:/=+-@ (pulumi config set --path tags.a <text>)',
    ],
    [
      { tags: { "a*": "x" } },
      "tags.a* is not a valid name: use 1 to 128 letters, digits, spaces and _.:/=+-@, not starting with aws: (pulumi config rm --path 'tags.a*')",
    ],
    [{ tags: { a: null } }, "tags.a has no value: use text, also empty (pulumi config set --path tags.a '')"],
    [
      { tags: { a: ["x"] } },
      "tags.a (a list) is not valid: use up to 256 letters, digits, spaces and _.:/=+-@ (pulumi config set --path tags.a <text>)",
    ],
    [
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "x"])) },
      "tags has 51 entries: use at most 50 (pulumi config rm --path tags.t9)",
    ],
    [
      { tags: { a: "x*" } },
      'tags.a "x*" is not valid: use up to 256 letters, digits, spaces and _.:/=+-@ (pulumi config set --path tags.a <text>)',
    ],
  ]);
  refuses("overrides", [
    [
      { overrides: { services: {} } },
      "overrides.services is not a setting: use service (pulumi config rm --path overrides.services; pulumi config set --path 'overrides.service.<name>' <value>)",
    ],
    [
      { overrides: { service: "x" } },
      "overrides.service x is not valid: use a map (pulumi config set --path 'overrides.service.<name>' <value>)",
    ],
    [
      { overrides: { alarm: {} } },
      "overrides.alarm is not a setting: use taskDefinition, container, sidecars, service, logGroup or secretAccess (pulumi config rm --path overrides.alarm)",
    ],
  ]);
  refuses("unknown settings", [
    [{ cpuu: 2048 }, "cpuu is not a setting: use cpu (pulumi config rm cpuu; pulumi config set cpu <value>)"],
    [
      { env: { A: "hunter2" } },
      "env is not a setting: use environment (pulumi config rm env; pulumi config set --path 'environment.<name>' <value>)",
    ],
    [
      { memoryMiB: "512" },
      "memoryMiB is not a setting: use memory (pulumi config rm memoryMiB; pulumi config set memory <value>)",
    ],
    [
      { databasePassword: "hunter2" },
      "databasePassword is not a setting: use one of those in docs/settings.md (pulumi config rm databasePassword)",
    ],
    [
      { image_tag: "v1" },
      "image_tag is not a setting: use image (pulumi config rm image_tag; pulumi config set image <value>)",
    ],
  ]);
});
