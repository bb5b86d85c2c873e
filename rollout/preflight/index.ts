import type { Clients } from "../../account/clients";
import type { Existing } from "../../account/existing";
import type { Overrides, Settings } from "../../settings/types";
import { checkAlarms } from "./alarms";
import { checkArchitectures } from "./architecture";
import { checkCapacityProviders, checkQuota } from "./capacity";
import { allWell, notChecked, sideBySide, type Findings, type Subject } from "./findings";
import { checkImages } from "./image";
import { checkLifecyclePolicy } from "./lifecyclePolicy";
import { checkNetwork, describeSubnets, vpcIdsOf } from "./network";
import { isRedeployed, mayStartTasks, type Rendered } from "./newTasks";
import { checkExecuteCommand, checkLogGroup } from "./permissions";
import { checkRoleTrust } from "./roleTrust";
import { checkParameters, checkSecretKeys } from "./secrets";
import { checkSecretVersions } from "./secretVersions";
import { checkTargetGroups } from "./targetGroups";

export type { Findings } from "./findings";

/** A part of the preflight. */
interface Check {
  what: string;
  /** Arguments under `overrides` that take the place of what is checked. */
  replacedBy: string[];
  run: () => Promise<Findings>;
}

/** What the preflight goes by beside settings and account. */
export interface Plan {
  ownsLogGroup: boolean;
  /** The revision that the update asks for; without it, it counts as another one than what runs. */
  rendered?: Rendered;
  /** The service as the stack's last update left it, in the provider's words. */
  recordedService?: Record<string, unknown>;
}

/**
 * Checks, beyond what the look-ups have found out, that what the update names exists and can be used. Reads only; all
 * checks run at the same time.
 */
export async function preflight(
  settings: Settings,
  existing: Existing,
  clients: Clients,
  { ownsLogGroup, rendered, recordedService }: Plan,
): Promise<Findings> {
  const subject: Subject = { settings, existing, clients };
  let asked: ReturnType<typeof describeSubnets> | undefined;
  const subnets = () => (asked ??= describeSubnets(subject));
  // The SDK of EC2 takes the longest to load: it is left alone when nothing goes to the network anew.
  const startsTasks = isRedeployed(settings, recordedService) || mayStartTasks(subject, rendered);
  const checks: Check[] = [
    {
      what: "images",
      replacedBy: ["container.image", "taskDefinition.containerDefinitions", "taskDefinition.runtimePlatform"],
      run: () => sideBySide([checkImages(subject), checkArchitectures(subject), checkLifecyclePolicy(subject)]),
    },
    {
      what: "keys and versions of secrets, and SSM parameters",
      replacedBy: ["container.secrets", "taskDefinition.containerDefinitions"],
      run: () => sideBySide([checkSecretKeys(subject), checkSecretVersions(subject), checkParameters(subject)]),
    },
    {
      what: "the trust of the roles",
      replacedBy: ["taskDefinition.executionRoleArn", "taskDefinition.taskRoleArn"],
      run: () => checkRoleTrust(subject),
    },
    {
      what: "what execute-command needs",
      replacedBy: ["service.enableExecuteCommand", "taskDefinition.taskRoleArn"],
      run: () => checkExecuteCommand(subject),
    },
    {
      what: "subnets and security groups",
      replacedBy: ["service.networkConfiguration"],
      run: async () => (startsTasks ? checkNetwork(subject, subnets) : allWell),
    },
    {
      what: "target groups",
      replacedBy: [
        "service.loadBalancers",
        "service.networkConfiguration",
        "container.portMappings",
        "taskDefinition.containerDefinitions",
      ],
      run: () => checkTargetGroups(subject, async () => (startsTasks ? vpcIdsOf(await subnets()) : [])),
    },
    {
      what: "capacity",
      replacedBy: ["service.launchType", "service.capacityProviderStrategies", "taskDefinition.cpu"],
      run: () => sideBySide([checkCapacityProviders(subject), checkQuota(subject)]),
    },
    { what: "the log group", replacedBy: ["logGroup.name"], run: () => checkLogGroup(subject, ownsLogGroup) },
    { what: "deployment alarms", replacedBy: [], run: () => checkAlarms(subject) },
  ];
  return sideBySide(checks.map((check) => runUnlessReplaced(check, settings.overrides)));
}

async function runUnlessReplaced({ what, replacedBy, run }: Check, overrides: Overrides): Promise<Findings> {
  const replacement = replacedBy.find((path) => {
    const [child = "", argument = ""] = path.split(".");
    return overrides[child as keyof Overrides][argument] !== undefined;
  });
  return replacement === undefined ? run() : notChecked(`${what}: overrides.${replacement} takes the settings' place`);
}
