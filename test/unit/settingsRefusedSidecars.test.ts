import { refuses } from "./settingsOf";

describe("settings that are refused", () => {
  refuses("sidecars", [
    [
      { sidecars: { a: { image: "a", healthCheck: "x" }, b: { image: "b", dependsOn: { a: "HEALTHY" } } } },
      "sidecars.a.healthCheck x is not valid: use a map (pulumi config set --path 'sidecars.a.healthCheck.<name>' <value>)",
    ],
    [
      { sidecars: { log: { image: "" } } },
      "sidecars.log.image (empty) is not valid: use a whole reference such as public.ecr.aws/nginx/nginx:1.27 (pulumi config set --path sidecars.log.image <image>)",
    ],
    [
      { sidecars: { log: {} } },
      "sidecars.log.image (empty) is not valid: use a whole reference such as public.ecr.aws/nginx/nginx:1.27 (pulumi config set --path sidecars.log.image <image>)",
    ],
    [
      { sidecars: { "my log": { image: "log" } } },
      "sidecars[\"my log\"] is not a valid name: use 1 to 255 letters, digits, _ and - (pulumi config rm --path 'sidecars[\"my log\"]'; pulumi config set --path 'sidecars.<name>.image' <image>)",
    ],
    [
      { sidecars: { agenticmem: { image: "log" } } },
      "sidecars.agenticmem has the name of the main container: use another one (pulumi config rm --path sidecars.agenticmem; pulumi config set --path 'sidecars.<name>.image' <image>)",
    ],
    [
      { sidecars: { log: { image: "log:1", cpu: 300 } } },
      "sidecars.log.cpu 300 is too much: use at most 256 for all sidecars, as cpu is 256 and they ask for 300 (pulumi config set --path sidecars.log.cpu 256)",
    ],
    [
      { sidecars: { log: { image: "log:1", memory: 600 } } },
      "sidecars.log.memory 600 is too much: use at most 512 for all sidecars, as memory is 512 and they ask for 600 (pulumi config set --path sidecars.log.memory 512)",
    ],
    [
      { sidecars: { log: { image: "log:1", memory: 4 } } },
      "sidecars.log.memory 4 is not valid: use a whole number from 6 to 249856 MiB (pulumi config set --path sidecars.log.memory 6)",
    ],
    [
      { sidecars: { log: { image: "log:1", essentail: true } } },
      "sidecars.log.essentail is not a setting: use essential (pulumi config rm --path sidecars.log.essentail; pulumi config set --path sidecars.log.essential <value>)",
    ],
    [
      { sidecars: { log: { image: "log:1", dependsOn: { agenticmen: "START" } } } },
      "sidecars.log.dependsOn.agenticmen names no container of the task: use agenticmem (pulumi config rm --path sidecars.log.dependsOn.agenticmen; pulumi config set --path sidecars.log.dependsOn.agenticmem START)",
    ],
    [
      { sidecars: { log: { image: "log:1", dependsOn: { agenticmem: "HEALTHY" } } } },
      "sidecars.log.dependsOn.agenticmem HEALTHY is not valid: use START, since agenticmem has no health check (pulumi config set --path sidecars.log.dependsOn.agenticmem START)",
    ],
    [
      { sidecars: { log: { image: "log:1", dependsOn: { agenticmem: "SUCCESS" } } } },
      "sidecars.log.dependsOn.agenticmem SUCCESS is not valid: use START or HEALTHY, since agenticmem is essential and its end ends the task (pulumi config set --path sidecars.log.dependsOn.agenticmem START)",
    ],
    [
      { sidecars: { log: { image: "log:1", dependsOn: { agenticmem: "READY" } } } },
      "sidecars.log.dependsOn.agenticmem READY is not valid: use START, COMPLETE, SUCCESS or HEALTHY (pulumi config set --path sidecars.log.dependsOn.agenticmem START)",
    ],
    [
      { sidecars: { log: { image: "log:1", dependsOn: { log: "START" } } } },
      "sidecars.log.dependsOn.log closes a circle, log → log, in which no container ever starts: use an order without one (pulumi config rm --path sidecars.log.dependsOn.log)",
    ],
    [
      { sidecars: { a: { image: "a", dependsOn: { b: "START" } }, b: { image: "b", dependsOn: { a: "START" } } } },
      "sidecars.b.dependsOn.a closes a circle, a → b → a, in which no container ever starts: use an order without one (pulumi config rm --path sidecars.b.dependsOn.a)",
    ],
    [
      { sidecars: { a: { image: "a" }, b: { image: "b", dependsOn: { a: "COMPLETE" } } } },
      "sidecars.b.dependsOn.a COMPLETE is not valid: use START or HEALTHY, since a is essential and its end ends the task (pulumi config set --path sidecars.a.essential false)",
    ],
    [
      { ports: { api: 8080 }, sidecars: { log: { image: "log:1", ports: { metrics: 8080 } } } },
      "sidecars.log.ports.metrics 8080/tcp is the port of ports.api: use another one (pulumi config set --path sidecars.log.ports.metrics <port>)",
    ],
    [
      { ports: { api: 8080 }, sidecars: { log: { image: "log:1", ports: { api: 8081 } } } },
      "sidecars.log.ports.api has the name of ports.api: use names that differ in the whole task (pulumi config rm --path sidecars.log.ports.api; pulumi config set --path 'sidecars.log.ports.<name>' 8081)",
    ],
    [
      { sidecars: { log: { image: "log:1", environment: { A: "x" }, secrets: ["A"] } } },
      "sidecars.log.environment.A is in sidecars.log.secrets too: use one of the two (pulumi config rm --path sidecars.log.environment.A)",
    ],
    [
      { sidecars: { log: { image: "log:1", healthCheck: { command: "x", retries: 0 } } } },
      "sidecars.log.healthCheck.retries 0 is not valid: use a whole number from 1 to 10 (pulumi config set --path sidecars.log.healthCheck.retries 1)",
    ],
    [
      { sidecars: { log: { image: "log:1", stopTimeout: 121 } } },
      "sidecars.log.stopTimeout 121 is not valid: use a whole number from 0 to 120 seconds (pulumi config set --path sidecars.log.stopTimeout 120)",
    ],
    [
      { sidecars: { log: "log:1" } },
      "sidecars.log log:1 is not valid: use a map with at least an image (pulumi config set --path sidecars.log.image <image>)",
    ],
    [
      {
        sidecars: {
          a: { image: "a" },
          b: { image: "b" },
          c: { image: "c" },
          d: { image: "d" },
          e: { image: "e" },
          f: { image: "f" },
          g: { image: "g" },
          h: { image: "h" },
          i: { image: "i" },
          j: { image: "j" },
        },
      },
      "sidecars has 10 entries: use at most 9 beside the main container (pulumi config rm --path sidecars.j)",
    ],
  ]);
});
