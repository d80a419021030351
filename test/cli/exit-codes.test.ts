// The exit codes: one table for the code, the help text and the documentation.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EXIT, EXIT_CODE_TABLE, exitCodeHelp, exitCodeOfFlow, exitCodeOfStatus } from "../../src/cli/exit-code.js";

test("the table names every code once, in the order of the codes", () => {
  expect(EXIT_CODE_TABLE.map(({ code }) => code)).toEqual(Object.values(EXIT));
});

test("the documentation and the help have the same table", () => {
  const documented = readFileSync("docs/command.md", "utf8").match(/^\| \d+ \| .* \|$/gm);
  expect(documented).toEqual(EXIT_CODE_TABLE.map(({ code, meaning }) => `| ${code} | ${meaning} |`));
  for (const { code, meaning } of EXIT_CODE_TABLE) expect(exitCodeHelp()).toContain(`${code}  ${meaning}`);
});

test.each([
  ["INVALID_ARGUMENT", 2],
  ["NOT_FOUND", 3],
  ["ALREADY_EXISTS", 4],
  ["FAILED_PRECONDITION", 4],
  ["ABORTED", 4],
  ["OUT_OF_RANGE", 4],
  ["UNAVAILABLE", 5],
  ["DEADLINE_EXCEEDED", 5],
  ["RESOURCE_EXHAUSTED", 5],
  ["UNAUTHENTICATED", 6],
  ["PERMISSION_DENIED", 6],
  ["INTERNAL", 1],
  ["UNIMPLEMENTED", 1],
])("the status %s ends with %i", (status, code) => {
  expect(exitCodeOfStatus(status)).toBe(code);
});

test.each([
  ["SUCCEEDED", 0],
  ["FAILED", 10],
  ["CANCELLED", 11],
  ["REVERTED", 12],
])("a flow that has %s ends a wait with %i", (state, code) => {
  expect(exitCodeOfFlow(state)).toBe(code);
});
