// What is said of an address of the store that cannot be used: it holds credentials, of which nothing is told.
import { expect, test } from "vitest";
import { reportOf } from "../../src/cli/error-report.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";

function refusalOf(uri: string): unknown {
  try {
    createMongoStore({ uri });
  } catch (error) {
    return error;
  }
  throw new Error(`${uri} was taken`);
}

test.each([
  "mongodb//user:sesame@h",
  "mongodb://user:sesame@h/?foo=1",
  "mongodb://user:ses@me@h:99999/",
  "mongodb://user:sesame@h:99999/",
  "mongodb://user:ses/ame@h/",
  "mongodb+srv://user:sesame@a,b/",
  "mongodb://user:sesame",
  "mongodb://user:sesame/db",
  "mongodb://user:sesame:27017/db",
  "mongodb://user:sesame,h2:27017/",
  "mongodb://user:sesame%40h:27017/",
  "mongodb://127.0.0.1/db?sesame@h",
])("%s", (uri) => {
  const { lines, exitCode } = reportOf(refusalOf(uri));
  expect(lines).toEqual([expect.stringMatching(/^error: --mongodb is no connection string of a replica set/)]);
  expect(lines[0]).not.toMatch(/ses|ame@|user/);
  expect(exitCode).toBe(2);
});
