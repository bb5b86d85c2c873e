import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { AwsError } from "../ecs/awsError";
import type { TargetHealthDescription } from "../ecs/targets";
import { readApiCall, type ApiCall } from "./apiCall";
import type { AwsAccount } from "./awsAccount";
import { CallCounter } from "./callCounter";
import { answerControl, isControl } from "./control";
import { corrections } from "./corrections";
import { Faults } from "./faults";
import { errorReply, jsonReply, send, type Reply } from "./reply";
import { answerServiceQuotas } from "./serviceQuotas";
import { targetHealthReply } from "./targetHealth";
import { Upstream } from "./upstream";

/** What the front needs of the model of ECS. */
export interface Ecs {
  call(operation: string, input: unknown): Promise<object>;
  targetHealth(targetGroupArn: string): TargetHealthDescription[];
  configure(options: object): void;
  /** Moves what has become of a service (`service/CLUSTER/NAME`) into the past, to at least so many days ago. */
  backdate(resourceId: string, days: number): void;
  /** Fargate vCPUs that the account may use at a time. */
  readonly vcpuQuota: number;
}

/** What the front needs of the model of Application Auto Scaling. */
export interface Scaling {
  call(operation: string, input: unknown): Promise<object>;
  /** Lets a policy or a scheduled action scale its service now. */
  trigger(request: unknown): Promise<object>;
}

export interface FrontOptions {
  account: AwsAccount;
  /** URL of ministack. */
  ministack: string;
  /** ECS in a region. */
  ecs(region: string): Ecs;
  /** Application Auto Scaling in a region. */
  scaling(region: string): Scaling;
  /** Back to the freshly made account. */
  reset(): Promise<void>;
}

export interface Front {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  faults: Faults;
  calls: CallCounter;
  close(): Promise<void>;
}

/** The account as its clients see it: answers for ECS and its scaling itself, and for the rest passes on to ministack or corrects it. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const faults = new Faults(options.account.accountId);
  const calls = new CallCounter();
  const upstream = new Upstream(options.ministack);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isControl(request)) return send(response, await answerControl(request, { ...options, faults, calls }));
    const call = await readApiCall(request, options.account.region);
    calls.count(call.action);
    for (const blow of faults.strike(call)) {
      if (blow.kind === "latency") await faults.delay(blow.milliseconds);
      else if (blow.kind === "reset") return void request.socket.destroy();
      else return send(response, blow.reply);
    }
    const reply = await answer(request, call);
    if (reply) send(response, reply);
    else upstream.passOn(request, response, call);
  }

  /** Undefined when ministack shall answer. */
  async function answer(request: IncomingMessage, call: ApiCall): Promise<Reply | undefined> {
    try {
      if (call.service === "ecs") {
        return jsonReply(await options.ecs(call.region).call(call.operation, parseJson(bodyOf(call))));
      }
      if (call.service === "application-autoscaling") {
        return jsonReply(await options.scaling(call.region).call(call.operation, parseJson(bodyOf(call))));
      }
      if (call.action === "elasticloadbalancing:DescribeTargetHealth") {
        const targetGroup = new URLSearchParams(bodyOf(call).toString()).get("TargetGroupArn") ?? "";
        const targets = options.ecs(call.region).targetHealth(targetGroup);
        return targets.length > 0 ? targetHealthReply(targets) : undefined;
      }
      if (call.service === "servicequotas") {
        const { vcpuQuota } = options.ecs(call.region);
        return jsonReply(answerServiceQuotas(call, { ...options.account, region: call.region, vcpuQuota }));
      }
      return await corrections[call.service]?.({
        ...call,
        body: bodyOf(call),
        accountId: options.account.accountId,
        host: request.headers.host ?? "",
        ask: () => upstream.ask(request, call),
        askJson: (operation, input) => upstream.askJson(request, operation, input),
        askQuery: (operation, parameters) => upstream.askQuery(request, call, operation, parameters),
      });
    } catch (error) {
      return errorReply(call.protocol, asAwsError(error));
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, errorReply("json", asAwsError(error)));
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    faults,
    calls,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      upstream.close();
      await closed;
    },
  };
}

const bodyOf = ({ body }: ApiCall) => body ?? Buffer.alloc(0);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.length === 0 ? "{}" : body.toString());
  } catch {
    throw new AwsError("SerializationException", "The request is not valid JSON.");
  }
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError("InternalFailure", `the sandbox itself failed: ${trace}`, 500);
}
