/**
 * One call while it is served: what its handler is told about it. Most calls never ask for the signal, so it is made
 * when it is asked for.
 */
import type { Call } from "../service/call.js";
import { type AnyCall, type Caller, permit } from "./caller.js";

export class RpcCall implements Call {
  readonly method: string;
  readonly principal: string;
  readonly deadline?: number;
  /** By performance.now(). */
  readonly startedAt: number;
  readonly #call: AnyCall;
  readonly #caller: Caller;
  #controller: AbortController | undefined;
  #settled = false;
  #endError: Error | undefined;

  constructor(method: string, call: AnyCall, caller: Caller) {
    this.method = method;
    this.#call = call;
    this.#caller = caller;
    this.principal = caller.principal;
    this.startedAt = performance.now();
    const deadline = Number(call.getDeadline());
    if (deadline !== Number.POSITIVE_INFINITY) this.deadline = deadline;
  }

  /** Aborted when the caller is gone or its time is over, and when the server cannot serve it to its end. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#call.cancelled || this.#endError !== undefined) controller.abort();
      // grpc-js tells of the end of every call in this way, also of one that was answered.
      else this.#call.once("cancelled", () => void (this.#settled || controller.abort()));
    }
    return this.#controller.signal;
  }

  get traceContext(): string {
    return String(this.#call.metadata.get("traceparent")[0] ?? "");
  }

  get cancelled(): boolean {
    return this.#call.cancelled;
  }

  /** What the call ends with though its handler may end otherwise. */
  get endError(): Error | undefined {
    return this.#endError;
  }

  permit(namespace: string): void {
    permit(this.#caller, namespace);
  }

  /** The handler is to come to its end; the call then ends with this error. */
  end(error: Error): void {
    this.#endError = error;
    if (!this.#settled) this.#controller?.abort();
  }

  /** The call is answered: nothing is aborted any more. */
  settle(): void {
    this.#settled = true;
  }
}
