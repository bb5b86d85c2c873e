import { equal, ok } from "node:assert/strict";
import { connect } from "node:net";
import { createServer, type AddressInfo } from "node:net";
import { Presence, visit } from "../../sandbox/interactive/presence";
import { freePort, waitUntil } from "../../sandbox/process";

describe("the presence of the background process", () => {
  const opened = async () => {
    const presence = new Presence();
    return { presence, address: { port: await presence.open(), id: presence.id } };
  };

  it("is felt by a visitor, and not idle while one is there", async () => {
    const { presence, address } = await opened();
    await waitUntil("it to be idle", 1_000, () => Promise.resolve(presence.idleMs > 1), 5);
    const visitor = connect(address.port, "127.0.0.1");
    await waitUntil("the visitor", 1_000, () => Promise.resolve(presence.idleMs === 0), 5);
    visitor.destroy();
    await waitUntil("it to be idle again", 1_000, () => Promise.resolve(presence.idleMs > 0), 5);
    equal((await visit(address))?.isEnding, false);
  });

  it("says that it ends", async () => {
    const { presence, address } = await opened();
    presence.end();
    equal((await visit(address))?.isEnding, true);
  });

  it("is not taken from another process on the same port", async () => {
    const { address } = await opened();
    equal(await visit({ ...address, id: "another" }), undefined);
    equal(await visit({ port: await freePort(), id: address.id }), undefined);
  });

  it("ends for a visitor with the process", async () => {
    const server = createServer((socket) => socket.write("it is up\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const visitors: { destroy(): void }[] = [];
    server.on("connection", (socket) => visitors.push(socket));
    const found = await visit({ port: (server.address() as AddressInfo).port, id: "it" });
    ok(found);
    for (const visitor of visitors) visitor.destroy();
    await found.ended;
    server.close();
  });
});
