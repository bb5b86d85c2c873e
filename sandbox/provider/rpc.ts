import { version } from "@pulumi/aws/package.json";
import * as plugins from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { check } from "./check";
import type { Difference } from "./diff";
import { functions } from "./functions";
import * as operations from "./operations";
import type { ResourceType, Scope } from "./resource";
import { resourceTypes } from "./resources";
import { Session } from "./session";
import { canonicalJson, textOf, type Values } from "./values";
import { fromStruct, partialFailure, toStruct, WireError, withSecretsMarked } from "./wire";

/** The provider's calls by the sessions of its callers: every engine run has a connection, and a session, of its own. */
export class ProviderCalls {
  private readonly sessions = new Map<string, Session>();
  private latest: Session | undefined;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  handshake(): rpc.ProviderHandshakeResponse {
    return new rpc.ProviderHandshakeResponse().setSupportsAutonamingConfiguration(true);
  }

  attach(): Empty {
    return new Empty();
  }

  getPluginInfo(): plugins.PluginInfo {
    return new plugins.PluginInfo().setVersion(version);
  }

  getSchema(): rpc.GetSchemaResponse {
    return new rpc.GetSchemaResponse().setSchema(JSON.stringify({ name: "aws", version, resources: {} }));
  }

  checkConfig(request: rpc.CheckRequest): rpc.CheckResponse {
    return new rpc.CheckResponse().setInputs(request.getNews());
  }

  diffConfig(request: rpc.DiffRequest): rpc.DiffResponse {
    const before = canonicalJson(fromStruct(request.getOldInputs() ?? request.getOlds()));
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    const isSame = before === canonicalJson(fromStruct(request.getNews()));
    return new rpc.DiffResponse().setChanges(isSame ? DIFF_NONE : DIFF_SOME);
  }

  async configure(request: rpc.ConfigureRequest, caller: string): Promise<rpc.ConfigureResponse> {
    const session = new Session(this.env, fromStruct(request.getArgs()));
    await session.identify();
    this.sessions.set(caller, session);
    this.latest = session;
    return new rpc.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true);
  }

  cancel(caller: string): Empty {
    this.sessions.get(caller)?.cancel();
    return new Empty();
  }

  async invoke(request: rpc.InvokeRequest, caller: string): Promise<rpc.InvokeResponse> {
    const token = request.getTok();
    const called = functions.find((candidate) => candidate.token === token);
    if (called === undefined) throw new Error(`the sandbox's built-in aws provider does not know ${token}; ${remedy}`);
    const args = fromStruct(request.getArgs());
    const strange = Object.keys(args).find((name) => name !== "region" && !called.args.includes(name));
    if (strange !== undefined) {
      throw new Error(`the sandbox's built-in aws provider does not know ${strange} of ${token}; ${remedy}`);
    }
    const answer = await called.call(args, this.scopeOf(caller, args, 0));
    return new rpc.InvokeResponse().setReturn(toStruct(answer));
  }

  check(request: rpc.CheckRequest, caller: string): rpc.CheckResponse {
    const { name, type } = resourceOf(request.getUrn());
    const { DISABLE } = rpc.CheckRequest.AutonamingOptions.Mode;
    const naming = request.getAutonaming();
    const { inputs, failures } = check(type.properties, {
      name,
      inputs: fromStruct(request.getNews()),
      oldInputs: fromStruct(request.getOlds()),
      randomSeed: request.getRandomseed_asU8(),
      autoname: naming && { proposed: naming.getMode() === DISABLE ? undefined : naming.getProposedName() },
      defaultTags: this.sessionOf(caller).defaultTags,
    });
    return new rpc.CheckResponse()
      .setInputs(engineForm(type, inputs))
      .setFailuresList(
        failures.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason)),
      );
  }

  diff(request: rpc.DiffRequest, caller: string): rpc.DiffResponse {
    const { type } = resourceOf(request.getUrn());
    const { differences, deleteBeforeReplace } = operations.diff(
      type,
      stateOf(request.getOlds()),
      fromStruct(request.getNews()),
      request.getIgnorechangesList(),
      this.sessionOf(caller),
    );
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    const response = new rpc.DiffResponse()
      .setChanges(differences.length > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList(propertiesOf(differences))
      .setReplacesList(propertiesOf(differences.filter(({ replaces }) => replaces)))
      .setDeletebeforereplace(deleteBeforeReplace)
      .setHasdetaileddiff(true);
    for (const difference of differences) {
      response.getDetaileddiffMap().set(difference.path, new rpc.PropertyDiff().setKind(kindOf(difference)));
    }
    return response;
  }

  async create(request: rpc.CreateRequest, caller: string): Promise<rpc.CreateResponse> {
    const urn = request.getUrn();
    const { type } = resourceOf(urn);
    const inputs = fromStruct(request.getProperties());
    if (request.getPreview()) {
      return new rpc.CreateResponse().setProperties(engineForm(type, operations.previewCreate(type, inputs)));
    }
    const scope = this.scopeOf(caller, inputs, request.getTimeout());
    const { id, state } = await explained("creating", urn, inputs, () => operations.create(type, inputs, scope));
    return new rpc.CreateResponse().setId(id).setProperties(engineForm(type, withId(id, state)));
  }

  async read(request: rpc.ReadRequest, caller: string): Promise<rpc.ReadResponse> {
    const urn = request.getUrn();
    const { type } = resourceOf(urn);
    const state = stateOf(request.getProperties());
    const inputs = request.hasInputs() ? fromStruct(request.getInputs()) : undefined;
    const scope = this.scopeOf(caller, state, request.getTimeout());
    const found = await explained("refreshing", urn, inputs ?? {}, () =>
      operations.read(type, request.getId(), state, inputs, scope),
    );
    if (found === undefined) return new rpc.ReadResponse();
    return new rpc.ReadResponse()
      .setId(found.id)
      .setProperties(engineForm(type, withId(found.id, found.state)))
      .setInputs(engineForm(type, found.inputs));
  }

  async update(request: rpc.UpdateRequest, caller: string): Promise<rpc.UpdateResponse> {
    const urn = request.getUrn();
    const { type } = resourceOf(urn);
    const id = request.getId();
    const state = stateOf(request.getOlds());
    const inputs = fromStruct(request.getNews());
    const ignored = request.getIgnorechangesList();
    if (request.getPreview()) {
      const plan = operations.previewUpdate(type, state, inputs, ignored, this.sessionOf(caller));
      return new rpc.UpdateResponse().setProperties(engineForm(type, withId(id, plan)));
    }
    const scope = this.scopeOf(caller, state, request.getTimeout());
    const after = await explained("updating", urn, inputs, () =>
      operations.update(type, id, state, inputs, ignored, scope),
    );
    return new rpc.UpdateResponse().setProperties(engineForm(type, withId(id, after)));
  }

  async delete(request: rpc.DeleteRequest, caller: string): Promise<Empty> {
    const urn = request.getUrn();
    const { type } = resourceOf(urn);
    const state = stateOf(request.getProperties());
    const scope = this.scopeOf(caller, state, request.getTimeout());
    await explained("deleting", urn, {}, () => type.delete(request.getId(), state, scope));
    return new Empty();
  }

  /** A connection that was idle for half an hour comes back under another name: it is taken for the latest session then. */
  private sessionOf(caller: string): Session {
    const session = this.sessions.get(caller) ?? this.latest;
    if (session === undefined) throw new Error("the aws provider has not been configured");
    return session;
  }

  private scopeOf(caller: string, values: Values, timeoutSeconds: number): Scope {
    const session = this.sessionOf(caller);
    return {
      session,
      region: textOf(values.region) ?? session.region,
      ...(timeoutSeconds > 0 && { timeoutSeconds }),
    };
  }
}

const remedy = `the real plugin has it (pulumi plugin install resource aws ${version})`;

/** The resource's name and type, from `urn:pulumi:stack::project::parent$type::name`. */
function resourceOf(urn: string): { name: string; type: ResourceType } {
  const [, , types = "", ...name] = urn.split("::");
  const token = types.split("$").pop() ?? "";
  const type = resourceTypes.find((candidate) => candidate.token === token);
  if (type === undefined) throw new Error(`the sandbox's built-in aws provider does not know ${token}; ${remedy}`);
  return { name: name.join("::"), type };
}

/** The engine's form of a state has the id in it too. */
const withId = (id: string, state: Values): Values => ({ ...state, id });

const engineForm = (type: ResourceType, values: Values): Struct => toStruct(withSecretsMarked(type.properties, values));

function stateOf(struct: Struct | undefined): Values {
  const state = fromStruct(struct);
  delete state.id;
  return state;
}

const propertiesOf = (differences: Difference[]): string[] => [...new Set(differences.map(({ property }) => property))];

function kindOf({ kind, replaces }: Difference): rpc.PropertyDiff.Kind {
  const kinds = rpc.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replaces ? kinds.ADD_REPLACE : kinds.ADD;
    case "update":
      return replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
    case "delete":
      return replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
  }
}

/** Errors in the real provider's form; a resource that exists in spite of the error is handed to the engine with it. */
async function explained<T>(doing: string, urn: string, inputs: Values, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${doing} ${urn}: 1 error occurred:\n\t* ${reason}\n\n`;
    if (!(error instanceof operations.PartialFailureError)) throw new WireError(message);
    const { id, state } = error.found;
    const { properties } = resourceOf(urn).type;
    throw partialFailure(message, message, {
      id,
      state: withSecretsMarked(properties, withId(id, state)),
      inputs: withSecretsMarked(properties, inputs),
    });
  }
}
