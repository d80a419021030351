#!/usr/bin/env node
/**
 * The `lazyengine` command.
 *
 * Transport and database driver take half a second to load, so nothing imports them before a command needs them: only
 * within actions, by `import()`.
 */
import { EXIT } from "./exit-code.js";
import { say } from "./output.js";
import { runCommandLine } from "./run-command-line.js";

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.done);
  // Such as a disk that is full: whoever reads the file must not take it for the whole.
  say(`error: cannot write to stdout: ${error.message}`);
  process.exit(EXIT.internal);
});

// grpc-js tells TLS the host also where that is an IP address. Node warns of it, and no user could mend it.
process.noDeprecation = true;

await runCommandLine(process.argv.slice(2));
