import { isMap } from "../merging";

/** Whose settings a text is about: they stand in a program's code, and under the name in its stack's config. */
export interface Whose {
  name: string;
  /** What the stack's config has under the name. */
  inConfig: Record<string, unknown>;
}

/** Commands of the runbook, which a program of one's own does not have → what there is in their place. */
const insteadOf: [command: RegExp, instead: string][] = [
  [/npm run adopt(?![\w:-])/g, "pulumi import"],
  [/npm run secrets -- set (\S+?)(?=[),;]|$)/g, "aws secretsmanager put-secret-value, which sets all keys at once"],
];

/** A line of its own that is nothing but a way on by such a command, as under a red rollout. */
const wayOn = /\n {2}[^:\n]+: npm run [^\n]+/g;

/**
 * A text about an app of a program of one's own. `pulumi config set cpu 512` becomes `pulumi config set --path web.cpu 512`,
 * which comes before what stands in the code; what stands in the code alone is taken away there. Said of such a text again, it
 * changes nothing.
 */
export function wordsInProgram(text: string, { name, inConfig }: Whose): string {
  const set = /pulumi config set (?:--path )?(--plaintext )?(-- )?('?)([A-Za-z][\w-]*)(?![\w:-])(\.?)/g;
  const remove = /pulumi config rm (?:--path )?('?)([A-Za-z][^\s',;()]*|[A-Za-z][^']*)\1(?![\w:-])/g;
  const own = text
    .replaceAll(set, (whole, plain = "", dashes = "", quote: string, setting: string, dot: string) =>
      setting === name && dot !== ""
        ? whole
        : `pulumi config set --path ${plain}${dashes}${quote}${name}.${setting}${dot}`,
    )
    .replaceAll(remove, (whole, quote: string, path: string) => {
      if (path.includes(":") || path.startsWith(`${name}.`)) return whole;
      return isIn(inConfig, path)
        ? `pulumi config rm --path ${quote}${name}.${path}${quote}`
        : `take ${path} out of the settings of ${name} in the program`;
    });
  return insteadOf.reduce((said, [command, instead]) => said.replaceAll(command, instead), own.replaceAll(wayOn, ""));
}

function isIn(values: unknown, path: string): boolean {
  const parts = [...path.matchAll(/\["([^"]+)"\]|[^.[\]]+/g)].map(([whole, quoted]) => quoted ?? whole);
  let value = values;
  for (const part of parts) {
    if (!(isMap(value) || Array.isArray(value)) || !Object.hasOwn(value, part)) return false;
    value = (value as Record<string, unknown>)[part];
  }
  return true;
}
