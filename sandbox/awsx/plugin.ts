import { fork } from "node:child_process";
import { join } from "node:path";
import { projectDir, withTypeScript } from "../paths";

export interface Plugin {
  /** Where it answers, on 127.0.0.1; fails when it ends before. */
  port: Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts a plugin process. It ends by itself when this process is gone, also after a kill; a Ctrl-C in the terminal does not reach it,
 * so that the engine can end its run in order.
 */
export function startPlugin(): Plugin {
  const child = fork(join(__dirname, "pluginMain.ts"), {
    cwd: projectDir,
    execArgv: withTypeScript,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  const port = new Promise<number>((resolve, reject) => {
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("\n")) resolve(Number.parseInt(printed));
    });
    void ended.then(() => reject(new Error("the built-in awsx provider ended at its start")));
  });
  port.catch(() => undefined);
  return {
    port,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
