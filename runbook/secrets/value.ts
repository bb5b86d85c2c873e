import { UsageError } from "../usageError";

/** The value of a key from the bytes that were given: the line end that `echo` and editors add is no part of it. */
export function valueOf(bytes: Uint8Array): string {
  const value = textOf(bytes)?.replace(/\r?\n$/, "");
  if (value === undefined || value.includes("\0"))
    throw new UsageError(
      "the value is not text in UTF-8, which is all that an environment variable can hold: encode it, for example with base64. " +
        "Nothing was changed.",
    );
  if (value.trim() === "") throw new UsageError("the value is empty: nothing was changed");
  return value;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
