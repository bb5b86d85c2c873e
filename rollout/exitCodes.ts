/** What exit codes mean to a shell, a container runtime or Linux; from 129 on the signal's number is 128 less. */
const meanings: Record<number, string> = {
  0: "ended by itself, without an error",
  1: "ended with an error of the application",
  2: "ended with an error of the application, or was started with wrong arguments",
  126: "has a command that cannot be executed",
  127: "has a command that does not exist in the image",
  134: "aborted itself (SIGABRT)",
  137: "was killed (SIGKILL), most likely out of memory",
  139: "crashed (segmentation fault)",
  143: "ended on SIGTERM",
  255: "ended with an error of the application, or its image is built for another CPU architecture",
};

/** An exit code in plain words, for example `was killed (SIGKILL), most likely out of memory`. */
export function exitCodeMeaning(code: number): string {
  const meaning = meanings[code];
  if (meaning !== undefined) return meaning;
  return code > 128 && code < 160 ? `was ended by signal ${code - 128}` : "ended with an error of the application";
}
