/**
 * One call while it is served: what its handler is told about it. Most calls never ask for the signal, so it is made
 * when it is asked for.
 */
import type { Call } from "../service/call.js";
import { type AnyCall, type Caller, permit } from "./caller.js";

/** Version 00 of the W3C's trace context. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

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
  #onEnd: ((error: Error) => void) | undefined;

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
      if (this.#call.cancelled) controller.abort();
      // grpc-js tells of the end of every call in this way, also of one that was answered.
      else this.#call.once("cancelled", () => void (this.#settled || controller.abort()));
    }
    return this.#controller.signal;
  }

  /** "" also where what was sent is no trace context: that is to be ignored. */
  get traceContext(): string {
    const sent = String(this.#call.metadata.get("traceparent")[0] ?? "");
    return TRACEPARENT.test(sent) ? sent : "";
  }

  get cancelled(): boolean {
    return this.#call.cancelled;
  }

  /** It was answered: what its handler brings now comes too late. */
  get settled(): boolean {
    return this.#settled;
  }

  permit(namespace: string): void {
    permit(this.#caller, namespace);
  }

  /** How the call is answered with an error before its handler is done. */
  onEnd(answer: (error: Error) => void): void {
    this.#onEnd = answer;
  }

  /** Answers with the error now, and tells the handler to give up. */
  end(error: Error): void {
    if (this.#settled) return;
    this.#onEnd?.(error);
    this.#controller?.abort();
  }

  /** The call is answered: nothing is aborted any more. */
  settle(): void {
    this.#settled = true;
  }
}
