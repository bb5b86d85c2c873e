import * as pulumi from "@pulumi/pulumi";
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A component with one child, whose hooks note in a file that they ran. */
export class Greeter extends pulumi.ComponentResource {
  readonly greeting: pulumi.Output<string>;

  constructor(name: string, args: { greeting: string; end: string }) {
    super("engine-program:index:Greeter", name);
    const before = new pulumi.ResourceHook(`${name}-before`, () => note("before"), { onDryRun: true });
    const after = new pulumi.ResourceHook(`${name}-after`, async () => {
      note("after");
      if (args.end === "hook") throw new Error("the hook found that it does not work");
      while (args.end === "waits") await sleep(50);
    });
    const child = new pulumi.Stash(
      `${name}-child`,
      { input: args.greeting },
      {
        parent: this,
        hooks: { beforeCreate: [before], beforeUpdate: [before], afterCreate: [after], afterUpdate: [after] },
      },
    );
    this.greeting = child.input.apply(String);
    this.registerOutputs({ greeting: this.greeting });
  }
}

function note(hook: string): void {
  appendFileSync(
    "notes.txt",
    `${hook} in ${pulumi.runtime.isDryRun() ? "preview" : "update"}, process ${process.pid}\n`,
  );
}
