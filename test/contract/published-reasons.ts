/**
 * What errors.proto publishes about each reason, read from its comments.
 */
import { readFileSync } from "node:fs";

export interface PublishedReason {
  /** The name of the gRPC code that it always comes with. */
  readonly code: string;
  /** The keys of the metadata that it always carries. */
  readonly metadata: readonly string[];
}

const text = readFileSync("proto/lazyengine/v1/errors.proto", "utf8");

/** By the name of the value without `ERROR_REASON_`; UNSPECIFIED is left out. */
export const PUBLISHED_REASONS: ReadonlyMap<string, PublishedReason> = new Map(
  [...text.matchAll(/((?: *\/\/.*\n)+) *ERROR_REASON_(\w+) = [1-9]/g)].map(([, comment = "", name = ""]) => {
    const prose = comment.replaceAll(/\n? *\/\/ */g, " ");
    const code = /Code: (\w+)/.exec(prose)?.[1] ?? "";
    return [name, { code, metadata: keysOf(/Metadata: (.*)/.exec(prose)?.[1] ?? "") }];
  }),
);

/** The words outside of brackets. A key that comes only sometimes says so within them; "a or b" is one of the two. */
function keysOf(prose: string): readonly string[] {
  const plain = prose.replaceAll(/\b\w+ \((where|the flow's, where)[^)]*\)/g, "").replaceAll(/\([^)]*\)/g, "");
  if (plain.includes(" or ") || plain.trim() === "none.") return [];
  return plain.match(/[a-z_]+/g) ?? [];
}
