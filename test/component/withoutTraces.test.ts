import { equal, match, throws } from "node:assert/strict";
import { withoutTraces } from "../../program/withoutTraces";

describe("making something without traces", () => {
  it("gives what is made, with errors that have no frames, and has them again after", () => {
    equal(
      withoutTraces(() => new Error("inside").stack),
      "Error: inside",
    );
    match(new Error("after").stack ?? "", /\n {4}at /);
  });

  it("has them again after an error, too", () => {
    throws(() =>
      withoutTraces(() => {
        throw new Error("inside");
      }),
    );
    match(new Error("after").stack ?? "", /\n {4}at /);
  });
});
