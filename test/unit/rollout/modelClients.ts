import type { Clients } from "../../../account/clients";
import { Rollout, type Voice } from "../../../rollout/rollout";
import { AwsError } from "../../../sandbox/ecs/awsError";
import type { DeploymentSettings, Settings } from "../../../settings/types";
import type { VirtualAws } from "../../sandbox/ecs/virtualAws";

type Call = (input: Record<string, unknown>) => Promise<unknown>;

/** A change of the service, as the engine tells a hook of it. */
export interface Change {
  newInputs: Record<string, unknown>;
  oldInputs?: Record<string, unknown>;
}

/** Clients whose AWS is the model of ECS, in its virtual time; `deny` has operations refused, `fail` has them fail. */
export class ModelClients {
  readonly calls: { operation: string; second: number }[] = [];
  readonly denied = new Set<string>();
  isLost = false;
  private readonly startMs: number;

  constructor(readonly aws: VirtualAws) {
    this.startMs = aws.clock.now();
  }

  get seconds(): number {
    return (this.aws.clock.now() - this.startMs) / 1000;
  }

  readonly clients = {
    ecs: () => Promise.resolve(this.client((operation, input) => this.aws.call(operation, input))),
    elb: () =>
      Promise.resolve(this.client((_, input) => Promise.resolve(this.targetHealth(String(input.TargetGroupArn))))),
    cloudWatch: () => Promise.resolve(this.client((_, input) => Promise.resolve(this.alarms(input)))),
    logs: () => Promise.resolve(this.client((_, input) => Promise.resolve(this.logEvents(input)))),
  } as unknown as Clients;

  /** The rollout under test, with what it says. */
  rollout(deployment: Partial<DeploymentSettings> = {}) {
    const said: string[] = [];
    const progress: string[] = [];
    const voice: Voice = { progress: (line) => void progress.push(line), verdict: (line) => void said.push(line) };
    const settings = {
      names: { cluster: "main", service: "app" },
      container: { name: "app" },
      deployment: { timeoutMinutes: 30, failFast: true, rollback: true, onTimeout: "leave", ...deployment },
    } as Settings;
    const time = {
      sleep: (ms: number) => this.aws.clock.advance(ms),
      isInterrupted: () => false,
      elapsedMs: () => this.aws.clock.now(),
      end: () => undefined,
    };
    return { rollout: new Rollout(this.clients, settings, voice, () => time), said, progress };
  }

  private client(answer: (operation: string, input: Record<string, unknown>) => Promise<unknown>) {
    return new Proxy<Record<string, Call>>(
      {},
      {
        get: (_, method) => {
          if (typeof method !== "string" || method === "then") return undefined;
          return (input: Record<string, unknown>) =>
            this.called(method[0]!.toUpperCase() + method.slice(1), input, answer);
        },
      },
    );
  }

  private async called(
    operation: string,
    input: Record<string, unknown>,
    answer: (operation: string, input: Record<string, unknown>) => Promise<unknown>,
  ) {
    this.calls.push({ operation, second: this.seconds });
    if (this.isLost) throw new Error("getaddrinfo ENOTFOUND ecs.us-west-2.amazonaws.com");
    if (this.denied.has(operation)) throw named("AccessDeniedException", `not authorized to perform: ecs:${operation}`);
    try {
      return withDates(await answer(operation, JSON.parse(JSON.stringify(input)) as Record<string, unknown>));
    } catch (error) {
      throw error instanceof AwsError ? named(error.code, error.message) : error;
    }
  }

  private targetHealth(targetGroupArn: string) {
    return {
      TargetHealthDescriptions: this.aws.model.targetHealth(targetGroupArn).map(({ id, port, health }) => ({
        Target: { Id: id, Port: port },
        TargetHealth: { State: health.state, Reason: health.reason, Description: health.description },
      })),
    };
  }

  private alarms({ AlarmNames }: Record<string, unknown>) {
    const there = (AlarmNames as string[]).filter((name) => this.aws.account.alarmStates.has(name));
    return {
      MetricAlarms: there.map((AlarmName) => ({
        AlarmName,
        MetricName: "HTTPCode_Target_5XX_Count",
        Namespace: "AWS/ApplicationELB",
        Statistic: "Sum",
        ComparisonOperator: "GreaterThanThreshold",
        Threshold: 10,
        EvaluationPeriods: 3,
        Period: 60,
        StateValue: this.aws.account.alarmStates.get(AlarmName),
        StateReason: "Threshold Crossed: 1 datapoint [25.0] was greater than the threshold (10.0).",
      })),
    };
  }

  private logEvents({ logGroupName, logStreamName }: Record<string, unknown>) {
    const lines = this.aws.account.logs[`${String(logGroupName)} ${String(logStreamName)}`];
    if (lines === undefined) throw named("ResourceNotFoundException", "The specified log stream does not exist.");
    return { events: lines.map((message) => ({ message })) };
  }
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

/** What the SDK makes of JSON 1.1: timestamps, in epoch seconds there, are dates. */
function withDates(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => withDates(item));
  if (typeof value === "number" && key.endsWith("At")) return new Date(value * 1000);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withDates(item, name)]));
}
