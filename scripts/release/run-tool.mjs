// Runs the tools that make the packages.
import { execFileSync } from "node:child_process";

/** A tool that this machine does not have. */
export class ToolMissing extends Error {}

/** What it writes to stdout; its stderr is passed on. Throws ToolMissing where there is no such command. */
export function runTool(command, args, options = {}) {
  try {
    const stdio = ["ignore", "pipe", "inherit"];
    return execFileSync(command, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio, ...options });
  } catch (error) {
    if (error.code === "ENOENT") throw new ToolMissing(`there is no ${command} on the PATH`);
    throw error.stdout ? new Error(`${command} ${args.join(" ")} failed:\n${error.stdout}`) : error;
  }
}
