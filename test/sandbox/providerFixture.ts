import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { credentials, type Metadata, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { startProvider, type RunningProvider } from "../../sandbox/provider";

export type Json = Record<string, unknown>;

/** What a faked operation throws to answer with an error of AWS. */
export class FakeAwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An AWS endpoint whose operations each test says itself; it keeps what it was asked. */
export class FakeAws {
  readonly calls: { operation: string; input: Json }[] = [];
  answers: Record<string, (input: Json) => Json> = {};
  accountId = "123456789012";
  private server: Server | undefined;

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const [status, type, text] = this.answer(request, body);
        response.writeHead(status, { "content-type": type, "x-amzn-requestid": "req-1" }).end(text);
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** The inputs of every call of an operation so far. */
  inputsOf(operation: string): Json[] {
    return this.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  }

  private answer(request: IncomingMessage, body: string): [status: number, type: string, text: string] {
    const target = request.headers["x-amz-target"];
    const isJson = typeof target === "string";
    const query = new URLSearchParams(isJson ? "" : body);
    const operation = isJson ? (target.split(".").pop() ?? "") : (query.get("Action") ?? "");
    const input = isJson ? (JSON.parse(body) as Json) : Object.fromEntries(query);
    if (operation === "GetCallerIdentity") return [200, "text/xml", identityXml(this.accountId)];
    this.calls.push({ operation, input });
    try {
      const answer = this.answers[operation];
      if (answer === undefined) throw new FakeAwsError("NotFaked", `the test does not fake ${operation}`);
      const output = answer(input);
      return isJson
        ? [200, "application/x-amz-json-1.1", JSON.stringify(output)]
        : [200, "text/xml", queryXml(operation, output)];
    } catch (error) {
      if (!(error instanceof FakeAwsError)) throw error;
      return isJson
        ? [400, "application/x-amz-json-1.1", JSON.stringify({ __type: error.code, message: error.message })]
        : [400, "text/xml", errorXml(error)];
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const identityXml = (account: string) =>
  `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account><UserId>u</UserId>` +
  `<Arn>arn:aws:iam::${account}:user/test</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;

const queryXml = (operation: string, output: Json) => {
  const fields = Object.entries(output).map(([name, value]) => `<${name}>${String(value)}</${name}>`);
  return `<${operation}Response><${operation}Result>${fields.join("")}</${operation}Result></${operation}Response>`;
};

const errorXml = ({ code, message }: FakeAwsError) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** A failed call as the engine sees it; `partial` is the resource that it is told to keep. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly partial: { id: string; state: Json; inputs: Json; reasons: string[] } | undefined,
  ) {
    super(message);
  }
}

type Method = "configure" | "check" | "diff" | "create" | "read" | "update" | "delete" | "invoke" | "cancel";

/** What the engine does with a provider, on plain values. */
export class TestEngine {
  private readonly client: ResourceProviderClient;

  constructor(port: number) {
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  close(): void {
    this.client.close();
  }

  async configure(config: Json = {}): Promise<void> {
    await this.call("configure", new rpc.ConfigureRequest().setArgs(struct(config)));
  }

  async check(urn: string, news: Json, olds?: Json, naming?: rpc.CheckRequest.AutonamingOptions) {
    const request = new rpc.CheckRequest().setUrn(urn).setNews(struct(news)).setAutonaming(naming);
    if (olds !== undefined) request.setOlds(struct(olds));
    const response = await this.call<rpc.CheckResponse>("check", request.setRandomseed(Buffer.from("seed")));
    return { inputs: json(response.getInputs()), failures: response.getFailuresList().map((one) => one.getReason()) };
  }

  async diff(urn: string, state: Json, inputs: Json, ignored: string[] = []) {
    const request = new rpc.DiffRequest().setUrn(urn).setId("id").setOlds(struct(state)).setNews(struct(inputs));
    const response = await this.call<rpc.DiffResponse>("diff", request.setIgnorechangesList(ignored));
    const kinds = Object.keys(rpc.PropertyDiff.Kind);
    return {
      changes: response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      detailed: Object.fromEntries(
        response
          .getDetaileddiffMap()
          .toArray()
          .map(([path, difference]) => [path, kinds[(difference as unknown as [rpc.PropertyDiff.Kind?])[0] ?? 0]]),
      ),
    };
  }

  async create(urn: string, inputs: Json, options: { preview?: boolean; timeoutSeconds?: number } = {}) {
    const request = new rpc.CreateRequest().setUrn(urn).setProperties(struct(inputs));
    request.setPreview(options.preview ?? false).setTimeout(options.timeoutSeconds ?? 0);
    const response = await this.call<rpc.CreateResponse>("create", request);
    return { id: response.getId(), state: json(response.getProperties()) };
  }

  async read(urn: string, id: string, state: Json = {}, inputs?: Json) {
    const request = new rpc.ReadRequest().setUrn(urn).setId(id).setProperties(struct(state));
    if (inputs !== undefined) request.setInputs(struct(inputs));
    const response = await this.call<rpc.ReadResponse>("read", request);
    return { id: response.getId(), state: json(response.getProperties()), inputs: json(response.getInputs()) };
  }

  async update(
    urn: string,
    id: string,
    state: Json,
    inputs: Json,
    options: { preview?: boolean; ignored?: string[] } = {},
  ) {
    const request = new rpc.UpdateRequest().setUrn(urn).setId(id).setOlds(struct(state)).setNews(struct(inputs));
    request.setPreview(options.preview ?? false).setIgnorechangesList(options.ignored ?? []);
    return json((await this.call<rpc.UpdateResponse>("update", request)).getProperties());
  }

  async delete(urn: string, id: string, state: Json): Promise<void> {
    await this.call("delete", new rpc.DeleteRequest().setUrn(urn).setId(id).setProperties(struct(state)));
  }

  async invoke(token: string, args: Json = {}): Promise<Json> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(struct(args));
    return json((await this.call<rpc.InvokeResponse>("invoke", request)).getReturn());
  }

  async cancel(): Promise<void> {
    const { Empty } = await import("google-protobuf/google/protobuf/empty_pb");
    await this.call("cancel", new Empty());
  }

  private call<Response>(method: Method, request: unknown): Promise<Response> {
    type Call = (request: unknown, callback: (error: ServiceError | null, response: Response) => void) => void;
    const invoke = (this.client[method] as unknown as Call).bind(this.client);
    return new Promise((resolve, reject) =>
      invoke(request, (error, response) =>
        error === null ? resolve(response) : reject(new CallError(error.details, partialOf(error.metadata))),
      ),
    );
  }
}

function partialOf(metadata: Metadata): CallError["partial"] {
  const [details] = metadata.get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const detail = Status.deserializeBinary(details as Buffer).getDetailsList()[0];
  if (detail?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed") return undefined;
  const failed = rpc.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: failed.getId(),
    state: json(failed.getProperties()),
    inputs: json(failed.getInputs()),
    reasons: failed.getReasonsList(),
  };
}

const struct = (values: Json) => Struct.fromJavaScript(values as Record<string, JavaScriptValue>);
const json = (values: Struct | undefined): Json => values?.toJavaScript() ?? {};

export const urnOf = (type: string, name = "it") => `urn:pulumi:dev::project::my:Component$${type}::${name}`;

export interface Fixture {
  aws: FakeAws;
  provider: RunningProvider;
  engine: TestEngine;
  announced: string[];
  stop(): Promise<void>;
}

/** A provider that talks to a fake AWS, and an engine that has configured it. */
export async function startFixture(): Promise<Fixture> {
  const aws = new FakeAws();
  const endpoint = await aws.start();
  const announced: string[] = [];
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-west-2",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  const provider = await startProvider({ env, announce: (line) => announced.push(line) });
  const engine = new TestEngine(provider.port);
  await engine.configure();
  return {
    aws,
    provider,
    engine,
    announced,
    async stop() {
      engine.close();
      await provider.stop();
      aws.stop();
    },
  };
}
