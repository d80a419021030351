/**
 * A call from its arrival to its end: who makes it, what it turns out to be about, and what became of it.
 */
import type { AnyCall, Caller } from "./auth/caller.js";
import type { SubjectFields } from "./log-fields.js";
import type { MethodTraits } from "./method-traits.js";
import type { RpcCall } from "./rpc-call.js";

/** What a caller has shown is looked at again where its request takes longer to come. */
const FRESH_MS = 100;

export class Arrival {
  readonly traits: MethodTraits;
  readonly call: AnyCall;
  /** Address and port of the other end: when it has ended the call cannot tell them any more. */
  readonly peer: string;
  readonly #at: number;
  /** Once it has shown who it is. */
  caller: Caller | undefined;
  /** What is served, once the call is admitted. */
  rpc: RpcCall | undefined;
  /** What its request is about, or its answer; undefined = no single flow. */
  flowId: string | undefined;
  /** As the request names it; undefined = no single task. */
  taskId: string | undefined;
  /** What else its request names; undefined = nothing. */
  subject: SubjectFields | undefined;
  /** Told when a frame of it is handed over; undefined = its request is no stream. */
  frameTaken: (() => void) | undefined;
  /** Told of the bytes of a frame that is to be written as they are. */
  frameQueued: ((bytes: number) => void) | undefined;
  /** Counted for its caller. */
  entered = false;
  /** Answered, refused or left. */
  ended = false;
  #callerKey: string | undefined;

  constructor(traits: MethodTraits, call: AnyCall) {
    this.traits = traits;
    this.call = call;
    this.peer = call.getPeer();
    this.#at = performance.now();
  }

  get isFresh(): boolean {
    return performance.now() - this.#at < FRESH_MS;
  }

  /** Whom the limits of callers count it for: the principal, or the address where nobody is told apart. */
  get callerKey(): string {
    this.#callerKey ??= this.caller?.principal || this.peer.replace(/:\d+$/, "");
    return this.#callerKey;
  }
}
