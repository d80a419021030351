/**
 * A file of bearer tokens for one test, which can be replaced while a server looks at it.
 */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface TestFile {
  readonly path: string;
  /** At once, so that nobody ever sees half of it. */
  replace(content: string): void;
}

export function testFile(name: string, content: string): TestFile {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return {
    path,
    replace: (next) => {
      writeFileSync(`${path}.next`, next);
      renameSync(`${path}.next`, path);
    },
  };
}

export function tokensFile(content: string): TestFile {
  return testFile("tokens.yaml", content);
}

/** What a call carries to prove itself. */
export function bearer(token: string) {
  return { headers: { authorization: `Bearer ${token}` } };
}
