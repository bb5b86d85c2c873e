import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./properties";
import { isValues, unknown, type Value, type Values } from "./values";

/** The key that marks an object as a value of a special kind, and the kinds that wrap another value (Pulumi's wire format). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Reads properties. Secrets and outputs are unwrapped (the engine keeps track of secrets itself); nulls are dropped. */
export function fromStruct(struct: Struct | undefined): Values {
  const values = unwrap(struct?.toJavaScript() ?? {});
  return isValues(values) ? values : {};
}

function unwrap(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isValues(value)) return value;
  const signature = value[signatureKey];
  if (signature === secretSignature || signature === outputSignature) return unwrap(value.value ?? unknown);
  const present = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(present.map(([key, part]) => [key, unwrap(part as Value)]));
}

export function toStruct(values: Values): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
}

/** The values as the engine is to keep them: what is secret by its nature is marked so. */
export function withSecretsMarked(properties: Properties, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      properties[name]?.secret && value !== undefined ? { [signatureKey]: secretSignature, value } : value,
    ]),
  );
}

/** A failed call, in the form in which gRPC carries it. */
export class WireError extends Error {
  readonly code = status.UNKNOWN;

  constructor(
    message: string,
    readonly metadata?: Metadata,
  ) {
    super(message);
    this.name = "WireError";
  }
}

/** A resource that exists although the call that made or changed it has failed: the engine keeps it in its state. */
export interface PartialResource {
  id: string;
  state: Values;
  inputs: Values;
}

/** An error that tells the engine to keep the resource and to try again with the next update. */
export function partialFailure(message: string, reason: string, resource: PartialResource): WireError {
  const failed = new ErrorResourceInitFailed();
  failed.setId(resource.id);
  failed.setProperties(toStruct(resource.state));
  failed.setInputs(toStruct(resource.inputs));
  failed.setReasonsList([reason]);
  const detail = new Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rich = new Status();
  rich.setCode(status.UNKNOWN);
  rich.setMessage(message);
  rich.addDetails(detail);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(rich.serializeBinary()));
  return new WireError(message, metadata);
}
