import { refuses } from "./settingsOf";

const arn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:shared-AbCdEf";

describe("settings that are refused", () => {
  refuses("sizes", [
    [
      { cpu: 512, memory: 3000 },
      "memory 3000 is not valid with cpu 512: use 1024, 2048, 3072 or 4096 MiB (pulumi config set memory 3072)",
    ],
    [
      { cpu: 256, memory: 4096 },
      "memory 4096 is not valid with cpu 256: use 512, 1024 or 2048 MiB (pulumi config set memory 2048); or keep memory 4096 (pulumi config set cpu 512)",
    ],
    [
      { cpu: 1000, memory: 4096 },
      "cpu 1000 is not valid: use 512, 1024 or 2048 with memory 4096 (pulumi config set cpu 1024)",
    ],
    [
      { cpu: 2, memory: 4096 },
      "cpu 2 is not valid: use 512, 1024 or 2048 with memory 4096 (pulumi config set cpu 512); 2 vCPU is cpu 2048",
    ],
    [
      { cpu: 3000, memory: 3000 },
      "cpu 3000 with memory 3000 is not valid: use cpu 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 and memory 4096 to 16384 in steps of 1024 MiB with cpu 2048 (pulumi config set cpu 2048; pulumi config set memory 4096)",
    ],
    [
      { cpu: 8192, memory: 17408 },
      "memory 17408 is not valid with cpu 8192: use 16384 to 61440 in steps of 4096 MiB (pulumi config set memory 16384); or keep memory 17408 (pulumi config set cpu 4096)",
    ],
    [
      { cpu: 16384, memory: 61440 },
      "memory 61440 is not valid with cpu 16384: use 32768 to 122880 in steps of 8192 MiB (pulumi config set memory 65536); or keep memory 61440 (pulumi config set cpu 8192)",
    ],
    [
      { cpu: 32768, memory: 65536 },
      "memory 65536 is not valid with cpu 32768: use 61440, 122880 or 249856 MiB (pulumi config set memory 61440); or keep memory 65536 (pulumi config set cpu 16384)",
    ],
    [
      { cpu: 4096, memory: 31000 },
      "memory 31000 is not valid with cpu 4096: use 8192 to 30720 in steps of 1024 MiB (pulumi config set memory 30720)",
    ],
    [
      { cpu: "abc" },
      "cpu abc is not valid: use 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units (pulumi config set cpu 256)",
    ],
    [{ cpu: 0 }, "cpu 0 is not valid: use 256 with memory 512 (pulumi config set cpu 256)"],
    [
      { cpu: "256.5" },
      "cpu 256.5 is not valid: use 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units (pulumi config set cpu 256)",
    ],
    [
      { cpu: "" },
      "cpu (empty) is not valid: use 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units (pulumi config set cpu 256)",
    ],
    [
      { memory: "1GB" },
      "memory 1GB is not valid: use a whole number of MiB that Fargate offers with this cpu (pulumi config set memory 1024)",
    ],
    [{ memory: -1 }, "memory -1 is not valid with cpu 256: use 512, 1024 or 2048 MiB (pulumi config set memory 512)"],
  ]);
  refuses("single values", [
    [
      { architecture: "arm" },
      "architecture arm is not valid: use X86_64 or ARM64, or nothing (pulumi config set architecture ARM64)",
    ],
    [
      { architecture: "x86" },
      "architecture x86 is not valid: use X86_64 or ARM64, or nothing (pulumi config set architecture X86_64)",
    ],
    [
      { assignPublicIp: "yes" },
      "assignPublicIp yes is not valid: use true or false (pulumi config set assignPublicIp true)",
    ],
    [
      { enableExecuteCommand: "1" },
      "enableExecuteCommand 1 is not valid: use true or false (pulumi config set enableExecuteCommand true)",
    ],
    [
      { pinImageDigest: "maybe" },
      "pinImageDigest maybe is not valid: use true or false (pulumi config set pinImageDigest false)",
    ],
    [
      { platformVersion: "1.3.0" },
      "platformVersion 1.3.0 is not valid: use LATEST, or 1.4.0 or newer (pulumi config set platformVersion LATEST)",
    ],
    [
      { ephemeralStorage: 201 },
      "ephemeralStorage 201 is not valid: use a whole number from 20 to 200 GiB (pulumi config set ephemeralStorage 200)",
    ],
    [
      { ephemeralStorage: 10 },
      "ephemeralStorage 10 is not valid: use a whole number from 20 to 200 GiB (pulumi config set ephemeralStorage 20)",
    ],
    [
      { logRetentionDays: 29 },
      "logRetentionDays 29 is not valid: use 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days, or 0 to keep logs for ever (pulumi config set logRetentionDays 30)",
    ],
    [
      { logRetentionDays: "forever" },
      "logRetentionDays forever is not valid: use 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days, or 0 to keep logs for ever (pulumi config set logRetentionDays 30)",
    ],
    [
      { logGroupMode: "adopt" },
      "logGroupMode adopt is not valid: use auto, create, existing or none (pulumi config set logGroupMode auto)",
    ],
    [
      { logStreamPrefix: "a:b" },
      "logStreamPrefix a:b is not valid: use 1 to 255 characters other than : and * (pulumi config set logStreamPrefix ecs)",
    ],
    [
      { desiredCount: "-1" },
      "desiredCount -1 is not valid: use a whole number from 0 to 5000 tasks, or nothing (pulumi config set desiredCount 0)",
    ],
    [
      { desiredCount: "many" },
      "desiredCount many is not valid: use a whole number from 0 to 5000 tasks, or nothing (pulumi config set desiredCount 1)",
    ],
    [
      { desiredCount: "6000" },
      "desiredCount 6000 is not valid: use a whole number from 0 to 5000 tasks, or nothing (pulumi config set desiredCount 5000)",
    ],
    [
      { stopTimeout: "180" },
      "stopTimeout 180 is not valid: use a whole number from 0 to 120 seconds, or nothing (pulumi config set stopTimeout 120)",
    ],
  ]);
  refuses("the image", [
    [
      { image: "" },
      "image (empty) is not valid: use a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running (pulumi config set image <tag>)",
    ],
    [
      { image: "sha256:abc" },
      "image sha256:abc is not valid: use sha256: and 64 hexadecimal digits for a digest (pulumi config set image <digest>)",
    ],
    [
      { image: "my image" },
      'image "my image" is not valid: use a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running (pulumi config set image <tag>)',
    ],
    [
      { image: "agenticmem:v2" },
      "image agenticmem:v2 is not valid: use the tag alone for the app's own repository, since agenticmem:v2 is an image of Docker Hub (pulumi config set image v2)",
    ],
    [
      { image: "2024-01-01 00:00:00 +0000 UTC" },
      'image "2024-01-01 00:00:00 +0000 UTC" is not valid: use a tag like 2024-01-01 in quotes, as YAML takes it for a date (pulumi config set image 2024-01-01)',
    ],
    [
      { image: "Nginx/Web:1" },
      "image Nginx/Web:1 is not valid: use a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running (pulumi config set image nginx/web:1)",
    ],
    [
      { image: "-v1" },
      "image -v1 is not valid: use a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running (pulumi config set image <tag>)",
    ],
    [
      { image: "nginx@sha256:12" },
      "image nginx@sha256:12 is not valid: use a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running (pulumi config set image <tag>)",
    ],
  ]);
  refuses("names", [
    [
      { appName: "my app" },
      'appName "my app" is not valid: use 1 to 255 letters, digits, _ and - (pulumi config set appName <name>)',
    ],
    [
      { cluster: "arn:aws:ecs:us-west-2:123456789012:cluster/main" },
      "cluster arn:aws:ecs:us-west-2:123456789012:cluster/main is not valid: use the name instead of the ARN, 1 to 255 letters, digits, _ and - (pulumi config set cluster main)",
    ],
    [
      { service: "a.b" },
      "service a.b is not valid: use 1 to 255 letters, digits, _ and - (pulumi config set service <name>)",
    ],
    [
      { family: "x".repeat(256) },
      'family "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is not valid: use 1 to 255 letters, digits, _ and - (pulumi config set family <name>)',
    ],
    [
      { executionRole: "arn:aws:iam::123456789012:role/path/exec" },
      "executionRole arn:aws:iam::123456789012:role/path/exec is not valid: use the name instead of the ARN, 1 to 64 letters, digits and _+=,.@- (pulumi config set executionRole exec)",
    ],
    [
      { taskRole: "a/b" },
      "taskRole a/b is not valid: use 1 to 64 letters, digits and _+=,.@- (pulumi config set taskRole <name>)",
    ],
    [
      { logGroup: "/ecs/my app" },
      'logGroup "/ecs/my app" is not valid: use 1 to 512 letters, digits and _-/.# (pulumi config set logGroup <name>)',
    ],
    [
      { repository: "AgenticMem" },
      "repository AgenticMem is not valid: use 2 to 256 lower-case letters, digits and separators (pulumi config set repository agenticmem)",
    ],
    [
      { appName: "AgenticMem" },
      'repository "AgenticMem (derived)" is not valid: use 2 to 256 lower-case letters, digits and separators (pulumi config set repository agenticmem)',
    ],
    [
      { secret: "my secret" },
      "secret (value not shown) is not valid: use the name or the ARN of a secret, not its value (pulumi config set --plaintext secret <secret name>)",
    ],
    [
      { secret: `${arn}:KEY::` },
      `secret (value not shown) is not valid: use the ARN alone, without key and version (pulumi config set --plaintext secret ${arn})`,
    ],
  ]);
});
