/** Any partition: `aws`, `aws-cn`, `aws-us-gov`, `aws-iso`, … */
const partition = "aws(?:-[a-z]+)*";
const region = "[a-z]{2,}(?:-[a-z]+)+-\\d+";
const account = "\\d{12}";

const arnOf = (service: string, resource: string) =>
  new RegExp(`^arn:${partition}:${service}:${region}:${account}:${resource}$`);

const secretArn = arnOf("secretsmanager", "secret:[A-Za-z0-9/_+=.@-]+");
const parameterArn = arnOf("ssm", "parameter/[A-Za-z0-9/_.-]+");
const targetGroupArn = arnOf("elasticloadbalancing", "targetgroup/[A-Za-z0-9-]+/[0-9a-f]+");
/** Of AWS Certificate Manager. */
export const certificateArn = arnOf("acm", "certificate/[A-Za-z0-9-]+");

/** Of Amazon SNS. */
export const topicArn = arnOf("sns", "[A-Za-z0-9_-]+(?:\\.fifo)?");

export const isArn = (text: string): boolean => text.startsWith("arn:");
export const isSecretArn = (text: string): boolean => secretArn.test(text);
export const isParameterArn = (text: string): boolean => parameterArn.test(text);
export const isTargetGroupArn = (text: string): boolean => targetGroupArn.test(text);

/**
 * ECS's `<secret ARN>:<JSON key>:<version stage>:<version id>`, the part after the ARN with all its colons. Source: "Pass
 * Secrets Manager secrets through Amazon ECS environment variables", Amazon ECS Developer Guide.
 */
export interface SecretReference {
  arn: string;
  key: string;
  stage: string;
  version: string;
}

/** Undefined for what is no reference to a secret, also for one with fewer colons than ECS wants. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const parts = text.split(":");
  const arn = parts.slice(0, 7).join(":");
  const [key = "", stage = "", version = "", ...more] = parts.slice(7);
  const isWhole = parts.length === 7 || parts.length === 10;
  return isWhole && more.length === 0 && isSecretArn(arn) ? { arn, key, stage, version } : undefined;
}
