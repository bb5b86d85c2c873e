import { refuses } from "./settingsOf";

const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:shared-AbCdEf";

describe("settings that are refused", () => {
  refuses("ports", [
    [
      { ports: { api: 0 } },
      "ports.api 0 is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.api 1)",
    ],
    [
      { ports: { api: 70000 } },
      "ports.api 70000 is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.api 65535)",
    ],
    [
      { ports: { api: "http" } },
      "ports.api http is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.api 8080)",
    ],
    [
      { ports: { Api: 8080 } },
      "ports.Api is not a valid name: use 1 to 64 lower-case letters, digits, _ and -, not starting with - (pulumi config rm --path ports.Api; pulumi config set --path ports.api <port>)",
    ],
    [
      { ports: { "-a": 8080 } },
      "ports.-a is not a valid name: use 1 to 64 lower-case letters, digits, _ and -, not starting with - (pulumi config rm --path ports.-a; pulumi config set --path ports.a <port>)",
    ],
    [
      { ports: { a: 8080, b: 8080 } },
      "ports.b 8080/tcp is the port of ports.a: use another one (pulumi config set --path ports.b <port>)",
    ],
    [
      { ports: { dns: "53/sctp" } },
      "ports.dns 53/sctp is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.dns 53)",
    ],
    [
      { ports: { api: null } },
      "ports.api (empty) is not valid: use a number from 1 to 65535, for UDP with /udp after it (pulumi config set --path ports.api 8080)",
    ],
    [{ ports: [8080] }, "ports (a list) is not valid: use a map (pulumi config set --path 'ports.<name>' <value>)"],
    [{ ports: "8080" }, "ports 8080 is not valid: use a map (pulumi config set --path 'ports.<name>' <value>)"],
  ]);
  refuses("the environment", [
    [
      { environment: { "1A": "x" } },
      "environment.1A is not a valid name: use letters, digits, _, . and -, not starting with a digit (pulumi config rm --path environment.1A)",
    ],
    [
      { environment: { "A B": "x" } },
      'environment["A B"] is not a valid name: use letters, digits, _, . and -, not starting with a digit (pulumi config rm --path \'environment["A B"]\')',
    ],
    [
      { environment: { A: null } },
      "environment.A has no value: use text, also empty (pulumi config set --path environment.A '')",
    ],
    [
      { environment: { A: { b: "hunter2" } } },
      "environment.A (value not shown) is not valid: use text (pulumi config set --path environment.A <text>)",
    ],
    [
      { environment: "A=hunter2" },
      "environment (value not shown) is not valid: use a map (pulumi config set --path 'environment.<name>' <value>)",
    ],
    [
      { environment: { A: "x".repeat(70000) } },
      "the task definition has 70085 bytes, and ECS takes at most 65536: use fewer or shorter environment values and commands, for example by moving long ones into a secret or an SSM parameter (pulumi config rm --path 'environment.<name>')",
    ],
  ]);
  refuses("secrets", [
    [
      { environment: { A: "x" }, secrets: ["A"] },
      "environment.A is in secrets too: use one of the two (pulumi config rm --path environment.A)",
    ],
    [
      { secrets: ["A", "A"] },
      "secrets[1] A is in the list already: use each key once (pulumi config rm --path 'secrets[1]')",
    ],
    [
      { secrets: ["sk-live:hunter2"] },
      "secrets[0] (value not shown) is not valid: use a key of the app's secret: letters, digits, _, . and -, not starting with a digit (pulumi config set --path --plaintext 'secrets[0]' <KEY>)",
    ],
    [
      { secrets: [5] },
      "secrets[0] (value not shown) is not valid: use a key of the app's secret: letters, digits, _, . and -, not starting with a digit (pulumi config set --path --plaintext 'secrets[0]' <KEY>)",
    ],
    [
      { secrets: { A: "hunter2" } },
      "secrets.A (value not shown) is not valid: use {key}, {secret}, {secret, key}, or the ARN of a secret or an SSM parameter (with a JSON key as <ARN>:<key>::, without a version) (pulumi config set --path --plaintext secrets.A <ARN>)",
    ],
    [
      { secrets: { A: {} } },
      "secrets.A (value not shown) is not valid: use {key}, {secret}, {secret, key}, or the ARN of a secret or an SSM parameter (pulumi config set --path --plaintext secrets.A.key <key>)",
    ],
    [
      { secrets: { A: { kye: "x" } } },
      "secrets.A.kye is not a setting: use key (pulumi config rm --path secrets.A.kye; pulumi config set --path --plaintext secrets.A.key <value>)",
    ],
    [
      { secrets: { A: { secret: "hunter 2" } } },
      "secrets.A.secret (value not shown) is not valid: use the name or the ARN of a secret in Secrets Manager, the key apart from it (pulumi config set --path --plaintext secrets.A.secret <secret name>)",
    ],
    [
      { secrets: { A: { key: "a:b" } } },
      "secrets.A.key (value not shown) is not valid: use a key of the secret's JSON object, without colons (pulumi config set --path --plaintext secrets.A.key <key>)",
    ],
    [
      { secrets: { A: `${arn}:KEY` } },
      "secrets.A (value not shown) is not valid: use {key}, {secret}, {secret, key}, or the ARN of a secret or an SSM parameter (with a JSON key as <ARN>:<key>::, without a version) (pulumi config set --path --plaintext secrets.A <ARN>)",
    ],
    [
      { secrets: { A: `${arn}:KEY:AWSPREVIOUS:` } },
      `secrets.A names a version of the secret: use <ARN>:KEY::, which follows the current version, and pinSecretVersions to record its id (pulumi config set --path --plaintext secrets.A ${arn}:KEY::)`,
    ],
    [
      { secrets: { A: "arn:aws:ssm:us-west-2:123456789012:parameter/x:3" } },
      "secrets.A (value not shown) is not valid: use {key}, {secret}, {secret, key}, or the ARN of a secret or an SSM parameter (with a JSON key as <ARN>:<key>::, without a version) (pulumi config set --path --plaintext secrets.A <ARN>)",
    ],
    [
      { secrets: { A: { secret: `${arn}:KEY::`, key: "K" } } },
      "secrets.A.secret (value not shown) is not valid: use the name or the ARN of a secret in Secrets Manager, the key apart from it (pulumi config set --path --plaintext secrets.A.secret <secret name>)",
    ],
    [
      { secrets: { "2A": { key: "x" } } },
      "secrets.2A is not a valid name: use letters, digits, _, . and -, not starting with a digit (pulumi config rm --path secrets.2A)",
    ],
    [
      { secrets: "OPENAI_API_KEY" },
      "secrets (value not shown) is not valid: use a list of keys, or a map (pulumi config set --path --plaintext 'secrets[0]' <KEY>)",
    ],
  ]);
  refuses("the health check", [
    [
      { healthCheck: { command: "CMD-SHELL echo 'a'" } },
      `healthCheck.command "CMD-SHELL echo 'a'" is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command 'echo '\\''a'\\''')`,
    ],
    [
      { healthCheck: { command: "x", intervalSeconds: 4 } },
      "healthCheck.intervalSeconds 4 is not valid: use a whole number from 5 to 300 seconds (pulumi config set --path healthCheck.intervalSeconds 5)",
    ],
    [
      { healthCheck: { command: "x", timeoutSeconds: 61 } },
      "healthCheck.timeoutSeconds 61 is not valid: use a whole number from 2 to 60 seconds (pulumi config set --path healthCheck.timeoutSeconds 60)",
    ],
    [
      { healthCheck: { command: "x", retries: 11 } },
      "healthCheck.retries 11 is not valid: use a whole number from 1 to 10 (pulumi config set --path healthCheck.retries 10)",
    ],
    [
      { healthCheck: { command: "x", startPeriodSeconds: 301 } },
      "healthCheck.startPeriodSeconds 301 is not valid: use a whole number from 0 to 300 seconds (pulumi config set --path healthCheck.startPeriodSeconds 300)",
    ],
    [
      { healthCheck: { command: "x", retries: "three" } },
      "healthCheck.retries three is not valid: use a whole number from 1 to 10 (pulumi config set --path healthCheck.retries 3)",
    ],
    [
      { healthCheck: { command: "x", retries: 2.5 } },
      "healthCheck.retries 2.5 is not valid: use a whole number from 1 to 10 (pulumi config set --path healthCheck.retries 3)",
    ],
    [
      { healthCheck: { intervalSeconds: 30 } },
      "healthCheck has no command: use one that ends with 0 when healthy (pulumi config set --path healthCheck.command <command>)",
    ],
    [
      { healthCheck: { command: "CMD-SHELL curl -f localhost" } },
      "healthCheck.command \"CMD-SHELL curl -f localhost\" is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command 'curl -f localhost')",
    ],
    [
      { healthCheck: { command: ["curl", "-f", "localhost"] } },
      "healthCheck.command (a list) is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command 'curl -f localhost')",
    ],
    [
      { healthCheck: { command: ["CMD-SHELL", "curl", "-f"] } },
      "healthCheck.command (a list) is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command 'curl -f')",
    ],
    [
      { healthCheck: { command: ["CMD"] } },
      "healthCheck.command (a list) is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command <command>)",
    ],
    [
      { healthCheck: { command: "" } },
      "healthCheck.command (empty) is not valid: use the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text (pulumi config set --path healthCheck.command <command>)",
    ],
    [
      { healthCheck: { command: "x", intervall: 30 } },
      "healthCheck.intervall is not a setting: use intervalSeconds (pulumi config rm --path healthCheck.intervall; pulumi config set --path healthCheck.intervalSeconds <value>)",
    ],
    [
      { healthCheck: { command: "x", interval: 30 } },
      "healthCheck.interval is not a setting: use intervalSeconds (pulumi config rm --path healthCheck.interval; pulumi config set --path healthCheck.intervalSeconds <value>)",
    ],
    [
      { healthCheck: { command: "x", zzzzzzzz: 30 } },
      "healthCheck.zzzzzzzz is not a setting: use intervalSeconds, timeoutSeconds, retries, startPeriodSeconds or command (pulumi config rm --path healthCheck.zzzzzzzz)",
    ],
    [
      { healthCheck: "curl" },
      "healthCheck curl is not valid: use a map (pulumi config set --path 'healthCheck.<name>' <value>)",
    ],
  ]);
  refuses("commands", [
    [
      { command: "npm start" },
      "command \"npm start\" is not valid: use a list (pulumi config set --path 'command[0]' 'npm start')",
    ],
    [
      { command: [["a"]] },
      "command[0] (value not shown) is not valid: use text (pulumi config set --path 'command[0]' <text>)",
    ],
    [
      { entryPoint: { a: 1 } },
      "entryPoint (a map) is not valid: use a list (pulumi config set --path 'entryPoint[0]' <value>)",
    ],
  ]);
});
