import { randomBytes } from "node:crypto";
import { textOf, type Values } from "./values";

/** The name to create a resource with: the given one, else one that starts with the given prefix and is used by nobody. */
export function nameOf(inputs: Values): string {
  const prefix = textOf(inputs.namePrefix) ?? "terraform-";
  return (
    textOf(inputs.name) ?? `${prefix}${new Date().toISOString().replace(/\D/g, "")}${randomBytes(4).toString("hex")}`
  );
}
