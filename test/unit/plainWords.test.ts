import { rejects } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { AccountError } from "../../account/accountError";
import { inPlainWords } from "../../program/plainWords";

describe("an error that ends the program", () => {
  const ending = (error: unknown, inWords?: (text: string) => string) =>
    inPlainWords(() => Promise.reject(error as Error), inWords);

  it("is its message alone, where it is meant for users", () =>
    rejects(
      ending(new AccountError(["no cluster"]), (text) => text.replace("no", "not a")),
      (error: Error) => {
        return pulumi.RunError.isInstance(error) && /not a cluster/.test(error.message);
      },
    ));

  it("leaves the word to the one that the engine has told, when that has stopped it", () =>
    rejects(
      ending(new Error("failed to register new resource: 2 UNKNOWN: resource monitor shut down")),
      (error: Error) => pulumi.RunError.isInstance(error),
    ));

  it("keeps its stack, where it is a fault of the program", async () => {
    const fault = new TypeError("x is not a function");
    await rejects(ending(fault), (error) => error === fault);
  });
});
