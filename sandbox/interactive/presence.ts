import { randomUUID } from "node:crypto";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Longer than a busy machine keeps a process from answering. */
const answerLimitMs = 10_000;

/**
 * The background process's side of a connection that every command keeps open while it runs: tells commands that this is
 * the process they look for, and tells the process whether it is in use. Keeps neither side alive.
 */
export class Presence {
  readonly id = randomUUID();
  private readonly visitors = new Set<Socket>();
  private lastLeft = performance.now();
  private ending = false;
  private readonly server = createServer((visitor) => {
    this.visitors.add(visitor);
    visitor.once("close", () => {
      this.visitors.delete(visitor);
      this.lastLeft = performance.now();
    });
    visitor
      .on("error", () => undefined)
      .resume()
      .unref();
    visitor.write(`${this.id} ${this.ending ? "ends" : "is up"}\n`);
  });

  /** Gives the port on 127.0.0.1. */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject).listen(0, "127.0.0.1", resolve).unref();
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** How long no command has run. */
  get idleMs(): number {
    return this.visitors.size > 0 ? 0 : performance.now() - this.lastLeft;
  }

  /** From now on visitors are told that this process ends; that it has ended they see by the connection's end. */
  end(): void {
    this.ending = true;
  }
}

/** A command's side of that connection. */
export interface Visit {
  isEnding: boolean;
  /** Resolves when the process has ended. */
  ended: Promise<void>;
}

/** Undefined: the process is gone, even if another one has its port now. */
export function visit({ port, id }: { port: number; id: string }): Promise<Visit | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const ended = new Promise<void>((end) => socket.once("close", () => end()));
    let heard = "";
    socket.setTimeout(answerLimitMs, () => socket.destroy());
    socket.on("error", () => undefined).once("close", () => resolve(undefined));
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
      if (!heard.includes("\n")) return;
      if (!heard.startsWith(`${id} `)) return socket.destroy();
      socket.setTimeout(0).unref();
      resolve({ isEnding: heard === `${id} ends\n`, ended });
    });
  });
}
