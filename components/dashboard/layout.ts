import type { Content, Widget } from "./body";

/** Columns of the grid. */
const gridWidth = 24;

/** Rows from top to bottom, each with widgets of the same height that share its width. */
export function layout(rows: { height: number; widgets: Content[] }[]): Widget[] {
  let y = 0;
  return rows
    .filter(({ widgets }) => widgets.length > 0)
    .flatMap(({ height, widgets }) => {
      const width = Math.floor(gridWidth / widgets.length);
      const placed = widgets.map((content, index) => ({ ...content, x: index * width, y, width, height }));
      y += height;
      return placed;
    });
}

/** The widgets two by two; a last one that is alone has a row of its own. */
export const pairs = (widgets: Content[], height: number) =>
  Array.from({ length: Math.ceil(widgets.length / 2) }, (_, index) => ({
    height,
    widgets: widgets.slice(2 * index, 2 * index + 2),
  }));
