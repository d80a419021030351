/**
 * One call while it is served: what its handler is told about it. Most calls never ask for the signal, so it is made
 * when it is asked for.
 */
import type { Call } from "../service/call.js";
import type { Verb } from "../service/verbs.js";
import { type AnyCall, type Caller, permit, somebodyElse } from "./auth/caller.js";
import type { MethodTraits } from "./method-traits.js";

/** Version 00 of the W3C's trace context. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

export class RpcCall implements Call {
  readonly traits: MethodTraits;
  readonly principal: string;
  readonly deadline?: number;
  /** Set where the audit log wants it. */
  noteItem: Call["noteItem"];
  /** By performance.now(). */
  readonly startedAt: number;
  readonly #call: AnyCall;
  #caller: Caller;
  /** What was permitted, so that it can be asked again. */
  readonly #permits: (readonly [namespace: string, verbs: readonly Verb[]])[] = [];
  #controller: AbortController | undefined;
  #settled = false;
  #onEnd: ((error: Error) => void) | undefined;

  constructor(traits: MethodTraits, call: AnyCall, caller: Caller) {
    this.traits = traits;
    this.#call = call;
    this.#caller = caller;
    this.principal = caller.principal;
    this.startedAt = performance.now();
    const deadline = Number(call.getDeadline());
    if (deadline !== Number.POSITIVE_INFINITY) this.deadline = deadline;
  }

  /** As it was found out last. */
  get caller(): Caller {
    return this.#caller;
  }

  get method(): string {
    return this.traits.name;
  }

  /** Aborted when the caller is gone or its time is over, and when the server cannot serve it to its end. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      this.#controller = controller;
      // Ended before anybody asked: by the caller, or by the server itself.
      if (this.#call.cancelled || this.#settled) controller.abort();
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

  /** Its deadline had passed when it was admitted. */
  get isLate(): boolean {
    return this.deadline !== undefined && this.deadline <= this.startedAt;
  }

  /** It was answered: what its handler brings now comes too late. */
  get settled(): boolean {
    return this.#settled;
  }

  /** What the call came with: who makes it can be asked again. */
  get arrived(): AnyCall {
    return this.#call;
  }

  /** Of what it was permitted first; "" = the default one, undefined = none was named yet. */
  get namespace(): string | undefined {
    return this.#permits[0]?.[0];
  }

  permit(namespace: string, verb?: Verb): void {
    const verbs = verb === undefined ? this.traits.verbs : [verb];
    this.#permits.push([namespace, verbs]);
    permit(this.#caller, namespace, verbs);
  }

  /** Throws where the caller, as it stands now, would not be let do what this call was permitted. */
  permitAgain(caller: Caller): void {
    if (caller.principal !== this.principal) throw somebodyElse();
    for (const [namespace, verbs] of this.#permits) permit(caller, namespace, verbs);
    this.#caller = caller;
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
