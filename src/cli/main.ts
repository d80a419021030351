#!/usr/bin/env node
/**
 * Runs the command of the command line. Whatever goes wrong ends as words on stderr and an exit code by class.
 */
import { CommanderError } from "commander";
import { reportOf } from "./error-report.js";
import { EXIT } from "./exit-code.js";
import { say } from "./output.js";
import { createProgram } from "./program.js";

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong; its code for help that was asked for is 0.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    const { lines, exitCode } = reportOf(error);
    for (const line of lines) say(line);
    process.exitCode = exitCode;
  }
}
