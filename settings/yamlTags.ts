import type { Scalar, ScalarTag, Tags } from "yaml";
import { timeInWords, timestamp } from "./yamlTimestamp";

/**
 * What the engine's YAML reader (gopkg.in/yaml.v3, `resolve.go`) takes unquoted text for, beyond YAML 1.2: times, and numbers
 * with underscores, in octal with a leading 0, or in binary. An image tag `2024-01-01` or `0123456` is not text to it. Written
 * again, what nobody changes stays as it was: `1.10` is no other number than `1.1`, but may be meant as text.
 */
export const engineTags = (tags: Tags): Tags => [
  endless,
  time,
  integer,
  ...floats,
  ...(tags as ScalarTag[]).flatMap((tag) => (tag.tag === "tag:yaml.org,2002:str" ? [text(tag), tag] : tag)),
];

/** The engine's reader takes them for ends of lines, or refuses the file. */
const unsafe = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * How text is written; blank lines would get lost in a block. The library asks tags that have a test first: this one's finds
 * nothing.
 */
const text = (usual: ScalarTag): ScalarTag => ({
  ...usual,
  test: /(?!)/,
  stringify: (scalar, ...told) => {
    const value = scalar.value as string;
    const isBlank = value !== "" && value.trim() === "";
    if (!isBlank && value.search(unsafe) < 0) return usual.stringify!(scalar, ...told);
    const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return JSON.stringify(value).replace(unsafe, escaped);
  },
});

const time: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  format: "TIME",
  test: timestamp,
  identify: (value) => typeof value === "string",
  resolve: timeInWords,
  stringify: ({ source, value }) => source ?? String(value),
};

const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";

/** As it was written, if it was read. */
const numberInWords = ({ source, value }: Scalar) => source ?? String(value);

const integer: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^(?!_)[-+]?_*(?:0_*[xX]_*[\da-fA-F][\da-fA-F_]*|0_*[oO]_*[0-7][0-7_]*|0_*[bB]_*[01][01_]*|0[0-7_]*|[1-9][\d_]*)$|^0_*(?:o_*[-+]_*[0-7]|b_*[-+]_*[01])_*[0-7_]*$/,
  identify: isNumber,
  resolve: (text) => {
    const plain = text.replaceAll("_", "");
    const size = BigInt(
      plain
        .replace(/^[-+]|(?<=^0[ob])[-+]/, "")
        .toLowerCase()
        .replace(/^0(?=\d)/, "0o"),
    );
    const value = /^(?:0[ob])?-/.test(plain) ? -size : size;
    const isTooBig = value < -(2n ** 63n) || value >= 2n ** (/^\d/.test(plain) ? 64n : 63n);
    if (isTooBig) return /^[-+]?\d+$/.test(plain) ? Number(plain) : text;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  },
  stringify: numberInWords,
};

const floats = [
  /^(?![._])[-+]?(?:[\d_]*\d[\d_]*(?:\.[\d_]*)?|_*\.[\d_]*\d[\d_]*)(?:[eE]_*[-+]?_*\d[\d_]*)?$/,
  /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/,
].map((test): ScalarTag => ({
  tag: "tag:yaml.org,2002:float",
  default: true,
  test,
  resolve: (text) => {
    const value = Number(text.replaceAll("_", ""));
    return Number.isFinite(value) ? value : text;
  },
}));

/** The engine reads them, and then refuses the file. */
const endless: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text, onError) => {
    onError(`${text} is no number that the engine can keep: quote it if it is text`);
    return text;
  },
};
