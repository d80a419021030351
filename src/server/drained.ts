/**
 * Waits until a stream takes more.
 */
import type { EventEmitter } from "node:events";

/** Resolves when what was written has gone out, or when the caller is gone: then "drain" never comes. */
export function drained(call: EventEmitter & { readonly cancelled: boolean }): Promise<void> {
  if (call.cancelled) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      call.off("drain", settle);
      call.off("cancelled", settle);
      resolve();
    };
    call.on("drain", settle);
    call.on("cancelled", settle);
  });
}
