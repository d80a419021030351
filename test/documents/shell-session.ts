/**
 * One bash, to which the commands of a page are given block by block, as somebody would who pastes them into a terminal:
 * a folder that was changed to and a variable that was exported stay. A command that fails ends it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";

export interface ShellSessionOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** For what the session needs itself. */
  readonly scratch: string;
}

export class ShellSession {
  readonly #scratch: string;
  readonly #shell: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #answers: AsyncIterator<string>;
  readonly #reader: Interface;
  #blocks = 0;

  constructor({ cwd, env, scratch }: ShellSessionOptions) {
    this.#scratch = scratch;
    mkdirSync(scratch, { recursive: true });
    // The leader of a group of its own, which what is left in the background belongs to as well.
    const stdio = ["pipe", "ignore", "inherit", "pipe"] as const;
    this.#shell = spawn("bash", ["--noprofile", "--norc"], { cwd, env, stdio: [...stdio], detached: true });
    this.#ended = once(this.#shell, "exit");
    this.#reader = createInterface({ input: this.#shell.stdio[3] as Readable });
    this.#answers = this.#reader[Symbol.asyncIterator]();
    this.#send("set -eo pipefail");
  }

  /** What it writes to stdout, once all commands but those in the background have ended. */
  async run(commands: string): Promise<string> {
    this.#blocks += 1;
    const name = join(this.#scratch, `block-${this.#blocks}`);
    writeFileSync(`${name}.sh`, commands);
    this.#send(`source '${name}.sh' > '${name}.out' 2> '${name}.err' < /dev/null; echo "$PWD" >&3`);
    const { done } = await this.#answers.next();
    const stdout = readFileSync(`${name}.out`, "utf8");
    if (done) throw new Error(`failed:\n${commands}${stdout}${readFileSync(`${name}.err`, "utf8")}`);
    return stdout;
  }

  /** The folder that the commands have changed to. */
  async folder(): Promise<string> {
    return (await this.run("pwd")).trim();
  }

  /** With all that was started in it. */
  async end(): Promise<void> {
    this.#reader.close();
    if (this.#shell.pid !== undefined) {
      try {
        process.kill(-this.#shell.pid, "SIGTERM");
      } catch {
        // Nothing of it is left.
      }
    }
    await this.#ended;
  }

  #send(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
