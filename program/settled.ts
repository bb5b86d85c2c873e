import * as pulumi from "@pulumi/pulumi";

/** Waits until all outputs are there, and gives the first one's value. */
export function settled<T>(first: pulumi.Output<T>, ...others: pulumi.Output<unknown>[]): Promise<T> {
  return new Promise((resolve) => {
    pulumi.all([first, ...others]).apply(([value]) => resolve(value as T));
  });
}

/** Waits for an output's value; undefined where a preview does not know it. */
export async function whenKnown<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  // Missing in the SDK's published types.
  const { isKnown, promise } = output as unknown as { isKnown: Promise<boolean>; promise: () => Promise<T> };
  return (await isKnown) ? promise() : undefined;
}
