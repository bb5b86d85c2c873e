import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Clients } from "../../account/clients";
import { remembering } from "../../account/remembering";

/** Clients whose answers are numbered, and what they were asked. */
function counting() {
  const asked: string[] = [];
  class Client {
    private readonly answer = (name: string, input: unknown) => {
      asked.push(`${name} ${JSON.stringify(input)}`);
      return Promise.resolve({ number: asked.length });
    };
    describeServices = (input: unknown) => this.answer("describeServices", input);
    getSecretValue = (input: unknown) => this.answer("getSecretValue", input);
    updateService = (input: unknown) => this.answer("updateService", input);
    listTasks(input: unknown) {
      return this.answer("listTasks", input);
    }
    getRole = () => Promise.reject(new Error(`denied ${asked.push("getRole")}`));
  }
  const one = new Client();
  const regions = new Map<string | undefined, Client>();
  const clients = {
    ecs: () => Promise.resolve(one),
    logs: (region?: string) => {
      if (!regions.has(region)) regions.set(region, new Client());
      return Promise.resolve(regions.get(region));
    },
  };
  return {
    asked,
    clients: remembering(clients as unknown as Clients) as unknown as {
      [K in keyof typeof clients]: (region?: string) => Promise<Client>;
    },
  };
}

describe("clients that remember", () => {
  it("ask the same once, also while the answer is on its way, and other things anew", async () => {
    const { clients, asked } = counting();
    const ask = async (input: object) => (await clients.ecs()).describeServices(input);
    deepEqual(await Promise.all([ask({ services: ["a"] }), ask({ services: ["a"] }), ask({ services: ["b"] })]), [
      { number: 1 },
      { number: 1 },
      { number: 2 },
    ]);
    deepEqual(await (await clients.ecs()).listTasks({}), await (await clients.ecs()).listTasks({}));
    equal(asked.length, 3);
  });

  it("keep regions apart", async () => {
    const { clients, asked } = counting();
    for (const region of ["eu-west-1", "us-west-2", "eu-west-1"]) await (await clients.logs(region)).listTasks({});
    equal(asked.length, 2);
  });

  it("change things as often as they are told to, and keep no secret's value", async () => {
    const { clients, asked } = counting();
    const ecs = await clients.ecs();
    for (let each = 0; each < 2; each++) {
      await ecs.updateService({});
      await ecs.getSecretValue({});
    }
    equal(asked.length, 4);
  });

  it("give the same error to all who ask", async () => {
    const { clients, asked } = counting();
    const ecs = await clients.ecs();
    await rejects(ecs.getRole(), /denied 1/);
    await rejects(ecs.getRole(), /denied 1/);
    deepEqual(asked, ["getRole"]);
  });
});
