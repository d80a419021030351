/**
 * The claim path as the other parts see it.
 */
import type { Head, SegmentAddress } from "../../core/state/segment.js";
import type { QueueKey } from "../../store/queue-store.js";
import type { LiveSession } from "../sessions/live-session.js";
import type { Backlog } from "./backlog.js";

export interface Dispatching {
  /** Something waits in a flow, by a commit or by a hint of another process. */
  noteHeads(address: Pick<SegmentAddress, "namespace" | "flowId">, heads: readonly Head[]): void;
  /** A session has credit again, or for the first time. */
  creditChanged(session: LiveSession): void;
  /** A queue is set otherwise: what waits there may be handed out now. */
  queueChanged(key: QueueKey): void;
  /** Looks whether something waits for those who can take it. */
  poke(backlog: Backlog): void;
  stop(): void;
}
