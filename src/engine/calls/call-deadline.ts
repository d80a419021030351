/**
 * A call's deadline in the engine's own time.
 */
import type { CallContext } from "../engine.js";
import type { Environment } from "../environment.js";

/** By `Environment.monotonic`; undefined = the caller waits as long as it takes. */
export function monotonicDeadline({ deadline }: CallContext, environment: Environment): number | undefined {
  // The caller's deadline is by its wall clock, on this machine: only the time that is left carries over.
  return deadline === undefined ? undefined : environment.monotonic() + (deadline - Date.now());
}
