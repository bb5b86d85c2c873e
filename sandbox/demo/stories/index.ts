import { adopt } from "./adopt";
import { newEnvironment } from "./new";
import type { Story } from "./story";
import { update } from "./update";

/** By the name that users give; the first is played without one. */
export const stories: Record<string, Story> = { update, adopt, new: newEnvironment };

/** There is no such story; the message names those that there are. */
export class UnknownStory extends Error {}

/** The story that the words after `npm run demo --` ask for. */
export function chooseStory(words: string[]): Story {
  const [name = Object.keys(stories)[0] ?? "", ...more] = words;
  const story = Object.hasOwn(stories, name) ? stories[name] : undefined;
  if (story !== undefined && more.length === 0) return story;
  const given = story === undefined ? `no story "${name}"` : `one story at a time, not ${words.length}`;
  const lines = Object.entries(stories).map(([each, { about }]) => `  npm run demo -- ${each.padEnd(8)}${about}`);
  throw new UnknownStory([`${given}; there are:`, ...lines, "Nothing was started."].join("\n"));
}
