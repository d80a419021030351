/**
 * Tables for people: aligned columns, text made safe for a terminal.
 */

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

const GAP = "  ";
const ELLIPSIS = "…";

/**
 * One line for the titles and one for each row, none with trailing blanks. Where `width` is given (columns of the
 * terminal), longer lines are cut.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width?: number,
): readonly string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => textWidth(row[at] ?? ""))));
  return cells.map((row) => {
    const padded = columns.map((column, at) => pad(row[at] ?? "", widths[at] ?? 0, column.align ?? "left"));
    return cut(padded.join(GAP).trimEnd(), width);
  });
}

/**
 * Text of others on one line without control characters: neither a name nor a failure's message can move the cursor
 * or colour the screen.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is what this is for
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
}

/** The first `width` characters, the last of them an ellipsis where something was cut. */
export function cut(text: string, width: number | undefined): string {
  if (width === undefined || textWidth(text) <= width) return text;
  return `${[...text].slice(0, Math.max(0, width - 1)).join("")}${ELLIPSIS}`;
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "right" ? blanks + text : text + blanks;
}

/** In characters, not in UTF-16 units. */
function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width += 1;
  return width;
}
