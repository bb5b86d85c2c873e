import { deepEqual, doesNotMatch, equal, match, throws } from "node:assert/strict";
import type { LiveService } from "../../account/lookups/liveService";
import { canonical } from "../../components/canonical";
import { consoleLinks } from "../../components/consoleLinks";
import { notices } from "../../components/notices";
import { checkOwnership, type RecordedResource } from "../../components/ownership";
import { secretAccessPolicy } from "../../components/secretAccess";
import { otherDigest, productionAccount, productionSettings, repositoryUri } from "./fixtures";

const aws = { assumeRoles: [], endpoints: {}, allowedAccountIds: ["111122223333"] };

const live = (image = `${repositoryUri}@${otherDigest}`): LiveService => ({
  arn: "arn:aws:ecs:us-west-2:111122223333:service/agenticmem-cluster/agenticmem-service",
  desiredCount: 3,
  taskDefinitionArn: "arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:3",
  taskDefinition: { containerDefinitions: [{ name: "agenticmem", image }] },
  description: {},
});

const recorded = (type: string, name: string): RecordedResource => ({ type, outputs: { name } });
const ownService = recorded("aws:ecs/service:Service", "agenticmem-service");
const ownLogGroup = recorded("aws:cloudwatch/logGroup:LogGroup", "/ecs/agenticmem");

describe("ownership", () => {
  it("refuses a service that runs but is not in the state", () => {
    throws(
      () => checkOwnership(productionSettings(), productionAccount({ service: live() }), []),
      /service "agenticmem-service" already runs in cluster "agenticmem-cluster", but this stack did not make it[^]*Nothing was changed/,
    );
  });

  it("goes on with a service of its own, and with none", () => {
    checkOwnership(productionSettings(), productionAccount({ service: live() }), [ownService]);
    checkOwnership(productionSettings(), productionAccount(), []);
  });

  it("refuses to scale what somebody else scales, and names both ways out", () => {
    const settings = productionSettings({ desiredCount: "", autoscaling: { max: 4, cpu: 60 } });
    const account = productionAccount({ scalableTarget: { min: 1, max: 9 } });
    throws(
      () => checkOwnership(settings, account, []),
      new RegExp(
        'service "agenticmem-service" in cluster "agenticmem-cluster" is scaled already \\(1 to 9 tasks\\), but not by this stack' +
          "[^]*\\(pulumi config rm autoscaling\\)" +
          "[^]*\\(aws application-autoscaling deregister-scalable-target .* --resource-id service/agenticmem-cluster/agenticmem-service\\)",
      ),
    );
    const ofService = (name: string): RecordedResource => ({
      type: "aws:appautoscaling/target:Target",
      outputs: { resourceId: `service/agenticmem-cluster/${name}` },
    });
    throws(() => checkOwnership(settings, account, [ofService("another")]), /is scaled already/);
    checkOwnership(settings, account, [ofService("agenticmem-service")]);
  });

  const cases: [mode: string, exists: boolean, own: boolean, outcome: boolean | RegExp][] = [
    ["auto", false, false, true],
    ["auto", true, false, false],
    ["auto", true, true, true],
    ["create", false, false, true],
    ["create", true, true, true],
    [
      "create",
      true,
      false,
      /already exists, but this stack did not make it \(pulumi config set logGroupMode existing\)/,
    ],
    ["existing", true, false, false],
    ["existing", true, true, true],
    ["existing", false, false, /does not exist \(pulumi config set logGroupMode create\)/],
    ["none", true, false, false],
    ["none", true, true, true],
  ];
  for (const [mode, exists, own, outcome] of cases) {
    it(`log group: mode ${mode}, ${exists ? "exists" : "does not exist"}, ${own ? "own" : "not own"}`, () => {
      const check = () =>
        checkOwnership(
          productionSettings({ logGroupMode: mode }),
          productionAccount({ logGroupExists: exists }),
          own ? [ownLogGroup] : [],
        );
      if (typeof outcome === "boolean") equal(check().ownsLogGroup, outcome);
      else throws(check, outcome);
    });
  }
});

describe("notices", () => {
  it("name account, region and service on every run", () => {
    const { infos, warnings } = notices(productionSettings(), productionAccount(), aws, []);
    deepEqual(infos, [
      "account 111122223333, region us-west-2: service agenticmem-service in cluster agenticmem-cluster",
    ]);
    deepEqual(warnings, []);
  });

  it("show a changed image as a line of its own, and an unchanged one not at all", () => {
    const changed = notices(productionSettings(), productionAccount({ service: live() }), aws, []).infos;
    match(
      changed[1] ?? "",
      /agenticmem:latest is sha256:a{12}, the service runs sha256:b{12}: this update ships other code/,
    );
    const same = productionAccount().image.reference;
    equal(notices(productionSettings(), productionAccount({ service: live(same) }), aws, []).infos.length, 1);
  });

  const ownRevision = (number: number): RecordedResource => ({
    type: "aws:ecs/taskDefinition:TaskDefinition",
    outputs: { arn: `arn:aws:ecs:us-west-2:111122223333:task-definition/agenticmem-task:${number}` },
  });
  const ahead = (number: number) =>
    notices(productionSettings(), productionAccount({ service: live() }), aws, [ownRevision(number)]).warnings;

  it("say who is ahead when the service is on another revision than the last update asked for", () => {
    match(ahead(2)[0] ?? "", /is on agenticmem-task:3, .* asked for agenticmem-task:2; AWS is ahead/);
    match(ahead(4)[0] ?? "", /is on agenticmem-task:3, .* asked for agenticmem-task:4; the stack is ahead/);
    deepEqual(ahead(3), []);
  });

  it("say so too while a revision is pinned, and the stack has none of its own", () => {
    const component: RecordedResource = { type: "agenticmem:ecs:FargateService", outputs: ownRevision(2).outputs };
    component.outputs = { revisionArn: component.outputs.arn };
    const { warnings } = notices(productionSettings(), productionAccount({ service: live() }), aws, [component]);
    match(warnings[0] ?? "", /is on agenticmem-task:3, .* asked for agenticmem-task:2; AWS is ahead/);
  });

  const recordedService = (name: string): RecordedResource => ({
    type: "aws:ecs/service:Service",
    outputs: { name, cluster: productionAccount().clusterArn, desiredCount: 3 },
  });

  it("warn of a renamed service, whose old one is deleted; its count is kept", () => {
    const others = [recordedService("old-service")];
    match(
      notices(productionSettings(), productionAccount(), aws, others).warnings[0] ?? "",
      /service old-service in cluster agenticmem-cluster is replaced by agenticmem-service .* deleted with all its tasks/,
    );
    equal(checkOwnership(productionSettings(), productionAccount(), others).recordedService?.desiredCount, 3);
    deepEqual(
      notices(productionSettings(), productionAccount(), aws, [recordedService("agenticmem-service")]).warnings,
      [],
    );
  });

  it("say what becomes of the count when autoscaling is turned off", () => {
    const resourceId = "service/agenticmem-cluster/agenticmem-service";
    const target = { type: "aws:appautoscaling/target:Target", outputs: { resourceId } };
    const infosWith = (changes: Record<string, unknown>, recorded: RecordedResource[]) =>
      notices(productionSettings(changes), productionAccount({ service: live() }), aws, recorded).infos.join("\n");
    const off = /autoscaling is turned off: the service keeps desired count 3 \(pulumi config set desiredCount <tasks>/;
    match(infosWith({ desiredCount: "" }, [target]), off);
    for (const [changes, recorded] of [
      [{ desiredCount: "" }, []],
      [{ desiredCount: "2" }, [target]],
      [{ desiredCount: "", autoscaling: { max: 4, cpu: 60 } }, [target]],
    ] as const) {
      doesNotMatch(infosWith(changes, [...recorded]), /autoscaling/);
    }
  });

  it("warn that a grant that is turned off stays on the role", () => {
    const policy = { type: "aws:iam/rolePolicy:RolePolicy", outputs: { role: "some-role", name: "some-policy" } };
    const [warning] = notices(productionSettings(), productionAccount(), aws, [policy]).warnings;
    match(warning ?? "", /aws iam delete-role-policy --role-name some-role --policy-name some-policy/);
    deepEqual(
      notices(productionSettings({ grantSecretAccess: true }), productionAccount(), aws, [policy]).warnings,
      [],
    );
  });

  it("warn of pinned versions of a secret that rotates", () => {
    const existing = productionAccount();
    const secret = existing.secrets["agenticmem/prod/env"];
    if (secret !== undefined) secret.rotationEnabled = true;
    match(notices(productionSettings({ pinSecretVersions: true }), existing, aws, []).warnings[0] ?? "", /rotates/);
    deepEqual(notices(productionSettings(), existing, aws, []).warnings, []);
  });
});

describe("canonical", () => {
  it("sorts keys and drops what is empty, at every depth, but no false, zero or empty text", () => {
    equal(
      JSON.stringify(canonical({ z: { b: [], a: null }, y: [{ d: 1, c: undefined }], x: false, w: 0, v: "" })),
      '{"v":"","w":0,"x":false,"y":[{"d":1}]}',
    );
  });
});

describe("secretAccessPolicy", () => {
  it("is nothing where nothing is needed", () => {
    equal(secretAccessPolicy({ secretArns: [], parameterArns: [], keyArns: [] }), undefined);
  });

  it("names every resource, and never a wildcard", () => {
    const policy = secretAccessPolicy({ secretArns: ["arn:s"], parameterArns: ["arn:p"], keyArns: [] }) ?? "";
    equal(policy.includes("*"), false);
    match(policy, /"Action":"ssm:GetParameters","Resource":\["arn:p"\]/);
  });
});

describe("consoleLinks", () => {
  for (const [partition, host] of [
    ["aws", "us-west-2.console.aws.amazon.com"],
    ["aws-cn", "us-west-2.console.amazonaws.cn"],
    ["aws-us-gov", "us-west-2.console.amazonaws-us-gov.com"],
  ] as const) {
    it(`lead to ${host} in partition ${partition}`, () => {
      const place = { accountId: "1", region: "us-west-2", partition };
      const links = consoleLinks(place, productionSettings().names);
      equal(new URL(links.service).host, host);
      match(links.logs, /log-group\/\$252Fecs\$252Fagenticmem$/);
    });
  }
});
