/** Text that is HTML already. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type Part = string | number | Html | Part[] | undefined;

/** HTML with what is put in escaped, unless it is HTML itself: html`<p>${words}</p>`. */
export function html(template: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(template.map((text, index) => text + written(parts[index])).join(""));
}

function written(part: Part): string {
  if (part === undefined) return "";
  if (Array.isArray(part)) return part.map(written).join("");
  return part instanceof Html ? part.toString() : escaped(String(part));
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Characters that turn the direction of the text after them have it say something else than is written: they go. */
const escaped = (text: string): string =>
  text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/[&<>"']/g, (character) => entities[character] ?? "");
