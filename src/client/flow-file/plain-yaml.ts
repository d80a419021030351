/**
 * The text of a flow file that keeps to what most of them are written with, as the same tree that the YAML parser makes
 * of it, in a tenth of the time: mappings and lists by indentation, literal blocks, and what ends in the line in which
 * it begins. All else is left to that parser, and so is what is wrong: it says what, and where.
 */
import { type Cursor, NotPlain, plainScalar, quoted, skipSpaces, taken, valueInLine } from "./line-values.js";
import type { ListNode, MappingNode, ScalarNode, TextNode } from "./text-node.js";

/** As deep as YAML is read. */
const DEPTH = 100;

/** What YAML has rules of its own for: controls, tabs, other ends of lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for.
const UNUSUAL = /[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff]/;

const DASH = /-(?=[ \n]|$)/y;
const NAME = /[A-Za-z_][\w./-]*/y;
/** A key by indentation, with its colon; YAML allows longer ones. */
const KEY = /(?:[A-Za-z_][\w./-]{0,100}|"[^"\\\n]{0,100}"|'[^'\n]{0,100}'):(?=[ \n]|$)/y;
const LITERAL = /\|-?(?:\n|$)/y;
/** What may follow a value in its line. */
const REST_OF_LINE = / *(?:(?<= )#[^\n]*)?(?:\n|$)/y;

/** Undefined where it is not plain. */
export function parsePlainYaml(text: string): TextNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new PlainYaml(text).whole();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class PlainYaml {
  readonly #cursor: Cursor;
  /** Where in its line the cursor is, from 0; -1 at the end of the text. */
  #column = -1;

  constructor(text: string) {
    this.#cursor = { text, at: text.startsWith("---\n") ? 4 : 0 };
  }

  whole(): TextNode {
    this.#toContent();
    if (this.#column !== 0) throw new NotPlain();
    const root = this.#block(DEPTH);
    if (this.#column >= 0) throw new NotPlain();
    return root;
  }

  /** From the beginning of a line to what comes next, in it or in a later one. */
  #toContent(): void {
    const { text } = this.#cursor;
    for (let start = this.#cursor.at; start < text.length; start = endOfLine(text, start) + 1) {
      const at = start + spacesFrom(text, start);
      const char = text[at];
      if (char === "\n" || char === "#" || char === undefined) continue;
      this.#cursor.at = at;
      this.#column = at - start;
      return;
    }
    this.#column = -1;
  }

  #is(pattern: RegExp): boolean {
    pattern.lastIndex = this.#cursor.at;
    return pattern.test(this.#cursor.text);
  }

  /** `depth`: how many more collections there may be within each other. */
  #block(depth: number): TextNode {
    if (depth <= 0) throw new NotPlain();
    return this.#is(DASH) ? this.#list(depth) : this.#mapping(depth);
  }

  #mapping(depth: number): MappingNode {
    const { at } = this.#cursor;
    const column = this.#column;
    const entries: { readonly key: TextNode; readonly value: TextNode }[] = [];
    do {
      const key = this.#key();
      entries.push({ key, value: this.#atEndOfLine(key.at, column, depth, true) ?? this.#inLine(column, depth) });
    } while (this.#column === column);
    if (this.#column > column) throw new NotPlain();
    return { kind: "mapping", at, tag: undefined, entries: () => entries };
  }

  #key(): ScalarNode {
    if (!this.#is(KEY)) throw new NotPlain();
    const { at } = this.#cursor;
    const key = quoted(this.#cursor) ?? plainScalar(at, taken(this.#cursor, NAME));
    this.#cursor.at += 1;
    return key;
  }

  #list(depth: number): ListNode {
    const { at } = this.#cursor;
    const column = this.#column;
    const items: TextNode[] = [];
    do {
      this.#cursor.at += 1;
      items.push(this.#atEndOfLine(at, column, depth, false) ?? this.#item(column, depth));
    } while (this.#column === column && this.#is(DASH));
    if (this.#column > column) throw new NotPlain();
    return { kind: "list", at, tag: undefined, items: () => items };
  }

  /** Behind the dash a list or a mapping may begin in the same line, as far to the right as it stands there. */
  #item(column: number, depth: number): TextNode {
    const start = this.#cursor.at;
    skipSpaces(this.#cursor);
    if (!this.#is(DASH) && !this.#is(KEY)) return this.#inLine(column, depth);
    this.#column = column + 1 + this.#cursor.at - start;
    return this.#block(depth - 1);
  }

  /**
   * What belongs to a key or a dash behind which the line ends: what stands further to the right, below a key also a
   * list just below it, or nothing. Undefined where the line does not end.
   */
  #atEndOfLine(missingAt: number, column: number, depth: number, isOfKey: boolean): TextNode | undefined {
    if (!this.#is(REST_OF_LINE)) return undefined;
    this.#cursor.at = REST_OF_LINE.lastIndex;
    this.#toContent();
    const isBelow = this.#column > column || (isOfKey && this.#column === column && this.#is(DASH));
    if (isBelow) return this.#block(depth - 1);
    return { kind: "scalar", at: missingAt, tag: undefined, scalar: "nothing", text: "", empty: true };
  }

  /** What begins in this line, of a key or a dash at the column. */
  #inLine(column: number, depth: number): TextNode {
    skipSpaces(this.#cursor);
    if (this.#is(LITERAL)) return this.#literal(column);
    const value = valueInLine(this.#cursor, depth - 1);
    taken(this.#cursor, REST_OF_LINE);
    this.#toContent();
    return value;
  }

  /** The lines that stand further to the right, as they are. */
  #literal(column: number): ScalarNode {
    const { text, at } = this.#cursor;
    const lines: string[] = [];
    let margin = -1;
    let start = LITERAL.lastIndex;
    for (; start < text.length; start = endOfLine(text, start) + 1) {
      const end = endOfLine(text, start);
      const own = spacesFrom(text, start);
      if (end === start) lines.push("");
      else if (own <= column) break;
      else {
        if (margin < 0) margin = own;
        // Less than the first line has is a fault; a line of nothing but spaces has rules of its own.
        if (own < margin || start + own === end) throw new NotPlain();
        lines.push(text.slice(start + margin, end));
      }
    }
    while (lines.at(-1) === "") lines.pop();
    if (lines.length === 0) throw new NotPlain();
    this.#cursor.at = start;
    this.#toContent();
    const own = lines.join("\n") + (text[at + 1] === "-" ? "" : "\n");
    return { kind: "scalar", at, tag: undefined, scalar: "string", text: own, empty: false };
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function spacesFrom(text: string, start: number): number {
  let at = start;
  while (text[at] === " ") at += 1;
  return at - start;
}
