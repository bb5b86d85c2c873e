import { Server, ServerCredentials, type handleUnaryCall } from "@grpc/grpc-js";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { Progress } from "../process";
import { ProviderCalls } from "./rpc";
import { WireError } from "./wire";

export interface ProviderOptions {
  /** Where AWS is (`AWS_ENDPOINT_URL`), the region and the credentials; nothing is read from the process's own environment. */
  env: NodeJS.ProcessEnv;
  /** Told once that this provider stands in for the real one. */
  announce: Progress;
}

export interface RunningProvider {
  /** On 127.0.0.1; the engine attaches it with `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  port: number;
  stop(): Promise<void>;
}

/** Starts the sandbox's stand-in for the `aws` provider. It serves any number of engine runs, also at the same time. */
export async function startProvider({ env, announce }: ProviderOptions): Promise<RunningProvider> {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const calls = new ProviderCalls(env);
  // What is not answered here is "unimplemented" to the engine.
  const handlers = {
    handshake: answering(() => calls.handshake()),
    attach: answering(() => calls.attach()),
    getPluginInfo: answering(() => calls.getPluginInfo()),
    getSchema: answering(() => calls.getSchema()),
    checkConfig: answering((request) => calls.checkConfig(request)),
    diffConfig: answering((request) => calls.diffConfig(request)),
    configure: answering((request, caller) => calls.configure(request, caller)),
    cancel: answering((_request, caller) => calls.cancel(caller)),
    invoke: answering((request, caller) => calls.invoke(request, caller)),
    check: answering((request, caller) => calls.check(request, caller)),
    diff: answering((request, caller) => calls.diff(request, caller)),
    create: answering((request, caller) => calls.create(request, caller)),
    read: answering((request, caller) => calls.read(request, caller)),
    update: answering((request, caller) => calls.update(request, caller)),
    delete: answering((request, caller) => calls.delete(request, caller)),
  } satisfies Partial<IResourceProviderServer>;
  server.addService(ResourceProviderService, handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  announce(
    "the built-in aws provider answers in place of the real plugin (it knows the resource types of this program only)",
  );
  return {
    port,
    stop() {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function answering<Request, Response>(
  answer: (request: Request, caller: string) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: Error) => callback(error instanceof WireError ? error : new WireError(error.message)),
      );
  };
}
