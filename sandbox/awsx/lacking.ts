import { version } from "@pulumi/awsx/package.json";

/** Says that the built-in provider does not have something, and what does. */
export const lacking = (what: string): Error =>
  new Error(
    `the sandbox's built-in awsx provider does not have ${what}; ` +
      `the real plugin has it (pulumi plugin install resource awsx ${version})`,
  );
