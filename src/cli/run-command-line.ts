/**
 * Runs what a command line says. Whatever goes wrong ends as words on stderr and an exit code by class.
 */
import { CommanderError } from "commander";
import { EXIT } from "./exit-code.js";
import { say } from "./output.js";
import { createProgram } from "./program.js";

/** The arguments without node and the script. The exit code is left in `process.exitCode`. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; its code for help that was asked for is 0.
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    const { reportOf } = await import("./error-report.js");
    const { lines, exitCode } = reportOf(error);
    for (const line of lines) say(line);
    process.exitCode = exitCode;
  }
}
