/**
 * Values of plain YAML that end in the line in which they begin: scalars with and without quotes, and collections of
 * them in brackets.
 */
import { kindOf } from "./scalar-kind.js";
import type { ListNode, MappingNode, ScalarNode, TextNode } from "./text-node.js";

/** The text is no plain YAML, or no YAML at all. */
export class NotPlain extends Error {}

/** A place in a text that moves on while it is read. */
export interface Cursor {
  readonly text: string;
  at: number;
}

const DOUBLE_QUOTED = /"[^"\\\n]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\n]*)*"/y;
const SINGLE_QUOTED = /'[^'\n]*(?:''[^'\n]*)*'/y;
/** How a scalar without quotes begins that cannot be anything else. */
const BEGINS = /[\w./+~$(<^=\u00a1-\u1fff]|-[\w.]/y;
const TO_END_OF_LINE = /[^\n]*/y;
/** Up to what ends a scalar in brackets, or might. */
const WITHIN_BRACKETS = /[^\n,[\]{}:#]*(?::(?![ \n,[\]{}]|$)[^\n,[\]{}:#]*)*/y;
/** What makes a scalar the key of another value. */
const KEY_WITHIN = /:(?: |$)/;

/** The value that begins at the cursor. `depth`: how many brackets there may be within each other. */
export function valueInLine(cursor: Cursor, depth: number): TextNode {
  const first = cursor.text[cursor.at];
  if (first === "{") return mappingInBrackets(cursor, depth);
  if (first === "[") return listInBrackets(cursor, depth);
  return quoted(cursor) ?? lineWithoutQuotes(cursor);
}

/** The scalar in quotes that begins at the cursor; undefined where there are none. */
export function quoted(cursor: Cursor): ScalarNode | undefined {
  const { at } = cursor;
  switch (cursor.text[at]) {
    case '"': {
      const text = taken(cursor, DOUBLE_QUOTED);
      return quotedScalar(at, text.includes("\\") ? String(JSON.parse(text)) : text.slice(1, -1));
    }
    case "'":
      return quotedScalar(at, taken(cursor, SINGLE_QUOTED).slice(1, -1).replaceAll("''", "'"));
    default:
      return undefined;
  }
}

export function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at += 1;
}

/** What the pattern finds at the cursor, which moves on behind it. */
export function taken(cursor: Cursor, pattern: RegExp): string {
  const { text, at } = cursor;
  pattern.lastIndex = at;
  if (!pattern.test(text)) throw new NotPlain();
  cursor.at = pattern.lastIndex;
  return text.slice(at, cursor.at);
}

/** Without quotes and not in brackets: up to a comment, or to the end of the line. */
function lineWithoutQuotes(cursor: Cursor): ScalarNode {
  const { at } = cursor;
  const text = withoutQuotes(cursor, TO_END_OF_LINE);
  const comment = text.indexOf(" #");
  const own = (comment < 0 ? text : text.slice(0, comment)).trimEnd();
  if (KEY_WITHIN.test(own)) throw new NotPlain();
  cursor.at = at + own.length;
  return plainScalar(at, own);
}

function withoutQuotes(cursor: Cursor, pattern: RegExp): string {
  BEGINS.lastIndex = cursor.at;
  if (!BEGINS.test(cursor.text)) throw new NotPlain();
  return taken(cursor, pattern);
}

function scalarInBrackets(cursor: Cursor): ScalarNode {
  const { at } = cursor;
  const inQuotes = quoted(cursor);
  if (inQuotes !== undefined) return inQuotes;
  const own = withoutQuotes(cursor, WITHIN_BRACKETS).trimEnd();
  return plainScalar(at, own);
}

function valueInBrackets(cursor: Cursor, depth: number): TextNode {
  skipSpaces(cursor);
  const first = cursor.text[cursor.at];
  const isScalar = first !== "{" && first !== "[";
  const value = isScalar ? scalarInBrackets(cursor) : valueInLine(cursor, depth);
  skipSpaces(cursor);
  return value;
}

function listInBrackets(cursor: Cursor, depth: number): ListNode {
  const { at } = cursor;
  const items: TextNode[] = [];
  eachInBrackets(cursor, "]", depth, () => items.push(valueInBrackets(cursor, depth - 1)));
  return { kind: "list", at, tag: undefined, items: () => items };
}

function mappingInBrackets(cursor: Cursor, depth: number): MappingNode {
  const { at } = cursor;
  const entries: { readonly key: TextNode; readonly value: TextNode }[] = [];
  eachInBrackets(cursor, "}", depth, () => {
    const key = scalarInBrackets(cursor);
    if (cursor.text[cursor.at] !== ":") throw new NotPlain();
    cursor.at += 1;
    entries.push({ key, value: valueInBrackets(cursor, depth - 1) });
  });
  return { kind: "mapping", at, tag: undefined, entries: () => entries };
}

/** Reads each part from the opening bracket to the closing one, with commas between. */
function eachInBrackets(cursor: Cursor, closing: string, depth: number, read: () => void): void {
  if (depth <= 0) throw new NotPlain();
  cursor.at += 1;
  skipSpaces(cursor);
  for (let isFirst = true; cursor.text[cursor.at] !== closing; isFirst = false) {
    if (!isFirst) {
      if (cursor.text[cursor.at] !== ",") throw new NotPlain();
      cursor.at += 1;
      skipSpaces(cursor);
    }
    read();
  }
  cursor.at += 1;
}

function quotedScalar(at: number, text: string): ScalarNode {
  return { kind: "scalar", at, tag: undefined, scalar: "string", text, empty: false };
}

export function plainScalar(at: number, text: string): ScalarNode {
  return { kind: "scalar", at, tag: undefined, scalar: kindOf(text), text, empty: false };
}
