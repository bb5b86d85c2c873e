import type { StackConfig } from "../settings/ownValues";
import { removeCommand } from "../settings/commands";

/** Reads single `aws:*` keys and collects what is wrong with them; no problem quotes a value. */
export class ConfigReader {
  /** Sentences for the user. */
  readonly problems: string[] = [];
  private readonly unreadable = new Set<string>();

  constructor(private readonly config: Pick<StackConfig, "values" | "secretKeys">) {}

  /** A problem with a key, unless it is one already that its value cannot be read. */
  problem(key: string, sentence: string): void {
    if (!this.unreadable.has(key)) this.problems.push(sentence);
  }

  /** Plain text; undefined when it is not set, or empty. */
  text(key: string): string | undefined {
    const qualified = `aws:${key}`;
    const value = this.config.values[qualified];
    if (value === undefined && this.config.secretKeys.includes(qualified)) {
      this.problem(
        key,
        `${qualified} is a secret of the stack, which only the engine can open, and without it AWS would be asked in another way ` +
          `than by pulumi up: use a profile instead (${removeCommand([qualified])} && pulumi config set aws:profile <name>)`,
      );
      this.unreadable.add(key);
    }
    return value === "" ? undefined : value;
  }

  flag(key: string): boolean | undefined {
    const text = this.text(key);
    return text === undefined ? undefined : text === "true";
  }

  list<T>(key: string): T[] {
    const value = this.parsed(key) ?? [];
    if (Array.isArray(value)) return value as T[];
    this.problem(key, `aws:${key} is not a list: use one (pulumi config set --path 'aws:${key}[0]' <value>)`);
    return [];
  }

  object<T>(key: string): T | undefined {
    const value = this.parsed(key);
    if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))) {
      return value as T | undefined;
    }
    this.problem(key, `aws:${key} is not a map: use one (pulumi config set --path aws:${key}.<name> <value>)`);
    return undefined;
  }

  /** The only entry of a list of files; the AWS SDK for Node reads no more than one. */
  oneOf(key: string): string | undefined {
    const [first, ...more] = this.list<string>(key);
    if (more.length > 0) {
      this.problem(
        key,
        `aws:${key} names ${more.length + 1} files, of which only one can be read: put all into one ` +
          `(${removeCommand([`aws:${key}`, 1])})`,
      );
    }
    return first;
  }

  private parsed(key: string): unknown {
    const text = this.text(key);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
}
