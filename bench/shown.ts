/** No colours of its own. */
export const tableStyle = { head: [], border: [] };

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

export const reached = (value: number, goal: number): string => (value <= goal ? "yes" : "NO");
