import type { ServiceOfStack } from "./readServices";

/** How one of several services is spoken of. */
export type Named = Pick<ServiceOfStack, "key" | "inWords">;

/** A text about a service, with its key before it where the stack has several. */
export const saidOf = ({ key, inWords }: Named, text: string): string =>
  key === undefined ? text : `${key}: ${inWords(text)}`;

/** Texts about several services, each once; what is said of all of them alike stands for itself. */
export function saidOfAll(said: { service: Named; texts: string[] }[]): string[] {
  const isCommon = (text: string) => said.length > 1 && said.every(({ texts }) => texts.includes(text));
  const all = said.flatMap(({ service, texts }) =>
    texts.map((text) => (isCommon(text) ? text : saidOf(service, text))),
  );
  return [...new Set(all)];
}
