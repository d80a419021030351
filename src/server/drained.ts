/**
 * Waits until a stream takes more, and not for ever: what a reader does not take is kept here, and what it holds is nobody
 * else's.
 */
import type { EventEmitter } from "node:events";
import { EngineError } from "../engine/engine-error.js";
import type { RpcCall } from "./rpc-call.js";

/** What is done about readers that take nothing. */
export interface SlowReaders {
  /** For so long a stream is left alone, and for as long again the connection that its end does not get through. */
  readonly timeoutMs: number;
  /** Cuts the connection of the other end with this address and port. */
  cut(peer: string): void;
}

export type Writing = EventEmitter & { readonly cancelled: boolean; getPeer(): string };

/**
 * Resolves when what was written has gone out, when the caller is gone (then "drain" never comes), or when the call was ended
 * because nothing was read.
 */
export function drained(call: Writing, rpc: RpcCall, { timeoutMs, cut }: SlowReaders): Promise<void> {
  if (call.cancelled) return Promise.resolve();
  // At its end the call cannot tell it any more.
  const peer = call.getPeer();
  return new Promise((resolve) => {
    const settle = () => {
      clearTimeout(timer);
      call.off("drain", settle);
      call.off("cancelled", settle);
      resolve();
    };
    const giveUp = () => {
      settle();
      // grpc-js tells of the end of every call by "cancelled": it has got through then.
      const cutting = setTimeout(() => cut(peer), timeoutMs).unref();
      call.once("cancelled", () => clearTimeout(cutting));
      rpc.end(slowReader(timeoutMs));
    };
    const timer = setTimeout(giveUp, timeoutMs).unref();
    call.on("drain", settle);
    call.on("cancelled", settle);
  });
}

function slowReader(timeoutMs: number): EngineError {
  return new EngineError("OVERLOADED", `nothing of the stream was read for ${timeoutMs} ms`, {
    metadata: { limit: "slow_reader_timeout", value: `${timeoutMs} ms` },
  });
}
