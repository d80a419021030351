/**
 * Colours, where they are wanted: on a terminal, unless NO_COLOR is set (to anything but nothing), or as --color says.
 */

export interface Style {
  good(text: string): string;
  bad(text: string): string;
  busy(text: string): string;
  faint(text: string): string;
  strong(text: string): string;
}

export const PLAIN: Style = { good: same, bad: same, busy: same, faint: same, strong: same };

const COLOURED: Style = {
  good: (text) => sgr(32, text),
  bad: (text) => sgr(31, text),
  busy: (text) => sgr(36, text),
  faint: (text) => sgr(2, text),
  strong: (text) => sgr(1, text),
};

export function styleFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
  color: "auto" | "always" | "never" = "auto",
): Style {
  if (color !== "auto") return color === "always" ? COLOURED : PLAIN;
  const wanted = stream.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return wanted ? COLOURED : PLAIN;
}

/** How the state of a flow or a task is painted. */
export function paintOfState(state: string): keyof Style | undefined {
  return PAINTS[state];
}

const PAINTS: Readonly<Record<string, keyof Style>> = {
  PENDING: "faint",
  DELAYED: "faint",
  SKIPPED: "faint",
  REVERTED: "faint",
  READY: "busy",
  RUNNING: "busy",
  REVERTING: "busy",
  SUCCEEDED: "good",
  FAILED: "bad",
  CANCELLED: "bad",
  REVERT_FAILED: "bad",
};

function same(text: string): string {
  return text;
}

/** "Select graphic rendition": switches it on before the text and everything off after it. */
function sgr(code: number, text: string): string {
  return text === "" ? "" : `\u001b[${code}m${text}\u001b[0m`;
}
