import { connect } from "node:net";

const everyMs = 2_000;

/**
 * Ends the program when its engine is gone (killed, out of memory): nobody would hear it any more. The engine's address is
 * in the environment of every Node program that the engine starts.
 */
export function endWithEngine(address = process.env.PULUMI_NODEJS_ENGINE): void {
  const [, host, port] = /^(?:tcp:\/\/)?(.*):(\d+)$/.exec(address ?? "") ?? [];
  if (host === undefined) return;
  setInterval(() => {
    const socket = connect({ host, port: Number(port) });
    socket.unref();
    socket.once("connect", () => socket.destroy());
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") process.exit(1);
    });
  }, everyMs).unref();
}
