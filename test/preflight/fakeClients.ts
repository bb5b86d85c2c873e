import type { Clients } from "../../account/clients";

/** `ecr.describeImages` → its answer, or a function of the input that makes one or throws. */
export type Answers = Record<string, object | ((input: never) => object)>;

const isFunction = (answer: Answers[string]): answer is (input: never) => object => typeof answer === "function";

/** Clients that know these answers, and which calls were made of them. */
export function fakeClients(answers: Answers): { clients: Clients; calls: string[] } {
  const calls: string[] = [];
  const client = (service: string) =>
    new Proxy(
      {},
      {
        get: (_, operation) => {
          // A promise resolves to what has no `then`.
          if (operation === "then") return undefined;
          const call = `${service}.${String(operation)}`;
          return (input: never) => {
            calls.push(call);
            const answer = answers[call];
            if (answer === undefined) return Promise.reject(new Error(`unexpected call of ${call}`));
            return Promise.resolve().then((): object => (isFunction(answer) ? answer(input) : answer));
          };
        },
      },
    );
  const clients = new Proxy({}, { get: (_, service) => () => Promise.resolve(client(String(service))) }) as Clients;
  return { clients, calls };
}

/** An error as the SDK throws it. */
export function awsError(name: string, message = "said AWS"): Error {
  return Object.assign(new Error(message), { name });
}

export const throwing = (error: Error) => () => {
  throw error;
};
