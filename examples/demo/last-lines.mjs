/**
 * The end of what a process says, for when it turns out to matter.
 */
import { createInterface } from "node:readline";

const KEPT = 20;

/**
 * Reads the stream to its end, so that the process never waits for a reader.
 *
 * @param {import("node:stream").Readable | null} stream
 * @returns {() => readonly string[]} The last lines so far.
 */
export function lastLines(stream) {
  /** @type {string[]} */
  const lines = [];
  if (stream !== null) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT) lines.shift();
    });
  }
  return () => lines;
}
