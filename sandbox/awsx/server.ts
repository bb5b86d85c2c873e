import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Progress } from "../process";
import { startPlugin } from "./plugin";

export interface RunningAwsx {
  /** On 127.0.0.1; the engine attaches it with `PULUMI_DEBUG_PROVIDERS=awsx:<port>`. */
  port: number;
  stop(): Promise<void>;
}

/**
 * Starts the sandbox's stand-in for the `awsx` plugin; `announce` is told once that it stands in. It costs nothing until an engine
 * connects. Every engine run gets a plugin process of its own, as with the real one, which ends with the run's connection.
 */
export async function startAwsx({ announce }: { announce: Progress }): Promise<RunningAwsx> {
  const ends = new Map<Socket, Promise<void>>();
  const server = createServer((engine) => {
    ends.set(
      engine,
      serve(engine, announce).finally(() => ends.delete(engine)),
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  announce(
    "the built-in awsx provider answers in place of the real plugin (it knows the components of this program only)",
  );
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const engine of ends.keys()) engine.destroy();
      await Promise.all(ends.values());
    },
  };
}

/** Starts a plugin for an engine, passes on what both say, and ends the plugin when one of them has gone. */
async function serve(engine: Socket, announce: Progress): Promise<void> {
  // What the engine says before the plugin is up waits.
  engine.pause();
  const gone = new Promise<void>((resolve) => engine.on("error", () => undefined).once("close", () => resolve()));
  const plugin = startPlugin();
  try {
    const port = await Promise.race([plugin.port, gone]);
    if (port === undefined) return;
    const toPlugin = connect(port, "127.0.0.1").on("error", () => engine.destroy());
    engine.once("close", () => toPlugin.destroy());
    toPlugin.once("close", () => engine.destroy());
    engine.pipe(toPlugin).pipe(engine);
    await gone;
  } catch (error) {
    announce(error instanceof Error ? error.message : String(error));
    engine.destroy();
  } finally {
    await plugin.stop();
  }
}
