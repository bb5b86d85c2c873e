/** Where a setting stands: its name, then the keys and indexes inside it. */
export type SettingPath = readonly (string | number)[];

/** The path in Pulumi's own notation, for example `environment.LOG_LEVEL`, `subnets[0]`, `tags["cost.centre"]`. */
export function formatPath([name = "", ...inner]: SettingPath): string {
  return (
    String(name) +
    inner
      .map((part) => {
        if (typeof part === "number") return `[${part}]`;
        return /^[^.[\]"'\s]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
      })
      .join("")
  );
}

/** The command that sets a setting. A value in angle brackets stands for one that the user knows. */
export function setCommand(path: SettingPath, value: string | number | boolean): string {
  const text = String(value);
  const word = /^<[^<>]+>$/.test(text) ? text : shellWord(text);
  return `pulumi config set ${options(path)}${notSecret(path)}${word.startsWith("-") ? "-- " : ""}${shellWord(formatPath(path))} ${word}`;
}

/** The command that takes a setting, or an entry of it, away. */
export function removeCommand(path: SettingPath): string {
  return `pulumi config rm ${options(path)}${shellWord(formatPath(path))}`;
}

const options = (path: SettingPath) => (path.length > 1 ? "--path " : "");

/** Without it, the engine takes the name of a secret, or of its key, for one, and refuses it. */
const notSecret = (path: SettingPath) =>
  !["foundation", "pins"].includes(String(path[0])) && (path.at(-1) === "secret" || path.includes("secrets"))
    ? "--plaintext "
    : "";

/** One word of a command, quoted for a POSIX shell where it must be. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
