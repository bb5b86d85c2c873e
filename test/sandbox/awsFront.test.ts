import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { sandboxAccount } from "../../sandbox/aws/awsAccount";
import { startFront, type Front } from "../../sandbox/aws/front";
import { AwsError } from "../../sandbox/ecs/awsError";

describe("the front before ministack", () => {
  let behind: Server;
  let answer: RequestListener;
  let front: Front;
  let ecsCalls: [string, string, unknown][];

  before(async () => {
    behind = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
    const { port } = behind.address() as { port: number };
    front = await startFront({
      account: sandboxAccount,
      ministack: `http://127.0.0.1:${port}`,
      ecs: (region) => ({
        call: (operation, input) => {
          ecsCalls.push([region, operation, input]);
          if (operation === "Fail")
            return Promise.reject(new AwsError("ClusterNotFoundException", "Cluster not found."));
          if (operation === "Break") return Promise.reject(new TypeError("a mistake of ours"));
          return Promise.resolve({ answered: operation });
        },
        targetHealth: () => [],
        configure: () => undefined,
        backdate: () => undefined,
        vcpuQuota: Infinity,
      }),
      scaling: () => ({ call: () => Promise.resolve({}), trigger: () => Promise.resolve({}) }),
      reset: () => Promise.resolve(),
    });
  });
  after(async () => {
    await front.close();
    behind.closeAllConnections();
    await new Promise((resolve) => behind.close(resolve));
  });
  beforeEach(() => (ecsCalls = []));

  const callEcs = (operation: string, body: string, region = "us-west-2") =>
    fetch(front.endpoint, {
      method: "POST",
      body,
      headers: {
        "x-amz-target": `AmazonEC2ContainerServiceV20141113.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ecs/aws4_request, Signature=x`,
      },
    });

  it("passes method, path, query, headers and body on, and the answer back", async () => {
    answer = (request, response) => {
      void buffer(request).then((body) => {
        response.writeHead(201, { "x-echo": `${request.method} ${request.url} ${String(request.headers["x-mine"])}` });
        response.end(body);
      });
    };
    const response = await fetch(`${front.endpoint}/bucket/key?part=1`, {
      method: "PUT",
      body: "content",
      headers: { "x-mine": "kept" },
    });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-echo"), "PUT /bucket/key?part=1 kept");
    assert.equal(await response.text(), "content");
  });

  it("streams: the answer begins before the request's body has ended", async () => {
    answer = (request, response) => {
      response.writeHead(200);
      request.pipe(response);
    };
    const outgoing = request(`${front.endpoint}/stream`, { method: "POST" });
    outgoing.write("first ");
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    assert.equal(String((await once(incoming, "data"))[0]), "first ");
    outgoing.end("second");
    assert.equal(await text(incoming), "second");
  });

  it("answers HEAD without a body, keeping the length", async () => {
    answer = (_, response) => response.writeHead(200, { "content-length": "123" }).end();
    const response = await fetch(`${front.endpoint}/bucket/key`, { method: "HEAD" });
    assert.equal(response.headers.get("content-length"), "123");
  });

  it("lets go of a request that its caller gives up", async () => {
    let given = false;
    answer = (request) => request.once("close", () => (given = true));
    const aborted = new AbortController();
    const pending = fetch(`${front.endpoint}/slow`, { signal: aborted.signal });
    await sleep(50);
    aborted.abort();
    await assert.rejects(pending);
    for (let waited = 0; !given && waited < 2_000; waited += 20) await sleep(20);
    assert.ok(given);
  });

  it("says that ministack does not answer", async () => {
    answer = (request) => void request.socket.destroy();
    const response = await fetch(`${front.endpoint}/bucket`);
    assert.equal(response.status, 503);
    assert.match(await response.text(), /<Code>ServiceUnavailable<\/Code>.*ministack does not answer/);
  });

  it("answers ECS from the model of the region that is asked, and never from ministack", async () => {
    answer = () => assert.fail("ministack was asked");
    const response = await callEcs("ListClusters", `{"maxResults":1}`, "eu-west-1");
    assert.deepEqual(await response.json(), { answered: "ListClusters" });
    assert.deepEqual(ecsCalls, [["eu-west-1", "ListClusters", { maxResults: 1 }]]);
  });

  it("gives the model's errors as ECS does", async () => {
    const response = await callEcs("Fail", "{}");
    assert.equal(response.status, 400);
    assert.deepEqual(await response.json(), { __type: "ClusterNotFoundException", message: "Cluster not found." });
  });

  it("refuses a request to ECS that is not JSON", async () => {
    const response = await callEcs("ListClusters", "{");
    assert.equal(response.status, 400);
    assert.match(await response.text(), /SerializationException/);
  });

  it("says when the model itself fails, and goes on", async () => {
    const response = await callEcs("Break", "{}");
    assert.equal(response.status, 500);
    assert.match(await response.text(), /a mistake of ours/);
    assert.equal((await callEcs("ListClusters", "{}")).status, 200);
  });
});
