// The compiled `lazyengine` command as real processes: run to their end, or started and waited for line by line.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { distUrl } from "../run/once-per-run.js";

export interface Ended {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Instead of none: no LAZYENGINE_… variable of this process's own environment reaches the command. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
  /** The file of another build's command. Default: this checkout's, compiled once per run. */
  readonly main?: string | undefined;
}

export interface Started {
  readonly pid: number;
  /** Resolves when the command has ended and all its output is there. */
  readonly ended: Promise<Ended>;
  /** The first line of stdout, or stderr, that matches; also one that came before. Rejects where the command ends first. */
  stdout(pattern: RegExp): Promise<RegExpExecArray>;
  stderr(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
}

const main = fileURLToPath(new URL("bin/lazyengine.js", await distUrl()));

/** Runs the command to its end. */
export function lazyengine(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

export function start(args: readonly string[], options: CommandOptions = {}): Started {
  const file = options.main ?? main;
  const child = spawn(process.execPath, [file, ...args], { env: cleanEnvironment(options.env), cwd: options.cwd });
  running.add(child);
  const stdout = linesOf(child, "stdout");
  const stderr = linesOf(child, "stderr");
  const ended = once(child, "close").then(([code, signal]) => {
    running.delete(child);
    return { code, signal, stdout: stdout.all(), stderr: stderr.all() };
  });
  // Like a command that was closed before it read its input, a write to one that has ended is nobody's error here.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  return {
    pid: child.pid ?? 0,
    ended,
    stdout: (pattern) => Promise.race([stdout.line(pattern), missed(ended, pattern)]),
    stderr: (pattern) => Promise.race([stderr.line(pattern), missed(ended, pattern)]),
    signal: (signal) => child.kill(signal),
  };
}

/** Ends everything that was started and still lives: for afterEach and afterAll. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "close");
    }),
  );
}

const running = new Set<ChildProcessWithoutNullStreams>();

/** That of this process, without settings of the command, and with no configuration file. */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("LAZYENGINE_") && name !== "NO_COLOR");
  return { ...Object.fromEntries(own), XDG_CONFIG_HOME: "/nonexistent", ...added };
}

async function missed(ended: Promise<Ended>, pattern: RegExp): Promise<never> {
  const { code, signal, stdout, stderr } = await ended;
  throw new Error(`ended with ${signal ?? code} before it said ${pattern}\nstdout: ${stdout}\nstderr: ${stderr}`);
}

function linesOf(child: ChildProcessWithoutNullStreams, name: "stdout" | "stderr") {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child[name] }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  return {
    all: () => lines.join("\n"),
    line: (pattern: RegExp) =>
      new Promise<RegExpExecArray>((resolve) => {
        const look = (): void => {
          const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
