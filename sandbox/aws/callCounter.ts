/** Counts calls by action (`ecs:DescribeServices`), those that a fault has struck included. */
export class CallCounter {
  private counts = new Map<string, number>();

  count(action: string): void {
    this.counts.set(action, (this.counts.get(action) ?? 0) + 1);
  }

  clear(): void {
    this.counts.clear();
  }

  /** Sorted by action. */
  list(): Record<string, number> {
    return Object.fromEntries([...this.counts].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }
}
