#!/usr/bin/env node
/**
 * Runs the command of the command line. Whatever goes wrong ends as words on stderr and an exit code by class.
 *
 * Transport and database driver take half a second to load, so nothing imports them before a command needs them: only
 * within actions, by `import()`.
 */
import { CommanderError } from "commander";
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
    const { reportOf } = await import("./error-report.js");
    const { lines, exitCode } = reportOf(error);
    for (const line of lines) say(line);
    process.exitCode = exitCode;
  }
}
