// JSON that is harmless as text, in the log too.
import { expect, it } from "vitest";
import { escapedJson } from "../../src/server/escaped-json.js";
import { createLogger } from "../../src/server/logger.js";

const HOSTILE = "\u001b[2J \u007f \u009b2J \u0085 \u202egnp.exe \u2067 \u200f \u061c \u2028 \u{1f600} ü";
// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

it("no order to a terminal is left in it, and whoever parses it is given the same", () => {
  const value = { [HOSTILE]: [HOSTILE, 1, null] };
  const json = escapedJson(JSON.stringify(value));
  expect(json).not.toMatch(UNSAFE);
  expect(json).toContain("\u{1f600} ü");
  expect(JSON.parse(json)).toEqual(value);
});

it("so are the lines of the log", () => {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  logger.info({ queue: HOSTILE, err: new Error(HOSTILE) }, "audit");
  expect(lines.map((line) => line.trimEnd())).toEqual([expect.not.stringMatching(UNSAFE)]);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ queue: HOSTILE, err: { message: HOSTILE } });
});
