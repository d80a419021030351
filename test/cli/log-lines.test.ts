// The log as dev shows it: lines for people, made of the logger's own.
import { expect, test } from "vitest";
import { logLines } from "../../src/cli/log-lines.js";
import { createLogger } from "../../src/server/logger.js";

test("each entry is one line of level, text and details", () => {
  const lines: string[] = [];
  const logger = createLogger(
    "info",
    logLines((line) => lines.push(line)),
  );
  logger.info("the store answers");
  logger.error({ detail: "no answer within 2000 ms", tries: 3 }, "the store does not answer");
  logger.debug("unseen");
  expect(lines).toEqual([
    "info: the store answers",
    'error: the store does not answer detail="no answer within 2000 ms" tries=3',
  ]);
});

test("what a terminal would take for orders is told as text", () => {
  const lines: string[] = [];
  const logger = createLogger(
    "info",
    logLines((line) => lines.push(line)),
  );
  logger.warn({ namespace: "\u001b[2J\u0000\u009b1m\u007f", queue: "a\u202eb" }, "refused");
  expect(lines).toEqual(['warn: refused namespace="\\u001b[2J\\u0000\\u009b1m\\u007f" queue="a\\u202eb"']);
});

test("the stack of an unexpected error stands below, indented", () => {
  const lines: string[] = [];
  const logger = createLogger(
    "info",
    logLines((line) => lines.push(line)),
  );
  logger.error({ error_id: "e-1", err: new Error("a bug") }, "unexpected error");
  expect(lines[0]).toMatch(/^error: unexpected error error_id=e-1\n {2}Error: a bug\n {6}at /);
});
