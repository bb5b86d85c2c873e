import type { RightsizeDocument } from "../documents/rightsize";
import { isSameSize } from "./candidates";

type Size = RightsizeDocument["sizes"][number];

/**
 * The sizes that are worth a line: the present and the recommended one, the next smaller memory of that, and for the cpus from one
 * below both to one above the least memory that would have been enough, or the most that there is.
 */
export function worthShowing({ sizes, present, recommended, headroomPercent }: RightsizeDocument): Size[] {
  const best = recommended ?? present;
  const cpus = [...new Set(sizes.map(({ cpu }) => cpu))];
  const places = [present, best].map(({ cpu }) => cpus.indexOf(cpu));
  const near = cpus.slice(Math.max(Math.min(...places) - 1, 0), Math.max(...places) + 2);
  const shown = near.map((cpu) => {
    const ofCpu = sizes.filter((size) => size.cpu === cpu);
    return ofCpu.find(({ memoryPercent }) => memoryPercent.max <= 100 - headroomPercent) ?? ofCpu.at(-1);
  });
  const below = sizes.findLast(({ cpu, memoryMiB }) => cpu === best.cpu && memoryMiB < best.memoryMiB);
  return sizes.filter(
    (size) => shown.includes(size) || size === below || isSameSize(size, present) || isSameSize(size, best),
  );
}
