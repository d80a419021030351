// Everything that executors and callers did and saw during a run with kills, in the order in which it was.
import type { FlowSpec } from "../../src/client/index.js";

export interface HandedOver {
  readonly kind: "handed_over";
  readonly flowId: string;
  readonly taskId: string;
  readonly attempt: number;
  readonly claimToken: string;
  readonly executor: string;
}

/** An executor is about to send a completion: from now on it may be recorded, whoever hears of that. */
export interface Sent {
  readonly kind: "sent";
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  /** What the completion brings, unlike that of any other. */
  readonly result: string;
}

/** The server said that a completion is recorded. */
export interface Acknowledged {
  readonly kind: "acknowledged";
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  /** What the completion brought, unlike that of any other. */
  readonly result: string;
  /** True = it had been recorded before, by a request whose answer was lost. */
  readonly replayed: boolean;
  /** The tasks that this commit moved from PENDING to READY. */
  readonly madeReady: readonly string[];
}

/** The server said that a completion is not recorded, and why. */
export interface Refused {
  readonly kind: "refused";
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  readonly reason: string;
}

export type WatchKind = "flow" | "namespace";

export type HistoryEvent =
  | HandedOver
  | Sent
  | Acknowledged
  | Refused
  /** A caller is about to run a flow: from now on it may be stored. */
  | { readonly kind: "asked"; readonly flowId: string; readonly flow: FlowSpec }
  /** The server said that a flow is stored. */
  | { readonly kind: "run"; readonly flowId: string }
  /** A watch told a flow's end: one of that flow, or one of the whole namespace. */
  | { readonly kind: "end_seen"; readonly by: WatchKind; readonly flowId: string; readonly state: string }
  | { readonly kind: "killed" }
  /** A server printed its ready line. */
  | { readonly kind: "serving" };

export interface Recorded {
  readonly event: HistoryEvent;
  /** By the monotonic clock, milliseconds. */
  readonly at: number;
}

export interface History {
  /** `at`: when it was, where another process says so; by this one's monotonic clock. */
  record(event: HistoryEvent, at?: number): void;
  all(): readonly Recorded[];
  /** Resolves when `wanted` was true of an event recorded from now on. */
  next(wanted: (event: HistoryEvent) => boolean): Promise<Recorded>;
}

export function createHistory(now: () => number = () => performance.now()): History {
  const recorded: Recorded[] = [];
  const waiting = new Set<(entry: Recorded) => void>();
  return {
    record(event, at = now()) {
      const entry = { event, at };
      // What other processes tell may be read later than what came of it.
      recorded.splice(recorded.findLastIndex((before) => before.at <= at) + 1, 0, entry);
      for (const tell of waiting) tell(entry);
    },
    all: () => recorded,
    next: (wanted) =>
      new Promise((resolve) => {
        const tell = (entry: Recorded): void => {
          if (!wanted(entry.event)) return;
          waiting.delete(tell);
          resolve(entry);
        };
        waiting.add(tell);
      }),
  };
}

/** For each ready line how long it took until the first task was handed over, where one was; milliseconds. */
export function firstHandOvers(entries: readonly Recorded[]): readonly number[] {
  const delays: number[] = [];
  let servingAt: number | undefined;
  for (const { event, at } of entries) {
    if (event.kind === "serving") servingAt = at;
    if (event.kind === "killed") servingAt = undefined;
    if (event.kind !== "handed_over" || servingAt === undefined) continue;
    delays.push(at - servingAt);
    servingAt = undefined;
  }
  return delays;
}
