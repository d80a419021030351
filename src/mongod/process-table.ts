// Questions about processes that this one did not start.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether a process of this id exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // process.kill throws nothing else than errno errors
  }
}

/** Whether a process is over, also one whose parent has not asked how it ended. */
export async function hasEnded(pid: number): Promise<boolean> {
  return !isAlive(pid) || (process.platform === "linux" && (await commandLine(pid)) === "");
}

/** A process's arguments joined by spaces; empty when it has ended, or where the system does not tell. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === "win32") return "";
  if (process.platform === "linux") {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return text.replaceAll("\0", " ");
  }
  const { stdout } = await run("ps", ["-ww", "-o", "args=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout;
}
