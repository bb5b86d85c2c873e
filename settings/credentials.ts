/** What a value looks like when it should not stand in plain text, in words; undefined when it looks harmless. */
export function credentialKind(variable: string, value: string): string | undefined {
  const words = variable.toUpperCase().split(/[^A-Z0-9]+/);
  if (words.some((word) => ["PUBLIC", "PUBLISHABLE"].includes(word))) return undefined;
  const known = knownForms.find(({ form }) => form.test(value));
  if (known !== undefined) return known.kind;
  const last = words.at(-1) ?? "";
  if (/^(PASSWORD|PASSWD|PASSPHRASE|PWD)$/.test(last) && value.length >= 4 && !/^(\d+|true|false|none)$/i.test(value)) {
    return "a password";
  }
  const isNamedSo = words.some((word) => /^(API)?KEY$|SECRET|TOKEN|PASSWORD|CREDENTIAL/.test(word));
  return isNamedSo && !/^(ID|NAME|ARN|URL|URI|PATH|FILE)$/.test(last) && isRandom(value) ? "a credential" : undefined;
}

/** By its form alone, wherever it stands: such a value is never shown. */
export const isCredential = (value: unknown): boolean =>
  [value].flat().some((text) => typeof text === "string" && knownForms.some(({ form }) => form.test(text)));

const knownForms: { form: RegExp; kind: string }[] = [
  { form: /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, kind: "an AWS access key" },
  { form: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, kind: "a private key" },
  { form: /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, kind: "an address with a password in it" },
  { form: /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/, kind: "a GitHub token" },
  { form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, kind: "a Slack token" },
  { form: /\bsk-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}/, kind: "an API key" },
  { form: /\bAIza[A-Za-z0-9_-]{30,}/, kind: "a Google API key" },
  { form: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/, kind: "a JSON web token" },
];

const notShown = (kind: string) => `(not shown: looks like ${kind})`;

/** A text of any kind, such as a line of a log, with words that look like credentials taken out. */
export function textWithoutCredentials(text: string): string {
  const found = text
    .replace(/[^\s"'`()[\]{}<>,;=]+/g, (word) => (isCredential(word) ? notShown("a credential") : word))
    .replace(
      /([A-Za-z_][\w.-]*)(["']?\s*[=:]\s*["']?)([^\s"',;]+)/g,
      (pair, name: string, between: string, value: string) => {
        const kind = credentialKind(name, value);
        return kind === undefined ? pair : `${name}${between}${notShown(kind)}`;
      },
    );
  return isCredential(found) ? notShown("a credential") : found;
}

/** Long, without the marks of an address, a path or a sentence (or as long as an AWS secret key), and of many different characters. */
function isRandom(value: string): boolean {
  return (
    (/^[A-Za-z0-9+=_~!#$%^&*-]{16,}$/.test(value) || /^[A-Za-z0-9/+]{40}$/.test(value)) &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    bitsPerCharacter(value) >= 3
  );
}

/** Shannon's measure of the characters' frequencies. */
function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / value.length) * Math.log2(count / value.length),
    0,
  );
}
