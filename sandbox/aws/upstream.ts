import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { ApiCall } from "./apiCall";
import { errorReply, send, type Reply } from "./reply";

/** An answer of one of the services that speak JSON. */
export interface JsonAnswer {
  status: number;
  answer: Record<string, unknown>;
}

/** These belong to one connection, not to the request. */
const connectionHeaders = ["connection", "keep-alive", "expect", "proxy-connection", "upgrade"];

/** ministack, behind the front. */
export class Upstream {
  private readonly agent = new Agent({ keepAlive: true, timeout: 30_000 });

  /** @param endpoint for example `http://127.0.0.1:4566` */
  constructor(private readonly endpoint: string) {}

  /** Passes a request on as it is, and its answer back, without holding either in memory. */
  passOn(request: IncomingMessage, response: ServerResponse, call: ApiCall): void {
    const outgoing = this.open(request, call.body);
    outgoing.once("response", (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, withoutConnectionHeaders(incoming.headers));
      incoming.pipe(response);
      incoming.once("error", () => response.destroy());
    });
    outgoing.once("error", (error) => {
      if (response.headersSent) response.destroy();
      else send(response, unavailable(call, error));
    });
    response.once("close", () => outgoing.destroy());
    if (call.body === undefined) request.pipe(outgoing);
    else outgoing.end(call.body);
  }

  /** The same request, answered as a whole. */
  async ask(request: IncomingMessage, call: ApiCall): Promise<Reply> {
    const { status, contentType, body } = await this.exchange(request, call.body ?? Buffer.alloc(0));
    return { status, contentType, body };
  }

  /** Another operation of the same JSON service, on behalf of the same caller. */
  async askJson(request: IncomingMessage, operation: string, input: object): Promise<JsonAnswer> {
    const target = String(request.headers["x-amz-target"]).split(".")[0];
    const body = Buffer.from(JSON.stringify(input));
    const reply = await this.exchange(request, body, { "x-amz-target": `${target}.${operation}` });
    return { status: reply.status, answer: JSON.parse(reply.body || "{}") as Record<string, unknown> };
  }

  /** An operation of a service that speaks the query protocol or EC2's, on behalf of the same caller. */
  async askQuery(
    request: IncomingMessage,
    call: ApiCall,
    operation: string,
    parameters: Record<string, string>,
  ): Promise<Reply> {
    const Version = new URLSearchParams(call.body?.toString()).get("Version") ?? "";
    const form = new URLSearchParams({ ...parameters, Action: operation, Version });
    return this.exchange(request, Buffer.from(form.toString()));
  }

  close(): void {
    this.agent.destroy();
  }

  private async exchange(request: IncomingMessage, body: Buffer, headers = {}): Promise<Reply> {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = this.open(request, body, headers);
      outgoing.once("response", resolve).once("error", reject).end(body);
    });
    return {
      status: incoming.statusCode ?? 502,
      contentType: incoming.headers["content-type"] ?? "application/octet-stream",
      body: await text(incoming),
    };
  }

  private open(request: IncomingMessage, body: Buffer | undefined, changed: Record<string, string> = {}) {
    const headers = { ...withoutConnectionHeaders(request.headers), ...changed };
    if (body !== undefined) {
      delete headers["transfer-encoding"];
      headers["content-length"] = String(body.length);
    }
    return httpRequest(new URL(request.url ?? "/", this.endpoint), {
      method: request.method,
      headers,
      agent: this.agent,
    });
  }
}

function withoutConnectionHeaders(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name)));
}

const unavailable = (call: ApiCall, error: Error): Reply =>
  errorReply(call.protocol, {
    code: "ServiceUnavailable",
    message: `the sandbox's ministack does not answer: ${error.message}`,
    httpStatus: 503,
  });
