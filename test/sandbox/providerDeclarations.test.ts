import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Property } from "../../sandbox/provider/properties";
import { resourceTypes } from "../../sandbox/provider/resources";
import { projectDir } from "../../sandbox/paths";

const sdk = join(projectDir, "node_modules", "@pulumi", "aws");
const withoutComments = (text: string) => text.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
const nestedInputs = withoutComments(readFileSync(join(sdk, "types", "input.d.ts"), "utf8"));

interface Member {
  optional: boolean;
  type: string;
}

/** The members of one interface or class, from its text: `name?: type;` or `readonly name: type;`. */
function membersOf(text: string, head: string): Record<string, Member> {
  const start = text.indexOf(`${head} {`);
  assert.ok(start >= 0, `the SDK has no ${head}`);
  const body = text.slice(text.indexOf("{", start) + 1, text.indexOf("\n}", start));
  const members: Record<string, Member> = {};
  for (const [, name = "", optional, type = ""] of body.matchAll(
    /^\s+(?:readonly )?(\w+)(\?)?: ([^;]+(?:;\s*\}[^;]*)?);/gm,
  )) {
    members[name] = { optional: optional === "?", type };
  }
  return members;
}

function checkNested(path: string, property: Property, type: string): void {
  if (property.kind === "list" || property.kind === "set") return checkNested(`${path}[]`, property.element, type);
  if (property.kind !== "block") return;
  const [, module, name] = /inputs\.(\w+)\.(\w+)/.exec(type) ?? [];
  assert.ok(module && name, `${path} is a block here and ${type} in the SDK`);
  const namespace = nestedInputs.slice(nestedInputs.indexOf(`declare namespace ${module} {`));
  const members = membersOf(namespace.replaceAll("\n    }", "\n}"), `interface ${name}`);
  assert.deepEqual(Object.keys(property.properties).sort(), Object.keys(members).sort(), `arguments of ${path}`);
  for (const [part, declared] of Object.entries(property.properties)) {
    const member = members[part] as Member;
    assert.equal(declared.required ?? false, !member.optional, `${path}.${part} required`);
    checkNested(`${path}.${part}`, declared, member.type);
  }
}

describe("provider declarations", () => {
  for (const { token, properties } of resourceTypes) {
    const [, modulePath = "", className = ""] = token.split(":");
    const text = withoutComments(readFileSync(join(sdk, `${modulePath}.d.ts`), "utf8"));
    const args = membersOf(text, `interface ${className}Args`);
    const outputs = membersOf(text, `declare class ${className} extends pulumi.CustomResource`);
    const inputs = Object.entries(properties).filter(([, { output }]) => !output);

    it(`${token}: the arguments are those of the SDK`, () => {
      assert.deepEqual(inputs.map(([name]) => name).sort(), Object.keys(args).sort());
      for (const [name, property] of inputs) {
        const member = args[name] as Member;
        assert.equal(property.required ?? false, !member.optional, `${name} required`);
        if (property.kind !== "block" && !member.type.includes("inputs.iam.PolicyDocument")) {
          assert.equal(kindOf(member.type), kindName(property), `${name}: ${member.type}`);
        }
        checkNested(name, property, member.type);
      }
    });

    it(`${token}: what AWS decides is what the SDK always has`, () => {
      assert.deepEqual(Object.keys(properties).sort(), Object.keys(outputs).sort());
      for (const [name, property] of Object.entries(properties)) {
        const always = !(outputs[name] as Member).type.includes("| undefined");
        assert.equal(Boolean(property.required ?? property.computed ?? property.output), always, name);
      }
    });
  }

  it("the README says the same", () => {
    const readme = readFileSync(join(projectDir, "sandbox", "provider", "README.md"), "utf8");
    for (const { token, properties } of resourceTypes) {
      const names = (select: (property: Property) => boolean | undefined) =>
        Object.keys(properties)
          .filter((name) => select(properties[name] as Property))
          .sort()
          .map((name) => `\`${name}\``)
          .join(", ") || "nothing";
      const replaced = names(({ replaces }) => replaces);
      const updated = names(({ replaces, output }) => !replaces && !output);
      const section = `### \`${token}\`\n\n- Replaced by a change of: ${replaced}.\n- Updated in place by a change of: ${updated}.\n`;
      assert.ok(readme.includes(section), `sandbox/provider/README.md has to say this:\n${section}`);
    }
  });
});

/** The SDK's type of a property, as far as it tells texts, numbers, flags, lists and maps apart. */
function kindOf(type: string): string {
  if (type.includes("[]")) return "list";
  if (type.includes("[key: string]")) return "map";
  if (type.includes("boolean")) return "flag";
  return type.includes("number") ? "number" : "text";
}

function kindName({ kind }: Property): string {
  if (kind === "set") return "list";
  return kind === "integer" || kind === "decimal" ? "number" : kind;
}
