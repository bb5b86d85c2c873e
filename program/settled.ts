import * as pulumi from "@pulumi/pulumi";

/** Waits until all outputs are there, and gives the first one's value. */
export function settled<T>(first: pulumi.Output<T>, ...others: pulumi.Output<unknown>[]): Promise<T> {
  return new Promise((resolve) => {
    pulumi.all([first, ...others]).apply(([value]) => resolve(value as T));
  });
}
