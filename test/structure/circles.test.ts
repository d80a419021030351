/**
 * No files of src/ import each other in a circle, not even for their types: each can be read after those it rests on.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

test("imports run in no circle", () => {
  const imports = new Map(sourceFiles().map((file) => [file, importsOf(file)]));
  // Takes away what rests on nothing that is left, again and again: what stays is, or rests on, a circle.
  for (let size = -1; size !== imports.size; ) {
    size = imports.size;
    for (const [file, targets] of imports) if (targets.every((target) => !imports.has(target))) imports.delete(file);
  }
  expect([...imports.keys()]).toEqual([]);
});

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/from "(\.{1,2}\/[^"]+)\.js"/g)].map(([, target = ""]) =>
    normalize(join(dirname(file), `${target}.ts`)),
  );
}
