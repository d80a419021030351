/**
 * The command begins without the transport and the database driver, which take longer to load than most commands run.
 */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { packageOf } from "./imports.js";

/** What is loaded with a file: the specifiers of its imports but those of types alone and those by `import()`. */
const LOADED = /^(?:import|export)\s+(?!type\s)(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;

/** Each file that is loaded with the first, and each package with a file that loads it. */
function loadedWith(first: string): { readonly files: ReadonlySet<string>; readonly packages: Map<string, string> } {
  const files = new Set([first]);
  const packages = new Map<string, string>();
  for (const file of files) {
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(LOADED)) {
      const name = packageOf(specifier);
      if (name !== undefined) packages.set(name, file);
      if (!specifier.startsWith(".")) continue;
      files.add(posix.join(posix.dirname(file), specifier.replace(/\.js$/, ".ts")));
    }
  }
  return { files, packages };
}

test("the command loads neither gRPC nor MongoDB nor a server before it needs them", () => {
  const { files, packages } = loadedWith("src/cli/main.ts");
  expect(files.has("src/cli/commands/simulate.ts")).toBe(true);
  expect(packages.has("commander")).toBe(true);
  const heavy = ["@grpc/grpc-js", "@grpc/reflection", "grpc-health-check", "mongodb", "pino", "prom-client", "jose"];
  expect(heavy.flatMap((name) => packages.get(name) ?? [])).toEqual([]);
});
