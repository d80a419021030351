// The snippets of docs/node-client.md, run as they stand against a real server: what they say they print, they print.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { distUrl } from "../run/once-per-run.js";
import { startRealServer } from "./real-server.js";

const ROOT = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(ROOT, "docs", "node-client.md"), "utf8");
const snippets = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = ""]) => code);

test("the page has snippets, each of which says what it prints", () => {
  expect(snippets).toHaveLength(6);
  for (const code of snippets) {
    expect(printed(code)).not.toEqual([]);
  }
});

test.each(snippets.map((code, index) => ({ code, number: index + 1 })))(
  "snippet $number prints it",
  async ({ code }) => {
    await distUrl();
    const server = await startRealServer();
    const folder = mkdtempSync(join(tmpdir(), "lazyengine-snippet-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // The package under its own name, where npm would lay it.
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(ROOT, join(folder, "node_modules", "lazyengine"));
    writeFileSync(join(folder, "snippet.mjs"), code);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "snippet.mjs")], {
      env: { ...process.env, LAZYENGINE_ADDRESS: server.address },
      timeout: 30_000,
    });
    expect(stdout.trim().split("\n")).toEqual(printed(code));
  },
);

/** What the comments behind `console.log(…);` say. */
function printed(code: string): string[] {
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text = ""]) => text);
}
