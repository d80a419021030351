/**
 * What segments of one flow tell each other: the only way in which one affects another. Each pair of segments has a
 * sequence of its own; a message is kept in its sender's outbox until its target has it, and applied once (rule M2).
 */
import type { NodeAddress } from "../definition/compiled-definition.js";
import type { TimedFailure } from "./failure.js";
import type { Cancellation } from "./flow-header.js";
import type { StoredPayload } from "./payload.js";
import type { AwaitedReopenings, Reopening, Standings } from "./reopening.js";
import type { FlowState, TaskState } from "./states.js";

/** The completion that a consequence goes back to. */
export interface RemoteCause extends NodeAddress {
  readonly attempt: number;
}

/** What nodes of the target wait for from the sender has succeeded, or can no longer. */
export interface Arrival {
  readonly kind: "arrival";
  readonly nodes: readonly number[];
  readonly met: boolean;
  /** Absent where nothing but the flow's start led there. */
  readonly cause?: RemoteCause;
}

/** From segment 0: how the flow as a whole stands. Later ones have higher epochs. */
export interface Order {
  readonly kind: "order";
  readonly epoch: number;
  readonly state: FlowState;
  readonly startTime?: number;
  readonly cancellation?: Cancellation;
  readonly stopping?: true;
  /** In place of the flow's. */
  readonly input?: StoredPayload;
  /** Tasks are run again, begin anew or are skipped; also what has ended here goes on by it. */
  readonly reopens?: Reopening;
}

/** How the nodes of the target stand with the sender, once that has gone on by the order of this epoch. */
export interface Reopened extends Standings {
  readonly kind: "reopened";
  readonly epoch: number;
}

/** From segment 0: the flow was ended before all of its tasks were. */
export interface EndOrder {
  readonly kind: "end";
  readonly epoch: number;
  readonly state: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly cancelsInFlight?: true;
}

/** To segment 0: how a segment stands. */
export interface Report {
  readonly kind: "report";
  /** By how much its counts differ from those of its report before. */
  readonly counts: Readonly<Partial<Record<TaskState, number>>>;
  /** The epoch of the order by which it went on last after an end: what it said of its end before is out of date. */
  readonly reopened?: number;
  /** It rests by the order of this epoch, suspended and with nothing claimed; or (−1) does no longer. */
  readonly resting?: { readonly epoch: number; readonly change: 1 | -1 };
  /** Every node of it has ended. */
  readonly settled?: true;
  /** Its first failure, once it has settled. */
  readonly failure?: TimedFailure;
  /** A task of it failed, and the flow is to stop. */
  readonly stopping?: true;
  /** A flow within it rests that suspends the one above, which runs as far as the order of this epoch says. */
  readonly suspending?: number;
}

export type MessageBody = Arrival | Order | EndOrder | Reopened | Report;

export interface Message {
  /** The segment that it is for. */
  readonly to: number;
  /** Its place among the messages from its sender to that segment; the first is 1. */
  readonly sequence: number;
  readonly body: MessageBody;
}

/** What a segment of a large flow keeps of its exchange with the others. Immutable, replaced whole. */
export interface Links {
  /** The last sequence sent to each segment. */
  readonly sent: ReadonlyMap<number, number>;
  /** The last sequence applied of each segment. */
  readonly received: ReadonlyMap<number, number>;
  /** Sent and not known to be applied; what is for one segment in the order of sending. */
  readonly outbox: readonly Message[];
  /** When the outbox was last sent; it is sent again some time after. */
  readonly outboxTime: number;
  /** From how many segments each waiting node has heard. */
  readonly arrivals: ReadonlyMap<number, number>;
  /** By which it is to go on, and does not yet. */
  readonly awaited?: AwaitedReopenings;
  /** Beyond segment 0: the counts of the last report to it, and when that was made. */
  readonly told: { readonly counts: Readonly<Partial<Record<TaskState, number>>>; readonly time: number };
}

export const NO_LINKS: Links = {
  sent: new Map(),
  received: new Map(),
  outbox: [],
  outboxTime: 0,
  arrivals: new Map(),
  told: { counts: {}, time: 0 },
};

/** An outbox whose messages are not known to have been applied is sent again after this. */
export const RESEND_MS = 2_000;
