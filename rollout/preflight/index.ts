import type { Clients } from "../../account/clients";
import type { Existing } from "../../account/existing";
import type { Overrides, Part, Settings } from "../../settings/types";
import { checkAlarms } from "./alarms";
import { checkArchitectures } from "./architecture";
import { checkCapacityProviders, checkQuota } from "./capacity";
import { allWell, notChecked, sideBySide, together, type Findings, type Subject } from "./findings";
import { checkImages } from "./image";
import { checkLifecyclePolicy } from "./lifecyclePolicy";
import { checkNetwork, describeSubnets, vpcIdsOf } from "./network";
import { isRedeployed, mayStartTasks, type Rendered } from "./newTasks";
import { checkExecuteCommand, checkLogGroup } from "./permissions";
import { checkRoleTrust } from "./roleTrust";
import { checkParameters, checkSecretKeys } from "./secrets";
import { checkSecretVersions } from "./secretVersions";
import { checkTargetGroups } from "./targetGroups";
import { checkWatching } from "./watching";

export type { Findings } from "./findings";

/** A part of the preflight. */
interface Check {
  what: string;
  /** Arguments under `overrides` that take the place of what is checked. */
  replacedBy: string[];
  /** Parts of the environment without which there is nothing to check. */
  needs: Part[];
  run: () => Promise<Findings>;
}

/** What the preflight goes by beside settings and account. */
export interface Plan {
  ownsLogGroup: boolean;
  /** The revision that the update asks for; without it, it counts as another one than what runs. */
  rendered?: Rendered;
  /** The service as the stack's last update left it, in the provider's words. */
  recordedService?: Record<string, unknown>;
  /** Names of the dashboards and alarms that the stack has made; undefined: it is not known. */
  ownWatches?: string[];
  /** When to give advice about what makes rollouts slow; undefined: never. */
  advice?: "always" | "beforeRollout";
  /** Parts of the environment that a preview does not have yet; none without it. */
  notMadeYet?: Part[];
}

/**
 * Checks, beyond what the look-ups have found out, that what the update names exists and can be used. Reads only; all
 * checks run at the same time.
 */
export async function preflight(
  settings: Settings,
  existing: Existing,
  clients: Clients,
  { ownsLogGroup, rendered, recordedService, ownWatches, advice, notMadeYet = [] }: Plan,
): Promise<Findings> {
  const subject: Subject = { settings, existing, clients };
  let asked: ReturnType<typeof describeSubnets> | undefined;
  const subnets = () => (asked ??= describeSubnets(subject));
  // The SDK of EC2 takes the longest to load: it is left alone when nothing goes to the network anew.
  const startsTasks = isRedeployed(settings, recordedService) || mayStartTasks(subject, rendered);
  const checks: Check[] = [
    {
      what: "images",
      needs: ["repository"],
      replacedBy: ["container.image", "taskDefinition.containerDefinitions", "taskDefinition.runtimePlatform"],
      run: () => sideBySide([checkImages(subject), checkArchitectures(subject), checkLifecyclePolicy(subject)]),
    },
    {
      what: "keys and versions of secrets, and SSM parameters",
      needs: ["secret"],
      replacedBy: ["container.secrets", "taskDefinition.containerDefinitions"],
      run: () => sideBySide([checkSecretKeys(subject), checkSecretVersions(subject), checkParameters(subject)]),
    },
    {
      what: "the trust of the roles",
      needs: ["roles"],
      replacedBy: ["taskDefinition.executionRoleArn", "taskDefinition.taskRoleArn"],
      run: () => checkRoleTrust(subject),
    },
    {
      what: "what execute-command needs",
      needs: ["roles"],
      replacedBy: ["service.enableExecuteCommand", "taskDefinition.taskRoleArn"],
      run: () => checkExecuteCommand(subject),
    },
    {
      what: "subnets and security groups",
      needs: ["network"],
      replacedBy: ["service.networkConfiguration"],
      run: async () => (startsTasks ? checkNetwork(subject, subnets) : allWell),
    },
    {
      what: "target groups",
      needs: ["network", "loadBalancer"],
      replacedBy: [
        "service.loadBalancers",
        "service.networkConfiguration",
        "container.portMappings",
        "taskDefinition.containerDefinitions",
      ],
      run: () =>
        checkTargetGroups(subject, {
          askVpcIds: async () => (startsTasks ? vpcIdsOf(await subnets()) : []),
          withAdvice: advice === "always" || (advice === "beforeRollout" && startsTasks),
        }),
    },
    {
      what: "capacity",
      needs: ["cluster"],
      replacedBy: ["service.launchType", "service.capacityProviderStrategies", "taskDefinition.cpu"],
      run: () => sideBySide([checkCapacityProviders(subject), checkQuota(subject)]),
    },
    {
      what: "the log group",
      needs: [],
      replacedBy: ["logGroup.name"],
      run: () => checkLogGroup(subject, ownsLogGroup),
    },
    { what: "deployment alarms", needs: [], replacedBy: [], run: () => checkAlarms(subject) },
    { what: "dashboard and alarms", needs: [], replacedBy: [], run: () => checkWatching(subject, ownWatches) },
  ];
  const isPossible = ({ needs }: Check) => !needs.some((part) => notMadeYet.includes(part));
  const impossible = checks.filter((check) => !isPossible(check)).map(({ what }) => what);
  return together([
    await sideBySide(checks.filter(isPossible).map((check) => runUnlessReplaced(check, settings.overrides))),
    impossible.length === 0 ? allWell : notChecked(`${impossible.join("; ")}: this update makes what they need first`),
  ]);
}

async function runUnlessReplaced({ what, replacedBy, run }: Check, overrides: Overrides): Promise<Findings> {
  const replacement = replacedBy.find((path) => {
    const [child = "", argument = ""] = path.split(".");
    return overrides[child as keyof Overrides][argument] !== undefined;
  });
  return replacement === undefined ? run() : notChecked(`${what}: overrides.${replacement} takes the settings' place`);
}
