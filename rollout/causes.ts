import type { StoppedTaskView } from "./observation";

/** One reason why tasks did not stay up, in plain words, with what to do about it. */
export interface Cause {
  /** Same text for the same cause, whatever the task's id. */
  what: string;
  remedy: string;
  /** Trying again cannot help: the next task will end the same way. */
  definite: boolean;
  /** How many tasks, or attempts to start one, ended this way. */
  count: number;
  /** ECS's own words, of one of them. */
  words: string;
  /** Container that ended the task, where one did. */
  container?: string;
  /** A task that ended this way, for looking at its logs. */
  taskArn?: string;
}

type Kind = Omit<Cause, "count" | "words" | "container" | "taskArn">;

interface Rule {
  pattern: RegExp;
  kind: (match: RegExpExecArray) => Kind;
}

const setImage = "push it, or pulumi config set image <tag or digest>";

/**
 * What ECS writes, and what it means. The first rule that fits counts. Source: "Amazon ECS stopped tasks error messages",
 * Amazon ECS Developer Guide.
 */
const rules: Rule[] = [
  rule(/CannotPull.*(no matching manifest|platform|image Manifest does not contain descriptor)/i, () => [
    "the image is not built for this CPU architecture",
    "build it for the architecture, or pulumi config set architecture ARM64 (or X86_64)",
    true,
  ]),
  rule(/CannotPull.*(not found|manifest unknown|does not exist)/i, () => [
    "the image is not in its repository",
    setImage,
    true,
  ]),
  rule(/CannotPull.*(403|denied|no basic auth|unauthorized|not authorized)/i, () => [
    "the execution role may not pull the image",
    "give it ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer",
    true,
  ]),
  rule(/CannotPull|unable to pull registry auth/i, () => [
    "the image could not be pulled",
    "look at the words above; without a route to the registry, use subnets with NAT or VPC endpoints, or pulumi config set assignPublicIp true",
    false,
  ]),
  rule(/(?:did not contain json key|retrieve json key) ([\w./-]+)/i, ([, key]) => [
    `the secret has no key ${key}`,
    "add the key to the secret's value, or take it out of the setting secrets",
    true,
  ]),
  rule(/ResourceInitializationError.*(can't find the specified secret|ResourceNotFoundException.*secret)/i, () => [
    "a secret does not exist",
    "restore it, or name another one in the setting secrets",
    true,
  ]),
  rule(/ResourceInitializationError.*(invalid ?parameters|ParameterNotFound)/i, () => [
    "an SSM parameter does not exist",
    "create it, or name another one in the setting secrets",
    true,
  ]),
  rule(/ResourceInitializationError.*AccessDenied/is, () => [
    "the execution role may not read a secret",
    "pulumi config set grantSecretAccess true, or give the role the action that is named above",
    true,
  ]),
  rule(/unable to assume the role '?([^'\s]+)/i, ([, role]) => [
    `ECS cannot assume the role ${role}`,
    "let ecs-tasks.amazonaws.com assume it (trust policy), or name another one (executionRole, taskRole)",
    true,
  ]),
  rule(/log group (does not exist|.*not found)/i, () => [
    "the log group does not exist",
    "pulumi config set logGroupMode create",
    true,
  ]),
  rule(/OutOfMemory/i, () => [
    "the container ran out of memory",
    "pulumi config set memory <more>, or find what needs so much",
    false,
  ]),
  rule(/exec format error/i, () => [
    "the image is not built for this CPU architecture (exec format error)",
    "build it for the architecture, or pulumi config set architecture ARM64 (or X86_64)",
    false,
  ]),
  rule(/failed container health checks/i, () => [
    "the container's health check does not pass",
    "look at the logs; a slow starter needs a longer healthCheck.startPeriodSeconds",
    false,
  ]),
  rule(/failed ELB health checks.*?(?:target-group ([^)]*))?\)?$/i, () => [
    "the load balancer's health check does not pass",
    "check the target group's path, port and codes; a slow starter needs a longer deployment.healthCheckGracePeriodSeconds",
    false,
  ]),
  rule(/capacity is unavailable/i, () => [
    "Fargate has no capacity for this size in these zones",
    "try again, use subnets in more zones, or another size",
    false,
  ]),
  rule(/insufficient free addresses|InsufficientFreeAddresses|not enough free addresses/i, () => [
    "a subnet has no free address",
    "use larger or more subnets (pulumi config set --path 'subnets[0]' <subnet id>)",
    false,
  ]),
  rule(/vCPU limit|You've reached the limit|limit exceeded/i, () => [
    "the account's Fargate quota is used up",
    "ask for more vCPUs in Service Quotas",
    false,
  ]),
];

function rule(
  pattern: RegExp,
  kind: (match: RegExpExecArray) => [what: string, remedy: string, definite: boolean],
): Rule {
  return {
    pattern,
    kind: (match) => {
      const [what, remedy, definite] = kind(match);
      return { what, remedy, definite };
    },
  };
}

/** Every distinct cause among stopped tasks and among the events with which ECS reports what it could not start. */
export function findCauses(stopped: StoppedTaskView[], events: { message: string }[]): Cause[] {
  const causes = new Map<string, Cause>();
  const add = (kind: Kind, words: string, task?: { arn: string; container?: string }) => {
    const known = causes.get(kind.what);
    if (known !== undefined) known.count++;
    else causes.set(kind.what, { ...kind, count: 1, words, container: task?.container, taskArn: task?.arn });
  };
  for (const task of stopped) {
    if (isOrderly(task)) continue;
    const { words, container } = wordsOf(task);
    add(classify(words, task), words, { arn: task.arn, container });
  }
  for (const { message } of events) {
    if (/(unable to|failed to) (place|launch|start)/i.test(message)) add(classify(message), message);
  }
  return [...causes.values()].sort((a, b) => b.count - a.count);
}

/** Stopped because ECS replaced it or scaled in, not because something went wrong. */
function isOrderly({ stopCode, stoppedReason }: StoppedTaskView): boolean {
  return stopCode === "ServiceSchedulerInitiated" && /scaling activity|deployment/i.test(stoppedReason);
}

/** ECS's words for the task, with those for the container that ended it. */
function wordsOf(task: StoppedTaskView): { words: string; container?: string } {
  const culprit = task.containers.find(({ exitCode, reason }) => (exitCode ?? 0) !== 0 || reason !== undefined);
  const detail = [culprit?.reason, culprit?.exitCode === undefined ? undefined : `exit code ${culprit.exitCode}`];
  const words = [task.stoppedReason, ...detail].filter((part) => part !== undefined && part !== "").join("; ");
  return { words, container: culprit?.name };
}

function classify(words: string, task?: StoppedTaskView): Kind {
  for (const { pattern, kind } of rules) {
    const match = pattern.exec(words);
    if (match !== null) return kind(match);
  }
  const ended = task?.containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  if (ended?.exitCode === 137) {
    return {
      what: `container ${ended.name} was killed (exit code 137), most likely out of memory`,
      remedy: "pulumi config set memory <more>, or look at the logs",
      definite: false,
    };
  }
  if (ended !== undefined) {
    return {
      what: `container ${ended.name} exited with code ${ended.exitCode}`,
      remedy: "look at its logs",
      definite: false,
    };
  }
  const quiet = task?.containers.find(({ exitCode }) => exitCode === 0);
  if (quiet !== undefined && /essential container/i.test(words)) {
    return {
      what: `container ${quiet.name} ended by itself (exit code 0)`,
      remedy: "a service's container has to keep running: check its command",
      definite: false,
    };
  }
  return { what: words.replace(/[0-9a-f]{32}/g, "…"), remedy: "see the message above", definite: false };
}
