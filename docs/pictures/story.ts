import type { Part } from "./cut";
import type { Words } from "./svg";

/** A command of a picture, as typed, and what of its output is shown. */
export interface Scene {
  command: string;
  exitCode: number;
  shown: Part[];
}

export interface Picture extends Words {
  /** Name of its file in this folder. */
  file: string;
  scenes: Scene[];
}

/** What a team has behind it when the first picture begins. */
export const before = ["pulumi up --yes", "pulumi config set cpu 2048", "pulumi up --yes"];

/** A new version whose container ends as soon as it has started. */
export const brokenImage = {
  repository: "agenticmem",
  tag: "v1.5.0",
  behaviour: { exit: { code: 1, afterSeconds: 5, log: ["FATAL: cannot reach the database"] } },
};

export const pictures: Picture[] = [
  {
    file: "red-update.svg",
    title: "A red update in the terminal",
    description:
      "pulumi config set image v1.5.0 and pulumi up: the update fails, and the error says that ECS rolled the deployment " +
      "back, what runs now, why the tasks failed (exit code 1, FATAL: cannot reach the database), and how to go on.",
    scenes: [
      { command: "pulumi config set image v1.5.0", exitCode: 0, shown: [] },
      {
        command: "pulumi up --yes",
        exitCode: 1,
        shown: [
          { from: "Updating (", to: "aws:ecs:Service" },
          "Diagnostics:",
          { from: "aws:ecs:Service (agenticmem-service):", to: "to go back: npm run rollback" },
        ],
      },
    ],
  },
  {
    file: "rollback.svg",
    title: "A rollback in the terminal",
    description:
      "npm run status says that the service is fine, on the revision before, and that the config differs from it; npm run rollback " +
      "takes the config back to the last healthy update and runs pulumi up, which is green; status says that both agree.",
    scenes: [
      {
        command: "npm run -s status",
        exitCode: 0,
        shown: ["state  ", "revision  ", { from: "config  ", to: "last  " }],
      },
      {
        command: "npm run -s rollback -- --yes",
        exitCode: 0,
        shown: [
          { from: " goes back to ", to: "as it runs" },
          { from: "Updating (", to: "aws:ecs:Service" },
          { from: "agenticmem:ecs:FargateService (agenticmem):", to: " runs: deployment complete" },
          "back at update",
        ],
      },
      { command: "npm run -s status", exitCode: 0, shown: ["state  ", "revision  ", "config  "] },
    ],
  },
];
