import { credentials, Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { startAwsx, type RunningAwsx } from "../../sandbox/awsx";

export type Json = Record<string, unknown>;

/** A child that a component has registered. */
export interface Child {
  /** `type name`, the type without what repeats it: `aws:ec2:Subnet x-public-1`. */
  title: string;
  /** The parent's title. */
  parent: string;
  args: Json;
}

const features = ["secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith"];
const signatureKey = "4dabf18193072939515e22adb298388d";
const referenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** A resource as an input. */
export const referenceTo = (urn: string, id: string): Json => ({
  [signatureKey]: referenceSignature,
  urn,
  id,
  packageVersion: "",
});

/** The engine's side of the awsx stand-in: its calls, its resource monitor and its log. Every resource is what it was asked to be. */
export class AwsxEngine {
  children: Child[] = [];
  warnings: string[] = [];
  functions: string[] = [];
  zones = ["us-west-2a", "us-west-2b", "us-west-2c"];
  private readonly server = new Server();
  private address = "";
  private awsx: RunningAwsx | undefined;
  private client!: ResourceProviderClient;

  /** Connects to an awsx stand-in, by default to one of its own. */
  async start(port?: number): Promise<void> {
    this.server.addService(ResourceMonitorService, {
      supportsFeature: answer((request: monitor.SupportsFeatureRequest) =>
        new monitor.SupportsFeatureResponse().setHassupport(features.includes(request.getId())),
      ),
      registerResource: answer((request: monitor.RegisterResourceRequest) => this.register(request)),
      registerResourceOutputs: answer(() => new Empty()),
      invoke: answer((request: monitor.ResourceInvokeRequest) => this.invoke(request)),
    });
    this.server.addService(EngineService, {
      log: answer((request: LogRequest) => {
        if (request.getSeverity() === LogSeverity.WARNING) this.warnings.push(request.getMessage());
        return new Empty();
      }),
    });
    const ownPort = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    this.address = `127.0.0.1:${ownPort}`;
    if (port === undefined) this.awsx = await startAwsx({ announce: () => undefined });
    this.client = new ResourceProviderClient(`127.0.0.1:${port ?? this.awsx?.port}`, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
    await new Promise<void>((resolve, reject) =>
      this.client.attach(new PluginAttach().setAddress(this.address), (error) => (error ? reject(error) : resolve())),
    );
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.awsx?.stop();
    this.server.forceShutdown();
  }

  /** Makes a component and gives its outputs; resources in them by title. */
  async construct(type: string, name: string, inputs: Json): Promise<Json> {
    this.children = [];
    this.warnings = [];
    this.functions = [];
    const request = new provider.ConstructRequest()
      .setProject("project")
      .setStack("dev")
      .setMonitorendpoint(this.address)
      .setParallel(16)
      .setType(type)
      .setName(name)
      .setInputs(struct(inputs));
    const response = await new Promise<provider.ConstructResponse>((resolve, reject) =>
      this.client.construct(request, (error, answered) =>
        error ? reject(new Error(error.details)) : resolve(answered),
      ),
    );
    return titled(response.getState()?.toJavaScript()) as Json;
  }

  /** The arguments of a child. */
  argsOf(title: string): Json | undefined {
    return this.children.find((child) => child.title === title)?.args;
  }

  private register(request: monitor.RegisterResourceRequest): monitor.RegisterResourceResponse {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const parentTypes = parent === "" ? "" : `${parent.split("::")[2] ?? ""}$`;
    const urn = `urn:pulumi:dev::project::${parentTypes}${type}::${name}`;
    const args = plain(request.getObject()?.toJavaScript() ?? {}) as Json;
    if (request.getCustom()) this.children.push({ title: titleOf(urn), parent: titleOf(parent), args });
    const id = request.getCustom() ? `id of ${titleOf(urn)}` : "";
    const made = {
      ...args,
      id,
      arn: `arn of ${name}`,
      allocationId: `allocation of ${name}`,
      repositoryUrl: `url of ${name}`,
      vpcId: args.vpcId ?? id,
    };
    return new monitor.RegisterResourceResponse().setUrn(urn).setId(id).setObject(struct(made));
  }

  private invoke(request: monitor.ResourceInvokeRequest): monitor.ResourceInvokeResponse {
    const args = request.getArgs()?.toJavaScript() ?? {};
    if (request.getTok() === "pulumi:pulumi:getResource") {
      const { urn } = args;
      const state = { vpcId: "vpc of the resource" };
      return new monitor.ResourceInvokeResponse().setReturn(
        struct({ urn, id: `id of ${titleOf(urn as string)}`, state }),
      );
    }
    this.functions.push(`${request.getTok()} ${JSON.stringify(args)}`);
    return new monitor.ResourceInvokeResponse().setReturn(struct({ names: this.zones, vpcId: "vpc of the subnet" }));
  }
}

/** `urn:…::a$b:c/d:D::name` → `b:c:D name`. */
function titleOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  return urn === "" ? "" : `${type.replace(/\/[^:]+/, "")} ${name}`;
}

/** Output values are what is in them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (signatureKey in value && "value" in value) return plain(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** References to resources are their titles. */
function titled(value: unknown): unknown {
  const seen = plain(value);
  if (Array.isArray(seen)) return seen.map(titled);
  if (typeof seen !== "object" || seen === null) return seen;
  if (Object.values(seen).includes(referenceSignature)) return titleOf((seen as { urn: string }).urn);
  return Object.fromEntries(Object.entries(seen).map(([key, part]) => [key, titled(part)]));
}

const struct = (values: Json) => Struct.fromJavaScript(values as Record<string, JavaScriptValue>);

function answer<Request, Response>(give: (request: Request) => Response) {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>) => reply(null, give(call.request));
}
