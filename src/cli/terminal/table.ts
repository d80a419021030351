/**
 * Tables for people: aligned columns, text made safe for a terminal.
 */
import { PLAIN, type Style } from "./style.js";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** How a cell is painted, by its text. */
  readonly paint?: (cell: string) => keyof Style | undefined;
}

const GAP = "  ";
const ELLIPSIS = "…";
/** A column is narrowed to this at most: less tells nothing. */
const NARROWEST = 8;

/**
 * One line for the titles and one for each row, none with trailing blanks. Where `width` is given (columns of the
 * terminal), the widest columns are narrowed until lines fit in; what is still too long is cut.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width?: number,
  style: Style = PLAIN,
): readonly string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => row.map(printable))];
  const whole = columns.map((_, at) => cells.reduce((most, row) => Math.max(most, textWidth(row[at] ?? "")), 0));
  const widths = narrowed(whole, width);
  return cells.map((row) => {
    const padded = columns.map((column, at) => {
      const room = widths[at] ?? 0;
      return pad(cut(row[at] ?? "", room), room, column.align ?? "left");
    });
    const line = cut(padded.join(GAP).trimEnd(), width);
    return row === cells[0] ? style.strong(line) : paintedLine(line, columns, row, widths, style);
  });
}

/** The last column is left to be cut with its line; of the others the widest give way, as far as is needed. */
function narrowed(widths: readonly number[], width: number | undefined): readonly number[] {
  const own = widths.at(-1) ?? 0;
  const others = widths.slice(0, -1);
  let excess =
    others.reduce((sum, each) => sum + each + GAP.length, Math.min(own, NARROWEST)) -
    (width ?? Number.POSITIVE_INFINITY);
  while (excess > 0) {
    const widest = Math.max(...others);
    if (widest <= NARROWEST) break;
    const next = Math.max(NARROWEST, ...others.filter((each) => each < widest));
    const at = others.flatMap((each, index) => (each === widest ? [index] : []));
    const each = Math.min(widest - next, Math.ceil(excess / at.length));
    for (const index of at) others[index] = widest - each;
    excess -= each * at.length;
  }
  return [...others, own];
}

/** Cut and aligned before, painted afterwards: what paints takes no room. */
function paintedLine(
  line: string,
  columns: readonly Column[],
  row: readonly string[],
  widths: readonly number[],
  style: Style,
): string {
  const characters = [...line];
  let at = 0;
  const parts = columns.map(({ paint }, index) => {
    const begin = at;
    at += (widths[index] ?? 0) + GAP.length;
    const text = characters.slice(begin, at).join("");
    const name = paint?.(row[index] ?? "");
    return name === undefined ? text : style[name](text);
  });
  return parts.join("");
}

/**
 * Text of others on one line without control characters: neither a name nor a failure's message can move the cursor
 * or colour the screen.
 */
export function printable(text: string): string {
  return harmless(text).replace(/\s+/g, " ").trim();
}

/** As `printable`, of text that is laid out: blanks and ends of lines stay. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is what this is for
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu, " ");
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
