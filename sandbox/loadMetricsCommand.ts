import type { Command } from "commander";
import type { SandboxVariables } from "./environment";

/** ministack keeps metrics for two weeks. */
const mostDays = 14;

interface Options {
  cluster: string;
  service: string;
  days: string;
  cpu: string;
  memory: string;
  tasks: string;
}

/** `load-metrics`: what CloudWatch would have after some days of load, which services have none of here. */
export function addLoadMetrics(program: Command, running: () => Promise<SandboxVariables>): void {
  program
    .command("load-metrics")
    .description("gives the service made-up CPU and memory metrics of the last days, and so old a deployment")
    .option("--cluster <name>", "the service's cluster", "agenticmem-cluster")
    .option("--service <name>", "the service, which must have been deployed", "agenticmem-service")
    .option("--days <count>", `how far back they go, at most ${mostDays}`, String(mostDays))
    .option("--cpu <percent>", "of the cpu that is used at the busiest hour", "30")
    .option("--memory <percent>", "of the memory that is used then", "40")
    .option("--tasks <count>", "tasks that ran", "1")
    .addHelpText(
      "after",
      `
Examples:
  npm run sandbox -- load-metrics                       half the size would do
  npm run sandbox -- load-metrics --cpu 95 --memory 70  too small
  npm run sandbox -- npm run rightsize`,
    )
    .action(async (options: Options) => {
      const { cluster, service } = options;
      const days = numberOf("--days", options.days, mostDays);
      const peaks = {
        cpuPercent: numberOf("--cpu", options.cpu, 100),
        memoryPercent: numberOf("--memory", options.memory, 100),
        tasks: numberOf("--tasks", options.tasks, 5_000),
      };
      const { endpoint, region } = await running();
      const [{ backdate, putLoad }, { samplesOf }] = await Promise.all([
        import("./load/putLoad"),
        import("./load/samples"),
      ]);
      const loaded = { endpoint, region, cluster, service };
      // The first hours of a deployment are not all its own.
      await backdate(loaded, days + 1);
      await putLoad(loaded, samplesOf(Date.now(), days, peaks));
      process.stdout.write(`${service} has metrics of ${days} days now, and has been deployed for longer\n`);
    });
}

function numberOf(option: string, text: string, most: number): number {
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Error(`${option} ${text} is not a whole number from 1 to ${most}. No metrics were put.`);
}
