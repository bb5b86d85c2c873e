import type { Clients } from "./clients";

/** Operations that only look something up. The value of a secret is not kept in memory longer than it is needed. */
const lookUp = /^(?!getSecretValue$)(describe|list|get|batchGet)[A-Z]/;

type Client = object;

/**
 * Clients that ask AWS the same thing once, for what is looked up at one moment: several services stand on the same cluster, roles,
 * secrets and images. Not for what is watched, nor over a change.
 */
export function remembering(clients: Clients): Clients {
  const made = new Map<string, Promise<Client>>();
  const entries = Object.entries(clients).map(([name, make]) => [
    name,
    (region?: string) => {
      const key = `${name} ${region ?? ""}`;
      const client = made.get(key) ?? (make as (region?: string) => Promise<Client>)(region).then(remember);
      made.set(key, client);
      return client;
    },
  ]);
  return Object.fromEntries(entries) as Clients;
}

function remember(client: Client): Client {
  const answers = new Map<string, unknown>();
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const call = (...args: unknown[]): unknown => Reflect.apply(member, target, args) as unknown;
      if (typeof name !== "string" || !lookUp.test(name)) return call;
      return (...args: unknown[]) => {
        const question = JSON.stringify([name, ...args]);
        if (!answers.has(question)) answers.set(question, call(...args));
        return answers.get(question);
      };
    },
  });
}
