import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Protocol } from "./apiCall";

/** A whole answer of AWS. */
export interface Reply {
  status: number;
  contentType: string;
  body: string;
}

export const jsonReply = (answer: object, status = 200): Reply => ({
  status,
  contentType: "application/x-amz-json-1.1",
  body: JSON.stringify(answer),
});

export const xmlReply = (body: string, status = 200): Reply => ({ status, contentType: "text/xml", body });

/** An error as the service would send it in its protocol. */
export function errorReply(protocol: Protocol, error: { code: string; message: string; httpStatus: number }): Reply {
  const { code, message, httpStatus } = error;
  const details = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (protocol) {
    case "json":
      return jsonReply({ __type: code, message }, httpStatus);
    case "ec2":
      return xmlReply(
        `<Response><Errors><Error>${details}</Error></Errors><RequestID>${randomUUID()}</RequestID></Response>`,
        httpStatus,
      );
    case "query": {
      const type = httpStatus < 500 ? "Sender" : "Receiver";
      const error = `<Error><Type>${type}</Type>${details}</Error>`;
      return xmlReply(`<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`, httpStatus);
    }
    case "rest":
      return xmlReply(`<Error>${details}<RequestId>${randomUUID()}</RequestId></Error>`, httpStatus);
  }
}

export function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    "content-type": reply.contentType,
    "content-length": Buffer.byteLength(reply.body),
    "x-amzn-requestid": randomUUID(),
  });
  response.end(reply.body);
}

export const escapeXml = (text: string) =>
  text.replace(/[<>&"]/g, (character) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[character]!);
