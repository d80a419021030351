/**
 * Lets calls in and keeps account of those that are open: how many sessions a connection holds, until when callers are who
 * they were, and when the last call is answered.
 */
import { EngineError } from "../engine/engine-error.js";
import type { Arrival } from "./arrival.js";
import { atTime } from "./auth/at-time.js";
import { type Authenticate, type Caller, tokenExpired } from "./auth/caller.js";
import type { CallerLimits } from "./limits/caller-limits.js";
import type { Overload } from "./limits/overload.js";
import type { MethodTraits } from "./method-traits.js";
import { RpcCall } from "./rpc-call.js";

export interface AdmissionLimits {
  readonly sessionsPerConnection: number;
  readonly callers: CallerLimits;
  readonly overload: Overload;
}

export class Admission {
  readonly #sessionsPerConnection: number;
  readonly #callers: CallerLimits;
  readonly #overload: Overload;
  readonly #open = new Set<RpcCall>();
  /** Those that may be open for long, each with what calls off its end at the expiry of its caller's token. */
  readonly #lasting = new Map<RpcCall, () => void>();
  /** For something to happen, or for the rest of their requests. */
  readonly #waiting = new Set<RpcCall>();
  /** Those that wait for nothing but this process. */
  readonly #inHand = new Set<RpcCall>();
  /** How many sessions each connection holds. */
  readonly #sessions = new Map<string, number>();
  #draining = false;
  #whenEmpty: (() => void) | undefined;

  constructor({ sessionsPerConnection, callers, overload }: AdmissionLimits) {
    this.#sessionsPerConnection = sessionsPerConnection;
    this.#callers = callers;
    this.#overload = overload;
  }

  get openCalls(): number {
    return this.#open.size;
  }

  /** Counts a call for its caller and its connection, before its request is read. Throws OVERLOADED; else it must leave. */
  enter(arrival: Arrival): void {
    this.#callers.enter(arrival);
    try {
      if (arrival.traits.session) this.#countSession(arrival);
    } catch (error) {
      this.#callers.leave(arrival);
      throw error;
    }
    arrival.entered = true;
  }

  /** Admits a call that has entered, whether its request is there or not. Throws DRAINING or OVERLOADED. */
  admit({ traits, call }: Arrival, caller: Caller): RpcCall {
    if (this.#draining) throw drainingError();
    if (traits.newWork) this.#overload.admitNewWork();
    const rpc = new RpcCall(traits, call, caller);
    this.#open.add(rpc);
    this.#waiting.add(rpc);
    if (traits.lasting) this.#endAtExpiry(rpc, caller);
    return rpc;
  }

  /** An admitted call can be worked on: its request is whole, or comes in frames. Until then it waits for its caller. */
  begin(rpc: RpcCall): void {
    const { traits } = rpc;
    // It may have been ended as its request came.
    if (!this.#open.has(rpc)) return;
    if (!traits.waiting) this.#waiting.delete(rpc);
    if (!isShortWork(traits)) return;
    this.#inHand.add(rpc);
    this.#overload.begun();
  }

  /** What a frame of the call has to wait for; undefined = nothing. */
  frameTurn(arrival: Arrival): Promise<void> | undefined {
    return this.#callers.frameTurn(arrival);
  }

  /** The call has ended, wherever it had come to. */
  leave(arrival: Arrival): void {
    if (arrival.entered) {
      arrival.entered = false;
      this.#callers.leave(arrival);
      if (arrival.traits.session) this.#uncountSession(arrival);
    }
    if (arrival.rpc !== undefined) this.#dismiss(arrival.rpc);
  }

  get closed(): boolean {
    return this.#draining;
  }

  /** From now on calls are refused with DRAINING, and those that wait for something end with it. */
  close(): void {
    this.#draining = true;
    this.#overload.close();
    for (const rpc of this.#waiting) rpc.end(drainingError());
  }

  /** Brings the handlers of all open calls to their end: with DRAINING where they do not end by themselves. */
  endOpenCalls(): void {
    for (const rpc of this.#open) rpc.end(drainingError());
  }

  /** Asks again who makes each of the calls that last, and ends those that would not be let in now. */
  async askAgain(authenticate: Authenticate): Promise<void> {
    await Promise.all([...this.#lasting.keys()].map((rpc) => this.#askAgain(rpc, authenticate)));
  }

  /** Resolves when no call is open. */
  emptied(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  #dismiss(rpc: RpcCall): void {
    this.#open.delete(rpc);
    if (this.#inHand.delete(rpc)) this.#overload.ended();
    this.#waiting.delete(rpc);
    this.#lasting.get(rpc)?.();
    this.#lasting.delete(rpc);
    if (this.#open.size === 0) this.#whenEmpty?.();
  }

  async #askAgain(rpc: RpcCall, authenticate: Authenticate): Promise<void> {
    try {
      const caller = await authenticate(rpc.arrived);
      rpc.permitAgain(caller);
      // A call that was answered meanwhile is not kept account of any more.
      if (this.#lasting.has(rpc)) this.#endAtExpiry(rpc, caller);
    } catch (error) {
      rpc.end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #endAtExpiry(rpc: RpcCall, caller: Caller): void {
    const { expiresAt } = caller;
    this.#lasting.get(rpc)?.();
    const end = expiresAt === undefined ? () => undefined : atTime(expiresAt, () => rpc.end(tokenExpired(expiresAt)));
    this.#lasting.set(rpc, end);
  }

  #countSession({ peer }: Arrival): void {
    const count = (this.#sessions.get(peer) ?? 0) + 1;
    const limit = this.#sessionsPerConnection;
    if (count > limit) {
      throw new EngineError(
        "OVERLOADED",
        `a connection may hold at most ${limit} streams of sessions, health and reflection at once`,
        {
          metadata: { limit: "sessions_per_connection", value: String(limit) },
        },
      );
    }
    this.#sessions.set(peer, count);
  }

  #uncountSession({ peer }: Arrival): void {
    const count = (this.#sessions.get(peer) ?? 0) - 1;
    if (count > 0) this.#sessions.set(peer, count);
    else this.#sessions.delete(peer);
  }
}

/** Its callers wait for nothing but this process. */
function isShortWork({ newWork, lasting }: MethodTraits): boolean {
  return newWork && !lasting;
}

function drainingError(): EngineError {
  return new EngineError("DRAINING", "this server process is stopping: connect again");
}
