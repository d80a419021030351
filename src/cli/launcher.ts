/**
 * npx starts a command behind a shell that hands no signal on: whoever ends npx would leave the command behind, on its
 * port. So a command that npx started looks whether those before it still live.
 */
import { readFileSync } from "node:fs";

/** `stopped`: the shell was ended, as npx does when it is told to stop. `killed`: npx is gone without a word. */
export type LauncherEnd = "stopped" | "killed";

const LOOK_MS = 200;

/** Calls once; never where npx did not start this process. Gives a function that stops looking. */
export function watchLauncher(
  environment: Readonly<Record<string, string | undefined>>,
  onEnd: (how: LauncherEnd) => void,
): () => void {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = "" } = environment;
  if (event !== "npx" || !/^["']?lazyengine\b/.test(script)) return () => undefined;
  const shell = process.ppid;
  const npx = parentOf(shell);
  const timer = setInterval(() => {
    const how = endOf(shell, npx);
    if (how === undefined) return;
    clearInterval(timer);
    onEnd(how);
  }, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function endOf(shell: number, npx: number | undefined): LauncherEnd | undefined {
  if (process.ppid !== shell) return "stopped";
  return npx !== undefined && parentOf(shell) !== npx ? "killed" : undefined;
}

/** Undefined where the system does not tell, or the process is gone. */
function parentOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold anything; after it come the state and the parent.
    const [, , parent] = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ")").split(" ");
    return Number(parent);
  } catch {
    return undefined;
  }
}
