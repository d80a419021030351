/**
 * Files that are read again when they change: never while somebody writes them in place.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/server/logger.js";
import { watchFiles } from "../../src/server/watched-file.js";
import { testFile } from "./tokens-file.js";

it("a file that is written in place, piece by piece, is read once it is whole", async () => {
  const { path } = testFile("content", "before");
  const read: string[] = [];
  const watched = watchFiles({
    what: "the content",
    paths: [path],
    read: () => {
      const content = readFileSync(path, "utf8");
      read.push(content);
      return content;
    },
    logger: createLogger("silent"),
  });
  onTestFinished(() => watched.close());
  const changed = new Promise<string>((resolve) => watched.onChange(resolve));
  writeFileSync(path, "");
  for (let piece = 0; piece < 30; piece += 1) {
    appendFileSync(path, `${piece} `);
    await delay(100); // as somebody who writes slowly
  }
  appendFileSync(path, "end");
  expect(await changed).toMatch(/^0 1 .* 29 end$/);
  expect(read).toEqual(["before", watched.content]);
});
