/**
 * Secrets do not get into the log, whatever text they stand in.
 */
import { expect, it } from "vitest";
import { createLogger } from "../../src/server/logger.js";
import { redacted } from "../../src/server/redacted.js";

it.each([
  ["mongodb://user:pa55@host:27017/?replicaSet=rs0", "mongodb://user:[redacted]@host:27017/?replicaSet=rs0"],
  [
    "cannot reach mongodb+srv://u:p%40ss@a.example,b.example",
    "cannot reach mongodb+srv://u:[redacted]@a.example,b.example",
  ],
  ["mongodb://user:p@ss:w@host/db", "mongodb://user:[redacted]@host/db"],
  ["authorization: Bearer abc.DEF-123_~+/=", "authorization: Bearer [redacted]"],
  ["token eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "token [redacted]"],
])("%s is shown without its secret", (text, shown) => {
  expect(redacted(text)).toBe(shown);
});

it.each(["mongodb://host:27017/db", "flow 7:3@12 of task a", "a bearer of news", "http://127.0.0.1:50052/metrics"])(
  "%s is shown as it is",
  (text) => {
    expect(redacted(text)).toBe(text);
  },
);

it("what is logged goes through it, errors and their causes included", () => {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  const uri = "mongodb://admin:hunter2@db.example/?replicaSet=rs0";
  const error = new Error(`no server at ${uri}`, { cause: new Error(`tried ${uri} with Bearer s3cret-token`) });
  logger.error({ err: error, uri }, "cannot connect");
  logger.child({ audit: true }).info({ uri }, "audit");
  expect(lines.length).toBe(2);
  expect(lines.join("")).not.toMatch(/hunter2|s3cret/);
  expect(lines.map((line) => JSON.parse(line).uri)).toEqual(
    Array(2).fill("mongodb://admin:[redacted]@db.example/?replicaSet=rs0"),
  );
});
