/**
 * Lets calls in and keeps account of those that are open: who may call, how many sessions a connection holds, and when
 * the last one is answered.
 */
import { EngineError } from "../engine/engine-error.js";
import type { AnyCall, Authenticate } from "./caller.js";
import { RpcCall } from "./rpc-call.js";

/** What its methods take from the admission. */
export interface MethodTraits {
  readonly name: string;
  /** Each call of it is a session: counted for each connection. */
  readonly session: boolean;
  /** Its calls may wait for something to happen: when the server stops, they are not waited for. */
  readonly waiting: boolean;
}

export class Admission {
  readonly #authenticate: Authenticate;
  readonly #sessionsPerConnection: number;
  readonly #open = new Set<RpcCall>();
  readonly #waiting = new Set<RpcCall>();
  /** How many sessions each connection holds, and the connection of each: at its end the call cannot tell it any more. */
  readonly #sessions = new Map<string, number>();
  readonly #peers = new Map<RpcCall, string>();
  #draining = false;
  #whenEmpty: (() => void) | undefined;

  constructor(authenticate: Authenticate, sessionsPerConnection: number) {
    this.#authenticate = authenticate;
    this.#sessionsPerConnection = sessionsPerConnection;
  }

  get openCalls(): number {
    return this.#open.size;
  }

  /** Throws UNAUTHENTICATED, DRAINING or OVERLOADED. What was admitted must be dismissed. */
  admit(traits: MethodTraits, call: AnyCall): RpcCall {
    if (this.#draining) throw drainingError();
    const rpc = new RpcCall(traits.name, call, this.#authenticate(call));
    if (traits.session) this.#countSession(rpc, call.getPeer());
    this.#open.add(rpc);
    if (traits.waiting) this.#waiting.add(rpc);
    return rpc;
  }

  dismiss(rpc: RpcCall): void {
    this.#open.delete(rpc);
    this.#waiting.delete(rpc);
    const peer = this.#peers.get(rpc);
    if (peer !== undefined) this.#uncountSession(rpc, peer);
    if (this.#open.size === 0) this.#whenEmpty?.();
  }

  get closed(): boolean {
    return this.#draining;
  }

  /** From now on calls are refused with DRAINING, and those that wait for something end with it. */
  close(): void {
    this.#draining = true;
    for (const rpc of this.#waiting) rpc.end(drainingError());
  }

  /** Brings the handlers of all open calls to their end: with DRAINING where they do not end by themselves. */
  endOpenCalls(): void {
    for (const rpc of this.#open) rpc.end(drainingError());
  }

  /** Resolves when no call is open. */
  emptied(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  #countSession(rpc: RpcCall, peer: string): void {
    const count = (this.#sessions.get(peer) ?? 0) + 1;
    const limit = this.#sessionsPerConnection;
    if (count > limit) {
      throw new EngineError("OVERLOADED", `a connection may hold at most ${limit} streams of ready tasks at once`, {
        metadata: { limit: "sessions_per_connection", value: String(limit) },
      });
    }
    this.#sessions.set(peer, count);
    this.#peers.set(rpc, peer);
  }

  #uncountSession(rpc: RpcCall, peer: string): void {
    this.#peers.delete(rpc);
    const count = (this.#sessions.get(peer) ?? 0) - 1;
    if (count > 0) this.#sessions.set(peer, count);
    else this.#sessions.delete(peer);
  }
}

function drainingError(): EngineError {
  return new EngineError("DRAINING", "this server process is stopping: connect again");
}
