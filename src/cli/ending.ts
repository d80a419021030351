/**
 * What every action of the command ends with: an exit code, which the process takes when nothing is left to do.
 */
import type { ExitCode } from "./exit-code.js";

/** Makes an action for commander of a function that says how it ended. */
export function ending<Args extends unknown[]>(
  run: (...args: Args) => Promise<ExitCode>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    process.exitCode = await run(...args);
  };
}
