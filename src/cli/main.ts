#!/usr/bin/env node
/**
 * The `lazyengine` command.
 *
 * Transport and database driver take half a second to load, so nothing imports them before a command needs them: only
 * within actions, by `import()`.
 */
import { EXIT } from "./exit-code.js";
import { runCommandLine } from "./run-command-line.js";

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  throw error;
});

await runCommandLine(process.argv.slice(2));
