/**
 * The Node language host: the program that the engine starts as `pulumi-language-nodejs ENGINE_ADDRESS`, which runs
 * Pulumi programs for it. Pulumi's own host comes with its download; this one belongs to the engine that is built here.
 *
 * It prints the port it listens on and ends with the engine: at the end of its standard input, a pipe that the engine
 * holds open for as long as it lives.
 */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { fstatSync } from "node:fs";
import { languageRuntime } from "./languageRuntime";

const engineAddress = process.argv.at(-1) ?? "";
const runtime = languageRuntime(engineAddress);

// The SDK allows messages of any size, see grpcChannelOptions in @pulumi/pulumi/runtime/settings.
const server = new Server({ "grpc.max_receive_message_length": -1 });
server.addService(LanguageRuntimeService, runtime.implementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});

// When it has closed the connection, the engine interrupts the whole process group, so a program has its own SIGINT then.
process.on("SIGINT", () => void runtime.programsEnded().then(() => process.exit(0)));
process.on("SIGTERM", endNow);
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.resume().once("close", endNow);

function endNow(): void {
  runtime.killPrograms();
  process.exit(1);
}
