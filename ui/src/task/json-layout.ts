// Lays JSON out by blanks alone: numbers, escapes, the order of keys and keys that stand twice are shown as they were sent.

const INDENT = "  ";
/** What is nested deeper stays as it is: its indentation would be many times its text. */
const DEEPEST = 100;

/** A string as it is spelled, a mark, or a number or word. Blanks between them fall away. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text with each member and item on a line of its own; as it is where it is no JSON. */
export function jsonLaidOut(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(TOKENS) ?? [];
  const parts: string[] = [];
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token === "{" || token === "[") {
      depth += 1;
      if (depth > DEEPEST) return text;
      parts.push(token, isClosing(tokens[at + 1]) ? "" : lineOf(depth));
    } else if (isClosing(token)) {
      depth -= 1;
      parts.push(isOpening(tokens[at - 1]) ? "" : lineOf(depth), token);
    } else if (token === ",") parts.push(token, lineOf(depth));
    else parts.push(token === ":" ? ": " : token);
  }
  return parts.join("");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isOpening = (token: string | undefined): boolean => token === "{" || token === "[";
const isClosing = (token: string | undefined): boolean => token === "}" || token === "]";
const lineOf = (depth: number): string => `\n${INDENT.repeat(depth)}`;
