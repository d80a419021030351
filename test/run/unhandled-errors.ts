/**
 * A reporter for what failed outside every test (a promise that nobody waited for): the run fails by it, and the JSON
 * report leaves it out. It writes a list of lines to the file that UNHANDLED_ERRORS_FILE names.
 */
import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter } from "vitest/reporters";

/** Frames of the stack that are told: enough to know the place. */
const FRAMES = 3;

type UnhandledError = Parameters<NonNullable<Reporter["onTestRunEnd"]>>[1][number];

export default class UnhandledErrors implements Reporter {
  onTestRunEnd(_modules: unknown, errors: readonly UnhandledError[]): void {
    const file = process.env["UNHANDLED_ERRORS_FILE"];
    if (file === undefined) throw new Error("UNHANDLED_ERRORS_FILE names no file");
    writeFileSync(file, JSON.stringify(errors.map(described)));
  }
}

function described({ name = "Error", message, stacks = [] }: UnhandledError): string {
  const frames = stacks
    .slice(0, FRAMES)
    .map(({ method, file, line }) => `${method} ${relative(".", file)}:${line}`.trim());
  return [`${name}: ${message.split("\n")[0]}`, ...frames].join(" < ");
}
