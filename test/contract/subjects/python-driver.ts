/**
 * A Python client in a process of its own, driven by JSON lines (python/tests/contract_driver.py).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ContractError } from "../contract-error.js";
import { given } from "./engine-payloads.js";
import { durationMs } from "./python-values.js";

interface DriverError {
  readonly code: string;
  readonly reason?: string;
  readonly message: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly { readonly field: string; readonly description: string }[];
  readonly retry_after?: string;
}

interface Asked {
  answer(result: unknown): void;
  fail(error: unknown): void;
}

export class PythonDriver {
  readonly #process: ChildProcess;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #errors = "";
  #ended = false;

  /** `program`: a file of python/tests that drives one of the clients. */
  constructor(python: string, program: string) {
    this.#process = spawn(python, [`python/tests/${program}`], {
      env: { ...process.env, PYTHONPATH: "python/src" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process.stderr?.on("data", (text) => {
      this.#errors = `${this.#errors}${text}`.slice(-4_000);
    });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error("the driver has no output");
    createInterface({ input: stdout }).on("line", (line) => this.#take(JSON.parse(line)));
    this.#process.on("exit", (code) => this.#fail(new Error(`the driver ended with ${code}: ${this.#errors}`)));
    this.#process.on("error", (error) => this.#fail(error));
  }

  /** Rejects with a ContractError where the server refuses. */
  ask(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#ended) return Promise.reject(new Error("the driver has ended"));
    return new Promise((answer, fail) => {
      this.#asked.set(id, { answer, fail });
      this.#process.stdin?.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  /** Ends the process by the end of its input. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.stdin?.end();
    await exited;
  }

  #take({ id, result, error }: { readonly id: number; readonly result?: unknown; readonly error?: DriverError }): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.answer(result);
    else asked?.fail(error.code === "CLIENT" ? new Error(error.message) : refusal(error));
  }

  #fail(error: Error): void {
    for (const { fail } of this.#asked.values()) fail(error);
    this.#asked.clear();
  }
}

export function refusal(error: DriverError): ContractError {
  const { code, reason = "", message, metadata = {}, violations = [], retry_after } = error;
  const retry = given("retryAfterMs", retry_after === undefined ? undefined : durationMs(retry_after));
  return new ContractError({ code, reason, message, metadata, violations, ...retry }, undefined);
}
