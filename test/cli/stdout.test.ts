// What becomes of a command whose output cannot be written.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { distUrl } from "../run/once-per-run.js";
import { cleanEnvironment } from "./lazyengine-process.js";

const main = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));

/** Of a command whose stdout is that of a shell's redirection. */
async function redirected(to: string) {
  const child = spawn("sh", ["-c", `"$0" "$1" config show -o json ${to}`, process.execPath, main], {
    env: cleanEnvironment(),
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { code, stderr };
}

test.skipIf(!existsSync("/dev/full"))("a full disk is told in words, and is no success", async () => {
  const { code, stderr } = await redirected("> /dev/full");
  expect(stderr).toMatch(/^error: cannot write to stdout: ENOSPC.*\n$/);
  expect(code).toBe(1);
});

test("a reader that wants no more is no error", async () => {
  expect(await redirected("| true")).toEqual({ code: 0, stderr: "" });
});
