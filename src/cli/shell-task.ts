/**
 * One task as a command of the operating system: input on its stdin, its stdout is the result, an exit code other than
 * 0 a failure with the end of its stderr.
 */
import { type ChildProcess, spawn } from "node:child_process";

export interface ShellTask {
  /** One word is given to `sh -c`; several are the program and its arguments, without a shell. */
  readonly command: readonly string[];
  /** What the command reads from its stdin. */
  readonly input: string;
  /** Added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the command and everything it started: SIGTERM, after `killAfterMs` SIGKILL. */
  readonly signal: AbortSignal;
  readonly killAfterMs: number;
  /** The longest stdout that is taken; more is a failure. Bytes. */
  readonly maxResultBytes: number;
  /** Is given stderr as it comes. */
  readonly onStderr: (chunk: Buffer) => void;
}

export type ShellOutcome =
  /** `value` is absent where the command printed nothing. */
  | { readonly kind: "result"; readonly value?: unknown }
  | {
      readonly kind: "failure";
      readonly type: ShellFailureType;
      readonly message: string;
      readonly details: ShellExit;
    };

export type ShellFailureType = "COMMAND_FAILED" | "COMMAND_NOT_STARTED" | "RESULT_TOO_LARGE";

export interface ShellExit {
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** How much of the end of stderr a failure tells. Bytes. */
const STDERR_TAIL_BYTES = 4096;

/** Resolves when the command has ended, in whichever way; never rejects for something that the command did. */
export function runShellTask(task: ShellTask): Promise<ShellOutcome> {
  const [program, args] = programOf(task.command);
  const child = spawn(program, args, {
    env: { ...process.env, ...task.environment },
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own, so that what the command started ends with it.
    detached: true,
  });
  const killing = killOnAbort(child, task);
  keepUntilExit(child);
  // A command that never reads its input closes the pipe: that is its right, and its exit code tells the rest.
  child.stdin.on("error", () => undefined);
  child.stdin.end(task.input);
  return collect(child, task).finally(() => {
    killing.done();
    running.delete(child);
  });
}

const running = new Set<ChildProcess>();

/** A process that ends at once, by a second signal, leaves no command behind. */
function keepUntilExit(child: ChildProcess): void {
  if (!process.listeners("exit").includes(killRunning)) process.once("exit", killRunning);
  running.add(child);
}

function killRunning(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
}

function programOf(command: readonly string[]): readonly [string, readonly string[]] {
  const [program, ...args] = command;
  if (program === undefined) throw new Error("a command is needed");
  return args.length === 0 ? ["sh", ["-c", program]] : [program, args];
}

function collect(child: ChildProcess, task: ShellTask): Promise<ShellOutcome> {
  const stdout: Buffer[] = [];
  let stdoutBytes = 0;
  let tail = Buffer.alloc(0);
  child.stdout?.on("data", (chunk: Buffer) => {
    stdoutBytes += chunk.length;
    if (stdoutBytes <= task.maxResultBytes) stdout.push(chunk);
    else stdout.length = 0;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
    task.onStderr(chunk);
  });
  return new Promise((resolve) => {
    child.once("error", (error) => {
      const details = { exit_code: null, signal: null, stderr: "" };
      resolve({ kind: "failure", type: "COMMAND_NOT_STARTED", message: error.message, details });
    });
    child.once("close", (code, signal) => {
      const details = { exit_code: code, signal, stderr: tail.toString("utf8").trim() };
      if (code !== 0) resolve(failed(details));
      else if (stdoutBytes > task.maxResultBytes) resolve(tooLarge(stdoutBytes, task.maxResultBytes, details));
      else resolve(resultOf(Buffer.concat(stdout).toString("utf8")));
    });
  });
}

function failed(exit: ShellExit): ShellOutcome {
  const how = exit.signal === null ? `exit code ${exit.exit_code}` : `ended by ${exit.signal}`;
  const message = exit.stderr === "" ? how : `${how}: ${exit.stderr}`;
  return { kind: "failure", type: "COMMAND_FAILED", message, details: exit };
}

function tooLarge(bytes: number, limit: number, exit: ShellExit): ShellOutcome {
  const message = `the command printed ${bytes} bytes, a result has at most ${limit}`;
  return { kind: "failure", type: "RESULT_TOO_LARGE", message, details: exit };
}

/** JSON where it parses, else the text without the line end that nearly every command adds. */
function resultOf(stdout: string): ShellOutcome {
  const text = stdout.replace(/\r?\n$/, "");
  if (text === "") return { kind: "result" };
  try {
    return { kind: "result", value: JSON.parse(text) as unknown };
  } catch {
    return { kind: "result", value: text };
  }
}

function killOnAbort(child: ChildProcess, task: ShellTask): { done(): void } {
  let force: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(child, "SIGTERM");
    force = setTimeout(() => signalGroup(child, "SIGKILL"), task.killAfterMs);
  };
  if (task.signal.aborted) end();
  else task.signal.addEventListener("abort", end, { once: true });
  return {
    done() {
      clearTimeout(force);
      task.signal.removeEventListener("abort", end);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // Nobody of the group lives any more.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
