/** Whether the provider has recorded what an argument says: lists in any order, and what says nothing is as good as absent. */
export function isSameArgument(wanted: unknown, recorded: unknown): boolean {
  if (saysNothing(wanted) || saysNothing(recorded)) return saysNothing(wanted) && saysNothing(recorded);
  if (Array.isArray(wanted) && Array.isArray(recorded)) return isSameSet(wanted, recorded);
  if (isMap(wanted) && isMap(recorded)) {
    return Object.keys({ ...wanted, ...recorded }).every((key) => isSameArgument(wanted[key], recorded[key]));
  }
  return wanted === recorded;
}

function isSameSet(wanted: unknown[], recorded: unknown[]): boolean {
  const left = [...recorded];
  return (
    wanted.length === left.length &&
    wanted.every((item) => {
      const match = left.findIndex((other) => isSameArgument(item, other));
      if (match !== -1) left.splice(match, 1);
      return match !== -1;
    })
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.values(value).every(saysNothing);
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}
