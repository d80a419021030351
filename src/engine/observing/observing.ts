/**
 * The streams of a process that only observe, as the rest of the engine sees them.
 */
import type { Session } from "../engine.js";
import type { SessionRequest } from "../requests.js";

export interface Observing {
  /** Throws OVERLOADED where there are as many as may be. */
  open(request: SessionRequest & { readonly namespace: string }): Session;
  /** The process stops: the streams end after this frame. */
  announceDraining(reconnectAfterMs: number): void;
}
