import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { ECS } from "@aws-sdk/client-ecs";
import { parseDocument } from "yaml";
import { clientConfig } from "../sandbox/aws/awsAccount";
import type { SandboxVariables } from "../sandbox/environment";
import { projectDir } from "../sandbox/paths";
import { run } from "../sandbox/run";
import { measurePreview, median } from "./measure";
import { reached, seconds, tableStyle } from "./shown";

const counts = [1, 10, 50] as const;
const rounds = 5;

/** Cost of one service more, against that of its resources alone. */
const goal = 1.2;

const plainDir = join(__dirname, "plainServices");
const plainStackFile = (stack: string) => join(plainDir, `Pulumi.${stack}.yaml`);
const programStackFile = (stack: string) => join(projectDir, `Pulumi.${stack}.yaml`);

/** Each number of services has stacks of its own, so that they are measured in turns. */
const stackOf = (stack: string, count: number) => `${stack}-${count}`;

export function removeServicesStackFiles(stack: string): void {
  for (const name of counts.map((count) => stackOf(stack, count))) {
    rmSync(plainStackFile(name), { force: true });
    rmSync(programStackFile(name), { force: true });
  }
}

interface Times {
  count: number;
  env: NodeJS.ProcessEnv;
  programMs: number[];
  plainMs: number[];
}

/** What a preview of several services costs, and what it does with their resources alone, in turns. */
export async function benchServices(
  { stack, endpoint, region }: SandboxVariables,
  env: NodeJS.ProcessEnv,
  dir: string,
  progress: (line: string) => void,
): Promise<string> {
  const ecs = new ECS(clientConfig(endpoint, region));
  const times: Times[] = counts.map((count) => ({
    count,
    env: { ...env, PULUMI_STACK: stackOf(stack, count) },
    programMs: [],
    plainMs: [],
  }));
  for (const { count, env } of times) {
    progress(`services: deploying ${count}`);
    const name = stackOf(stack, count);
    writeProgramStack(stack, name, count);
    await deploy(projectDir, name, env);
    await writePlainStack(name, count, ecs);
    await deploy(plainDir, name, env);
  }
  // One round more than are counted: the first fills the machine's caches.
  for (let round = 0; round <= rounds; round++) {
    progress(`services: ${round === 0 ? "warming up" : `round ${round} of ${rounds}`}`);
    for (const { env, programMs, plainMs } of times) {
      programMs.push((await measurePreview(projectDir, env, dir)).previewMs);
      plainMs.push((await measurePreview(plainDir, env, dir)).previewMs);
    }
  }
  return table(
    times.map(({ count, programMs, plainMs }) => ({
      count,
      programMs: median(programMs.slice(1)),
      plainMs: median(plainMs.slice(1)),
    })),
  );
}

async function deploy(directory: string, stack: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const words of [
    ["stack", "init", stack],
    ["up", "--yes", "--skip-preview"],
  ]) {
    await run(["pulumi", "--cwd", directory, ...words, "--non-interactive"], { env });
  }
}

const head = [`median of ${rounds}`, "this program", "its resources alone", "ratio", "goal", "reached"];

function table(times: { count: number; programMs: number; plainMs: number }[]): string {
  const table = new Table({ head, style: tableStyle });
  for (const { count, programMs, plainMs } of times) {
    const title = `pulumi preview of ${count} ${count === 1 ? "service" : "services"}, no change`;
    table.push([title, seconds(programMs), seconds(plainMs), "", "", ""]);
  }
  const [program, plain] = (["programMs", "plainMs"] as const).map((of) =>
    slope(times.map((each) => ({ x: each.count, y: each[of] }))),
  ) as [number, number];
  const ratio = program / plain;
  const shown = [program, plain].map((ms) => `${ms.toFixed(0)} ms`);
  table.push(["one service more", ...shown, ratio.toFixed(2), `≤ ${goal}`, reached(ratio, goal)]);
  return table.toString();
}

/** Of the line that is nearest to all points (least squares). */
function slope(points: { x: number; y: number }[]): number {
  const mean = (of: "x" | "y") => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [meanX, meanY] = [mean("x"), mean("y")];
  const covariance = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

/** Services without tasks: what is measured is the program. */
function writeProgramStack(like: string, stack: string, count: number): void {
  const document = parseDocument(readFileSync(programStackFile(like), "utf8"));
  const services = Object.fromEntries(Array.from({ length: count }, (_, index) => [`of${count}-${index + 1}`, {}]));
  const settings = { desiredCount: "0", cpu: "256", memory: "512", targetGroups: {}, services };
  for (const [setting, value] of Object.entries(settings)) {
    document.setIn(["config", `agenticmem:${setting}`], document.createNode(value));
  }
  writeFileSync(programStackFile(stack), document.toString({ lineWidth: 0 }));
}

async function writePlainStack(stack: string, count: number, ecs: ECS): Promise<void> {
  const cluster = "agenticmem-cluster";
  const name = `agenticmem-of${count}-1`;
  const { services } = await ecs.describeServices({ cluster, services: [`${name}-service`] });
  const network = services?.[0]?.networkConfiguration?.awsvpcConfiguration;
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: `${name}-task` });
  const like = {
    count,
    cluster: services?.[0]?.clusterArn,
    executionRole: taskDefinition?.executionRoleArn,
    taskRole: taskDefinition?.taskRoleArn,
    containerDefinitions: JSON.stringify(taskDefinition?.containerDefinitions),
    subnets: network?.subnets,
    securityGroups: network?.securityGroups,
  };
  // JSON is YAML, too.
  writeFileSync(plainStackFile(stack), JSON.stringify({ config: { "bench-services:like": like } }));
}
