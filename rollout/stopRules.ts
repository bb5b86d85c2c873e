import { setCommand } from "../settings/commands";

/** Whether a cause makes trying again useless: the next task would end the same way. */
export type Definite =
  | "at once"
  /** After a second attempt: what was granted or created a moment ago can take a while until ECS sees it. */
  | "when repeated"
  | "never";

/** What stopped a task or kept it from starting, in plain words. */
export interface Kind {
  /** The same for the same cause, whatever the task. */
  what: string;
  /** What to do about it. */
  remedy: string;
  definite: Definite;
}

/** What ECS writes, and what it means. */
interface Rule {
  pattern: RegExp;
  what: string | ((match: RegExpExecArray) => string);
  remedy: string;
  definite: Definite;
}

const reachRegistry =
  "let the tasks reach it: subnets with a NAT gateway or VPC endpoints, " +
  `or ${setCommand(["assignPublicIp"], true)} in public ones; security groups that let HTTPS out`;

const buildForArchitecture = `build it for the architecture, or ${setCommand(["architecture"], "<X86_64 or ARM64>")}`;

/**
 * The first rule that fits counts. Wording as in "Amazon ECS stopped tasks error messages", "CannotPullContainer task errors"
 * and "Amazon ECS service event messages" of the Amazon ECS Developer Guide, and as seen in messages that people quote.
 */
const rules: Rule[] = [
  {
    pattern: /(CannotPull|no matching manifest).*(descriptor matching platform|no matching manifest)/i,
    what: "the image is not built for this CPU architecture",
    remedy: buildForArchitecture,
    definite: "at once",
  },
  {
    pattern: /CannotPull.*(toomanyrequests|429|rate limit)/i,
    what: "the image's registry limits how often it can be pulled",
    remedy: `copy the image to ECR and name it there (${setCommand(["image"], "<reference>")})`,
    definite: "never",
  },
  {
    pattern: /CannotPull.*no space left on device/i,
    what: "the image does not fit on the task's disk",
    remedy: setCommand(["ephemeralStorage"], "<more GiB>"),
    definite: "never",
  },
  {
    pattern: /CannotPull.*(: not ?found\b|manifest unknown|does not exist|image not found)/i,
    what: "the image is not in its repository",
    remedy: `push it, or ${setCommand(["image"], "<tag or digest>")}`,
    definite: "at once",
  },
  {
    pattern: /CannotPull.*(40[13]\b|denied|no basic auth|unauthorized|not authorized)/i,
    what: "the execution role may not pull the image",
    remedy:
      "give it ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer; the repository's policy must allow it too",
    definite: "when repeated",
  },
  {
    pattern:
      /CannotPull.*(timeout|deadline exceeded|no such host|connection (refused|reset)|request canceled|send request)/i,
    what: "the tasks cannot reach the image's registry",
    remedy: reachRegistry,
    definite: "never",
  },
  {
    pattern: /CannotPull/i,
    what: "the image could not be pulled",
    remedy: "see ECS's words",
    definite: "never",
  },
  {
    pattern: /(?:did not contain json key|retrieve json key) ([\w./-]*[\w-])/i,
    what: ([, key]) => `the secret has no key ${key}`,
    remedy: "add the key to the secret's value, or take it out of the setting secrets",
    definite: "at once",
  },
  {
    pattern: /ResourceInitializationError.*invalid character .* looking for/i,
    what: "the secret's value is not a JSON object, so that it has no keys",
    remedy: "correct the secret's value",
    definite: "at once",
  },
  {
    pattern: /ResourceInitializationError.*marked for deletion/i,
    what: "a secret is marked for deletion",
    remedy: "aws secretsmanager restore-secret --secret-id <name>, or name another one in the setting secrets",
    definite: "at once",
  },
  {
    pattern: /ResourceInitializationError.*(can.t find the specified secret|secret.*ResourceNotFoundException)/i,
    what: "a secret does not exist, or has no such version",
    remedy: "restore it, or name another one in the setting secrets",
    definite: "at once",
  },
  {
    pattern: /ResourceInitializationError.*(invalid (?:ssm )?parameters?|ParameterNotFound)/i,
    what: "an SSM parameter does not exist",
    remedy: "create it, or name another one in the setting secrets",
    definite: "at once",
  },
  {
    pattern:
      /(?:ResourceInitializationError|AccessDenied).*not authorized to perform: ((?:secretsmanager|ssm|kms):\w+)/i,
    what: ([, action]) => `the execution role lacks ${action} for a secret`,
    remedy: `${setCommand(["grantSecretAccess"], true)}, or give it the right by hand`,
    definite: "when repeated",
  },
  {
    pattern: /ResourceInitializationError.*not authorized to perform: ([\w-]+:\w+)/i,
    what: ([, action]) => `the execution role lacks ${action}`,
    remedy: "give it the right, for instance by attaching the policy AmazonECSTaskExecutionRolePolicy",
    definite: "when repeated",
  },
  {
    pattern: /ResourceInitializationError.*AccessDenied/i,
    what: "the execution role lacks a right",
    remedy: `see ECS's words; for secrets ${setCommand(["grantSecretAccess"], true)}`,
    definite: "when repeated",
  },
  {
    pattern:
      /ResourceInitializationError.*(connection issue|deadline exceeded|RequestCanceled|i\/o timeout|send request failed|signal: killed)/i,
    what: "the tasks cannot reach AWS (Secrets Manager, Systems Manager, ECR or CloudWatch Logs)",
    remedy: reachRegistry,
    definite: "never",
  },
  {
    pattern: /ResourceInitializationError.*log group does not exist/i,
    what: "the log group does not exist",
    remedy: setCommand(["logGroupMode"], "create"),
    definite: "when repeated",
  },
  {
    pattern: /unable to assume the role '?([^'\s]*[^'\s.])/i,
    what: ([, role]) => `ECS cannot assume the role ${role?.slice(role.lastIndexOf("/") + 1)}`,
    remedy:
      "let ecs-tasks.amazonaws.com assume it in its trust policy, or name another one (settings executionRole, taskRole)",
    definite: "when repeated",
  },
  {
    pattern: /OutOfMemory/i,
    what: "the container ran out of memory",
    remedy: `${setCommand(["memory"], "<more MiB>")}, or find what needs so much`,
    definite: "never",
  },
  {
    pattern: /exec format error/i,
    what: "the image is not built for this CPU architecture (exec format error)",
    remedy: buildForArchitecture,
    definite: "at once",
  },
  {
    pattern: /CannotStartContainer.*(executable file not found|no such file or directory|permission denied)/i,
    what: "the container's command cannot be executed",
    remedy: "correct the image, or the settings command and entryPoint",
    definite: "at once",
  },
  {
    pattern: /failed container health checks/i,
    what: "the container's health check does not pass",
    remedy: `look at its logs; for a slow starter ${setCommand(["healthCheck", "startPeriodSeconds"], "<seconds>")}`,
    definite: "never",
  },
  {
    pattern: /failed ELB health checks/i,
    what: "the load balancer's health check does not pass",
    remedy:
      "check path, port and codes of the target group, and that the tasks' security groups let the load balancer in; " +
      `for a slow starter ${setCommand(["deployment", "healthCheckGracePeriodSeconds"], "<seconds>")}`,
    definite: "never",
  },
  {
    pattern: /capacity is unavailable|RESOURCE:(CPU|MEMORY)/i,
    what: "Fargate has no capacity for this size in these zones",
    remedy: "try again later, use subnets in more zones, or another size",
    definite: "never",
  },
  {
    pattern: /InsufficientFreeAddresses|(insufficient|not enough) free addresses|RESOURCE:ENI/i,
    what: "a subnet has no free address",
    remedy: `use larger or more subnets (${setCommand(["subnets", 0], "<subnet id>")})`,
    definite: "never",
  },
  {
    pattern: /reached the limit on the number of|configuration is above your limit|LimitExceeded/i,
    what: "the account's Fargate quota is used up",
    remedy: "ask for more in Service Quotas (Fargate On-Demand vCPU resource count)",
    definite: "never",
  },
  {
    pattern: /unable to stop or start tasks during a deployment because of the service deployment configuration/i,
    what: "the deployment percentages leave no room to replace a task",
    remedy: setCommand(["deployment", "maximumPercent"], 200),
    definite: "never",
  },
  {
    pattern: /network interface/i,
    what: "the task's network interface could not be made",
    remedy: "see ECS's words",
    definite: "never",
  },
];

/** What a text of ECS's means; undefined for one that no rule knows. */
export function kindOf(words: string): Kind | undefined {
  for (const { pattern, what, ...rest } of rules) {
    const match = pattern.exec(words);
    if (match !== null) return { ...rest, what: typeof what === "string" ? what : what(match) };
  }
  return undefined;
}
