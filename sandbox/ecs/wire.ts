/** A type of the AWS SDK as it looks in JSON 1.1: timestamps are epoch seconds. */
export type Wire<T> = T extends Date
  ? number
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

/** Epoch seconds, as JSON 1.1 carries timestamps, of epoch milliseconds. */
export function epochSeconds(milliseconds: number): number;
export function epochSeconds(milliseconds: number | undefined): number | undefined;
export function epochSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
