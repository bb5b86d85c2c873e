import type { ScalarTag, Tags } from "yaml";

/**
 * What the engine's YAML reader (gopkg.in/yaml.v3, `resolve.go`) takes unquoted text for, beyond YAML 1.2: dates, and integers
 * with underscores, in octal with a leading 0, or in binary. An image tag `2024-01-01` or `0123456` is not text to it.
 */
export const engineTags = (tags: Tags): Tags => [date, ...integers, ...(tags as ScalarTag[])];

const date: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  test: /^\d{4}-\d{1,2}-\d{1,2}$/,
  resolve: (text) => {
    const [year = "", month = "", day = ""] = text.split("-");
    const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    const exists = time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day);
    return exists ? `${time.toISOString().slice(0, 10)} 00:00:00 +0000 UTC` : text;
  },
};

const integers: ScalarTag[] = [
  integer(/^[-+]?0[0-7_]+$/, 8, /^0/),
  integer(/^[-+]?0b[01_]+$/, 2, /^0b/),
  integer(/^[-+]?[1-9][0-9_]*_[0-9_]*$/, 10, /^/),
];

function integer(test: RegExp, base: number, prefix: RegExp): ScalarTag {
  return {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test,
    resolve: (text) => {
      const digits = text.replaceAll("_", "").replace(/^[-+]/, "").replace(prefix, "");
      const size = Number.parseInt(digits, base);
      return text.startsWith("-") ? -size : size;
    },
  };
}
