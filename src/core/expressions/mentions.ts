/**
 * What an expression may read, found without parsing it, which takes long where there are many: too much rather than too
 * little.
 */
import { type ExpressionKind, NAMES } from "./names.js";

export interface Mentions {
  /** Of those in NAMES. */
  readonly names: ReadonlySet<string>;
  /** The tasks whose results it may read; undefined = any. */
  readonly results: readonly string[] | undefined;
}

const WORD = /\b[a-z_]+\b/g;
const TASKS = /\btasks\b/g;
/** With what is read of it, where that is no result. Names in quotes are looked at only where nothing is escaped in them. */
const TASK = /\btasks\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*(?:"([^"'\\]*)"|'([^"'\\]*)')\s*\])(\s*\.\s*(?:state|failure)\b)?/g;

export function mentions({ text, kind }: { readonly text: string; readonly kind: ExpressionKind }): Mentions {
  const names = new Set(
    [...text.matchAll(WORD)].map(([word]) => word).filter((word) => Object.hasOwn(NAMES[kind], word)),
  );
  const tasks = [...text.matchAll(TASK)];
  // One that is written in another way, as with brackets around it, may be followed by any name.
  if (tasks.length < [...text.matchAll(TASKS)].length) return { names, results: undefined };
  const results = tasks.flatMap(([, plain, double, single, other]) =>
    other === undefined ? [plain ?? double ?? single ?? ""] : [],
  );
  return { names, results };
}
