/**
 * The moving parts of one engine, as they know each other. Made once, in `create-engine.ts`.
 */
import type { Store } from "../store/store.js";
import type { Committer } from "./commit/committer.js";
import type { Inserter } from "./commit/inserter.js";
import type { DatabaseClock } from "./database-clock.js";
import type { Definitions } from "./definitions.js";
import type { Dispatching } from "./dispatch/dispatching.js";
import type { SharedPayloads } from "./dispatch/shared-payloads.js";
import type { EngineEvent } from "./engine.js";
import type { Environment } from "./environment.js";
import type { FewAtOnce } from "./few-at-once.js";
import type { FlowSignals } from "./flow-signals.js";
import type { FlowViews } from "./large-flows/flow-views.js";
import type { Messenger } from "./large-flows/messenger.js";
import type { Tally } from "./measures/tally.js";
import type { FamilyTelling } from "./nested/family-telling.js";
import type { Observing } from "./observing/observing.js";
import type { PermitKeeping } from "./queues/permit-keeping.js";
import type { QueueTable } from "./queues/queue-table.js";
import type { RateKeeping } from "./queues/rate-keeping.js";
import type { NextTimes } from "./schedules/next-times.js";
import type { ScheduleKeeping } from "./schedules/schedule-keeping.js";
import type { SessionTable } from "./sessions/session-table.js";
import type { SharedReads } from "./shared-reads.js";
import type { Slices } from "./slices.js";
import type { AlarmClock } from "./upkeep/alarm-clock.js";
import type { Watching } from "./watching/watching.js";

export interface Machinery {
  readonly store: Store;
  readonly environment: Environment;
  readonly clock: DatabaseClock;
  /** The name of this process: unique for ever. */
  readonly process: string;
  readonly definitions: Definitions;
  readonly imports: FewAtOnce;
  /** Definitions of many tasks that come with one call. */
  readonly largeDefinitions: FewAtOnce;
  readonly simulations: FewAtOnce;
  /** Answers with contents, of which each may have megabytes. */
  readonly contents: FewAtOnce;
  /** Of tasks, for each of which a flow may be read as a whole. */
  readonly explanations: FewAtOnce;
  /** Lists, which may have to look at all that a namespace has. */
  readonly lists: FewAtOnce;
  /** The work of answers that may take long. */
  readonly slices: Slices;
  readonly sessions: SessionTable;
  /** How queues are set. */
  readonly queues: QueueTable;
  /** What this process has borrowed of their limits. */
  readonly permits: PermitKeeping;
  /** What it may hand out under their rates. */
  readonly rates: RateKeeping;
  readonly committer: Committer;
  /** Writes new flows. */
  readonly inserter: Inserter;
  readonly dispatcher: Dispatching;
  /** What tasks are handed. */
  readonly sharedPayloads: SharedPayloads;
  /** Timers that this process has seen and fires itself. */
  readonly alarms: AlarmClock;
  /** Claim tokens that this process is giving back. */
  readonly givenBack: Set<string>;
  /** What segments of large flows tell each other. */
  readonly messenger: Messenger;
  /** What flows within each other tell. */
  readonly family: FamilyTelling;
  /** What is due of schedules. */
  readonly schedules: ScheduleKeeping;
  /** When schedules are due next, as callers are shown it. */
  readonly nextTimes: NextTimes;
  /** How large flows stand as a whole. */
  readonly flowViews: FlowViews;
  /** The incarnations of flows that are there now, by the ids of their headers. */
  readonly presentRuns: SharedReads<string | undefined>;
  /** Who waits for flows to change. */
  readonly signals: FlowSignals;
  /** What watches share. */
  readonly watching: Watching;
  /** Streams that only observe. */
  readonly observing: Observing;
  readonly tally: Tally;
  emit(event: EngineEvent): void;
}
