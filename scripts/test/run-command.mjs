// Runs a command with this process's terminal, to its exit code. A signal that would end this process is left to reach
// the command, which a terminal tells too, so that it can clean up first.
import { spawn } from "node:child_process";

/** 127 when it cannot be started, 128 when a signal ended it. */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options });
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", pass).on("SIGTERM", pass);
    const end = (code) => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      resolve(code);
    };
    child.once("error", (error) => {
      console.error(`${command} cannot be started: ${error.message}`);
      end(127);
    });
    child.once("exit", (code) => end(code ?? 128));
  });
}
