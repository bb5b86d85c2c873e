import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Answer } from "../answer";
import type { DiagnoseDocument } from "../documents/diagnose";
import type { OpenStack } from "../openStack";
import { note, type Surroundings } from "../surroundings";
import { pageOf } from "./page/page";
import { checkPlace, writePage } from "./page/writePage";
import { sheetOf } from "./sheet";

/** `--html`: an answer that is written to a file, too, as a page; a place where that cannot go is refused before AWS is asked. */
export async function withPage<A extends Answer & { document: DiagnoseDocument }>(
  stack: OpenStack,
  surroundings: Surroundings,
  { file, mayOverwrite }: { file: string; mayOverwrite: boolean },
  diagnosed: () => Promise<A>,
): Promise<A> {
  // npm runs scripts in the project's folder, and says where it was called.
  const path = resolve(surroundings.env.INIT_CWD ?? process.cwd(), file);
  await checkPlace(path, mayOverwrite);
  const answer = await diagnosed();
  await writePage(path, pageOf(await sheetOf(stack, answer.document)));
  note(surroundings, `The page is in ${path} (${pathToFileURL(path).href})`);
  return answer;
}
