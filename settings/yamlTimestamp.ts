/** The forms of a time that gopkg.in/yaml.v3 knows (`allowedTimestampFormats` in its `resolve.go`). */
export const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](?=.*(?:Z|[-+]\d\d:\d\d)$)| +(?=[\d:.,]+$))(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(?:Z|([-+])(\d\d):(\d\d))?)?$/;

/**
 * A time as the engine hands it to the program: `2024-01-02 00:00:00 +0000 UTC`. Text that only looks like one is given back.
 * In the zone of the machine that it runs on, the engine names the zone; here the offset stands for any but UTC.
 */
export function timeInWords(text: string): string {
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", ...zone] =
    timestamp.exec(text) ?? [];
  const date = `${year}-${twoDigits(month)}-${twoDigits(day)}`;
  const [sign, zoneHours = "00", zoneMinutes = "00"] = zone;
  const isTime =
    isDate(date) &&
    below(hour, 24) &&
    below(minute, 60) &&
    below(second, 60) &&
    below(zoneHours, 25) &&
    below(zoneMinutes, 60);
  if (!isTime) return text;
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, "");
  const clock = [hour, minute, second].map(twoDigits).join(":") + (nanoseconds === "" ? "" : `.${nanoseconds}`);
  const offset = `${sign ?? "+"}${zoneHours}${zoneMinutes}`;
  return `${date} ${clock} ${offset} ${sign === undefined ? "UTC" : offset}`;
}

/** Whether a day `2024-02-29` is in the calendar. */
export function isDate(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

const twoDigits = (number: string) => number.padStart(2, "0");

const below = (number: string, limit: number) => Number(number) < limit;
