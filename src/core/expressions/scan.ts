/**
 * A first look at the text of an expression, before it is parsed: the parser's time grows faster than the text where
 * brackets are nested, and most of all where they are not closed.
 */
import { LIMITS } from "../limits.js";
import { ExpressionFault, ExpressionLimit, positionAt, START } from "./fault.js";

/** A comment, a text (raw or not, of one or three quotes), a name or number, or any other character. */
const TOKEN =
  /\/\/[^\n]*|(?:[bB]?[rR]|[rR][bB])(?:""".*?"""|'''.*?'''|"[^"\n]*"|'[^'\n]*')|[bB]?(?:"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|`[^`\n]*`|[\w$]+|[^\s\w]/gsu;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** Throws ExpressionFault where the text is too long or too deep, or its brackets do not match. O(text). */
export function scan(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > LIMITS.expressionBytes) {
    const message = `must be at most ${LIMITS.expressionBytes} bytes, got ${bytes}`;
    throw new ExpressionLimit(message, START, LIMITS.expressionBytes, bytes);
  }
  const open: { readonly closing: string; readonly offset: number }[] = [];
  let tokens = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith("//")) continue;
    tokens += 1;
    const closing = CLOSING.get(token);
    if (closing !== undefined) open.push({ closing, offset: index });
    else if (token === ")" || token === "]" || token === "}") {
      if (open.pop()?.closing !== token) throw new ExpressionFault(`unexpected ${token}`, positionAt(text, index));
    } else if (token === '"' || token === "'") {
      throw new ExpressionFault("the text is not closed", positionAt(text, index));
    }
    if (open.length > LIMITS.expressionDepth) throw tooDeep(text, index, open.length);
    if (tokens > LIMITS.expressionTokens) {
      const message = `must be at most ${LIMITS.expressionTokens} words and signs`;
      throw new ExpressionLimit(message, positionAt(text, index), LIMITS.expressionTokens, tokens);
    }
  }
  const last = open.at(-1);
  if (last !== undefined) throw new ExpressionFault(`a ${last.closing} is missing`, positionAt(text, last.offset));
  if (tokens === 0) throw new ExpressionFault("is empty", START);
}

function tooDeep(text: string, offset: number, depth: number): ExpressionLimit {
  const message = `must be nested at most ${LIMITS.expressionDepth} deep`;
  return new ExpressionLimit(message, positionAt(text, offset), LIMITS.expressionDepth, depth);
}
