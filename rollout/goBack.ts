import { setCommand } from "../settings/commands";
import type { Revision } from "./revisions";

/** The commands that make the stack ask for the earlier revision again, as far as image and size go. */
export function goBackCommands(mainContainer: string, wanted: Revision, previous: Revision): string {
  const imageOf = ({ containers }: Revision) => containers.find(({ name }) => name === mainContainer)?.image;
  const settings = [
    { name: "image", now: imageOf(wanted), before: imageOf(previous) },
    { name: "cpu", now: wanted.cpu, before: previous.cpu },
    { name: "memory", now: wanted.memory, before: previous.memory },
  ];
  const commands = settings.flatMap(({ name, now, before }) =>
    before === undefined || before === now ? [] : [setCommand([name], before)],
  );
  if (commands.length === 0) return "undo the change of the settings, then pulumi up";
  return [...commands, "pulumi up"].join(" && ");
}
