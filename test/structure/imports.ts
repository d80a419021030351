// What a TypeScript file imports, read from its formatted text.
import { posix } from "node:path";
import type { SourceFile } from "./source-files.js";

export interface Import {
  readonly path: string;
  readonly line: number;
  /** As written: "./state.js", "node:fs", "#gen/lazyengine/v1/flow_pb.js". */
  readonly specifier: string;
  /** For a relative one: the file meant, from the root of the checkout. */
  readonly target: string | undefined;
}

const SPECIFIER = /(?:\bfrom|^import|\bimport\()\s*"([^"]+)"/;

export function importsOf(file: SourceFile): readonly Import[] {
  return file.lines.flatMap((text, index) => {
    const specifier = SPECIFIER.exec(text)?.[1];
    if (specifier === undefined || /^\s*(\/\/|\*|\/\*)/.test(text)) return [];
    const target = specifier.startsWith(".") ? posix.join(posix.dirname(file.path), specifier) : undefined;
    return [{ path: file.path, line: index + 1, specifier, target }];
  });
}

/** The npm package that a specifier belongs to; undefined for relative, `#` and `node:` ones. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|#|node:)/.test(specifier)) return undefined;
  const [first, second] = specifier.split("/");
  return specifier.startsWith("@") ? `${first}/${second}` : first;
}
