/**
 * A block of lines at the end of the terminal's output that is drawn again in its place.
 */

export interface LiveArea {
  /** How many lines, and of how many characters, fit in now. */
  size(): { readonly rows: number; readonly columns: number };
  /** Replaces what was drawn before. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawing where it is; what comes next is written below it. */
  close(): void;
}

export interface TerminalStream {
  readonly rows?: number;
  readonly columns?: number;
  write(text: string): boolean;
}

/** Whether something can be drawn in its place there: on a terminal that knows how to go back, which a dumb one does not. */
export function canRedraw(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const CLEAR_BELOW = "\u001b[J";
/** One row stays free for the cursor, so that the block never scrolls away under it. */
const FREE_ROWS = 1;

export function createLiveArea(stream: TerminalStream): LiveArea {
  let drawn = 0;
  let open = false;
  return {
    size: () => ({ rows: Math.max(3, (stream.rows ?? 24) - FREE_ROWS), columns: Math.max(20, stream.columns ?? 80) }),
    draw(lines) {
      const begin = open ? "" : HIDE_CURSOR;
      open = true;
      stream.write(`${begin}${toTop(drawn)}${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join("")}`);
      drawn = lines.length;
    },
    close() {
      if (open) stream.write(SHOW_CURSOR);
      open = false;
      drawn = 0;
    },
  };
}

function toTop(lines: number): string {
  return lines === 0 ? "" : `\u001b[${lines}A\r`;
}
