import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { after, before } from "mocha";
import { readAwsConfig } from "../../account/awsConfig";
import { createClients, endpointServices, type Clients } from "../../account/clients";
import { askFor } from "../../components/askedRevision";
import { serviceArgs } from "../../components/serviceArgs";
import { taskDefinitionArgs } from "../../components/taskDefinitionArgs";
import { describeLive, type Description } from "../../runbook/adopt/config";
import type { Live } from "../../runbook/adopt/live/live";
import { readLive } from "../../runbook/adopt/live/readLive";
import { settingDefaults } from "../../runbook/configFile/settingDefaults";
import { differencesBetween } from "../../runbook/diff/differences";
import { asRegistered } from "../../runbook/render/asRegistered";
import { projectDir } from "../../sandbox/paths";
import { startProvider, type RunningProvider } from "../../sandbox/provider";
import { readSettings } from "../../settings";
import type { Settings } from "../../settings/types";
import { useLocalAws } from "../sandbox/awsFixture";
import { TestEngine, urnOf, type Json } from "../sandbox/providerFixture";
import { lookAround, type LiveAccount } from "./support/liveAccount";
import { createLive, liveServices, type LiveService } from "./support/liveServices";

const defaults = settingDefaults(projectDir);
const present = { project: "agenticmem", stack: "prod", values: defaults, secretKeys: [] };

describe("a live service", () => {
  const local = useLocalAws();
  let [clients, account] = [{} as Clients, {} as LiveAccount];
  let [provider, engine] = [{} as RunningProvider, {} as TestEngine];
  const awsConfig = () => {
    const { endpoint, region, accountId } = local.aws;
    const endpoints = [Object.fromEntries(endpointServices.map((name) => [name, endpoint]))];
    const values = { region, accessKey: "test", secretKey: "test", endpoints, allowedAccountIds: [accountId] };
    const entries = Object.entries(values).map(([key, value]) => [
      `aws:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return readAwsConfig({ values: Object.fromEntries(entries) as Record<string, string>, secretKeys: [] }, {});
  };

  before(async () => {
    const { aws } = local;
    clients = createClients(awsConfig());
    account = await lookAround(clients, aws.accountId, aws.region);
    provider = await startProvider({ env: aws.env, announce: () => undefined });
    engine = new TestEngine(provider.port);
    await engine.configure();
  });
  after(async () => {
    engine.close();
    await provider.stop();
  });

  for (const candidate of liveServices) {
    const outcome = candidate.refused === undefined ? "is described exactly" : "is refused";
    it(`${outcome}: ${candidate.title}`, async function () {
      this.timeout(60_000);
      const live = await readLive(clients, place(), await createLive(clients, account, candidate));
      const described = describeLive(live, present, defaults);
      if (candidate.refused !== undefined) return areRefused(described.refusals, candidate.refused);
      deepEqual(described.refusals, []);
      says(described, candidate);
      for (const note of candidate.notes ?? []) match(described.notes.join("\n"), note);
      const { settings } = readSettings({ ...present, values: described.values });
      await isDescribed(settings, live);
    });
  }

  const nowhere = {
    "a cluster that does not exist": [
      { cluster: "nowhere", service: "web" },
      /^cluster "nowhere" does not exist in account \d+, .* \(--cluster <name>\)$/,
    ],
    "a service that does not exist": [
      { cluster: "agenticmem-cluster", service: "nothing" },
      /^service "nothing" in cluster "agenticmem-cluster" does not exist in account \d+, .* \(--cluster <name> --service <name>\)$/,
    ],
  } as const;
  for (const [title, [name, message]] of Object.entries(nowhere)) {
    it(`is not to be found: ${title}`, () => rejects(readLive(clients, place(), name), { message }));
  }

  const place = () => ({ accountId: account.accountId, region: account.region, partition: "aws" });

  function says({ config }: Description, { says = {}, overrides = [] }: LiveService): void {
    for (const [name, value] of Object.entries(says)) {
      const text = config[`agenticmem:${name}`] ?? defaults[`agenticmem:${name}`] ?? "";
      deepEqual(typeof value === "string" ? text : JSON.parse(text), value, name);
    }
    const given = JSON.parse(config["agenticmem:overrides"] ?? "{}") as Record<string, object>;
    const names = Object.entries(given).flatMap(([child, fields]) =>
      Object.keys(fields).map((field) => `${child}.${field}`),
    );
    const usual = ["service.enableEcsManagedTags", "service.propagateTags"].filter(
      (name) => !overrides.includes(`-${name}`),
    );
    deepEqual(names.sort(), [...overrides.filter((name) => !name.startsWith("-")), ...usual].sort());
  }

  /** With the program's own look-ups, and the decisions of the provider. */
  async function isDescribed(settings: Settings, live: Live): Promise<void> {
    const { existing, rendered } = await askFor(settings, awsConfig(), clients);
    deepEqual(differencesBetween(live.revision, asRegistered(rendered, settings)), []);

    const arn = live.revision.taskDefinitionArn ?? "";
    await isSame("aws:ecs/taskDefinition:TaskDefinition", arn, { ...taskDefinitionArgs(rendered, settings) }, { arn });
    const args = serviceArgs({ settings, existing, recordedService: undefined }, arn);
    await isSame("aws:ecs/service:Service", live.service.serviceArn ?? "", {
      ...args,
      desiredCount: live.service.desiredCount,
    });
    if (settings.logs.mode === "none") return;
    equal(live.logGroup?.name, settings.names.logGroup);
    await isSame("aws:cloudwatch/logGroup:LogGroup", settings.names.logGroup, {
      name: settings.names.logGroup,
      retentionInDays: settings.logs.retentionDays,
      tags: settings.tags,
      ...settings.overrides.logGroup,
    });
  }

  /** Arguments that only the state knows; adopting corrects them there. */
  const inStateOnly = ["forceNewDeployment", "waitForSteadyState", "triggers"];

  async function isSame(type: string, id: string, args: object, known: Json = {}): Promise<void> {
    const urn = urnOf(type);
    const plain = JSON.parse(JSON.stringify(args)) as Json;
    const form = type.endsWith(":Service") ? { cluster: plain.cluster, taskDefinition: plain.taskDefinition } : {};
    const { state } = await engine.read(urn, id, { ...known, ...form });
    ok(Object.keys(state).length > 0, `${id} is not there`);
    const { inputs, failures } = await engine.check(urn, plain);
    deepEqual(failures, []);
    const { detailed } = await engine.diff(urn, state, inputs);
    const real = Object.fromEntries(Object.entries(detailed).filter(([path]) => !inStateOnly.includes(path)));
    deepEqual(real, {});
  }
});

function areRefused(given: string[], expected: RegExp[]): void {
  equal(given.length, expected.length, given.join("\n"));
  for (const pattern of expected) match(given.join("\n"), pattern);
}
