/**
 * Makes an engine on a store: the parts, what they know of each other, and the calls.
 */
import { SEGMENT_BOUNDS, type SegmentBounds } from "../core/definition/stored-form.js";
import type { Store } from "../store/store.js";
import { answeredInTime } from "./calls/call-deadline.js";
import { cancelFlow, resumeFlow, revertFlow, suspendFlow } from "./calls/control.js";
import { getDefinition, importDefinition, listDefinitions, putDefinition } from "./calls/definition-calls.js";
import { definitionInTurn, specOf } from "./calls/definition-in-turn.js";
import { deleteFlow } from "./calls/delete-flow.js";
import { endFlow } from "./calls/end-flow.js";
import { keepSession, releaseTasks, reportProgress } from "./calls/executor-calls.js";
import { explainTask } from "./calls/explain-task.js";
import { getFlowDetails } from "./calls/get-flow-details.js";
import { listConcurrencyKeys } from "./calls/list-concurrency-keys.js";
import { listFlows } from "./calls/list-flows.js";
import { listQueues } from "./calls/list-queues.js";
import { pollReadyTasks } from "./calls/poll-ready-tasks.js";
import { putSchedule } from "./calls/put-schedule.js";
import { getRetention, setRetention } from "./calls/retention.js";
import { retryFlow, skipTask } from "./calls/retry-flow.js";
import { run } from "./calls/run.js";
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  triggerSchedule,
} from "./calls/schedule-calls.js";
import { simulateFlow } from "./calls/simulate-flow.js";
import { taskComplete, taskCompleteBatch } from "./calls/task-complete.js";
import { updateConcurrencyKey } from "./calls/update-concurrency-key.js";
import { updateQueue } from "./calls/update-queue.js";
import { watchFlow } from "./calls/watch-flow.js";
import { workUnderWay } from "./calls/work-under-way.js";
import { Committer } from "./commit/committer.js";
import { checkedWeights, type NamespaceWeights } from "./commit/fair-lanes.js";
import { Inserter } from "./commit/inserter.js";
import { startDatabaseClock } from "./database-clock.js";
import { Definitions } from "./definitions.js";
import { Dispatcher } from "./dispatch/dispatcher.js";
import { listenToOthers } from "./dispatch/foreign-commits.js";
import { land } from "./dispatch/landing.js";
import { OffersLedger } from "./dispatch/offers-ledger.js";
import { SharedPayloads } from "./dispatch/shared-payloads.js";
import type { CallContext, Engine, EngineEvent, EngineMetrics } from "./engine.js";
import { EngineError } from "./engine-error.js";
import { type Environment, realEnvironment } from "./environment.js";
import { FlowSignals } from "./flow-signals.js";
import { Acknowledgements } from "./large-flows/acknowledgements.js";
import { FlowViews } from "./large-flows/flow-views.js";
import { Messenger } from "./large-flows/messenger.js";
import type { Machinery } from "./machinery.js";
import { gauges } from "./measures/gauges.js";
import { keyWaits } from "./measures/key-waits.js";
import { queueWaits } from "./measures/queue-waits.js";
import { Tally } from "./measures/tally.js";
import { FamilyMessenger } from "./nested/family-messenger.js";
import { Observers } from "./observing/observers.js";
import { followQueues } from "./queues/follow-queues.js";
import { Permits } from "./queues/permits.js";
import { RateLimits } from "./queues/rate-limits.js";
import { ScheduleKeeper } from "./schedules/schedule-keeper.js";
import { openSession } from "./sessions/open-session.js";
import { ProcessLease } from "./sessions/process-lease.js";
import { SessionTable } from "./sessions/session-table.js";
import { SharedReads } from "./shared-reads.js";
import { stopEngine, stopParts } from "./stop-engine.js";
import { AlarmClock } from "./upkeep/alarm-clock.js";
import { fireTimers } from "./upkeep/fire-timers.js";
import { Sweep } from "./upkeep/sweep.js";
import { translated } from "./views/translated.js";
import { OwnWrites, tellingStore } from "./watching/own-writes.js";
import { Watching } from "./watching/watching.js";
import { workInTurn } from "./work-in-turn.js";

export interface EngineOptions {
  /** Opened by the engine; closed by its owner, after the engine has stopped. */
  readonly store: Store;
  /** Time, timers and randomness; the real ones where absent. */
  readonly environment?: Environment;
  /** Told of each event; may be called often. */
  readonly onEvent?: (event: EngineEvent) => void;
  /** How large flows are cut; the standard where absent. Of definitions that are stored the cut stays as it is. */
  readonly segmentBounds?: SegmentBounds;
  /** How often a namespace's turn to be written comes while several wait for it, compared to others; 1 where none is given. */
  readonly namespaceWeights?: Readonly<Record<string, number>>;
}

/**
 * Resolves when the engine serves: what fell due while nothing ran has been set going. Rejects where the store cannot
 * be reached or used.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { store, environment = realEnvironment, segmentBounds = SEGMENT_BOUNDS } = options;
  const namespaceWeights = checkedWeights(options.namespaceWeights ?? {});
  await store.open();
  const listeners = new Set(options.onEvent === undefined ? [] : [options.onEvent]);
  const emit = (event: EngineEvent) => {
    for (const listener of listeners) tell(listener, event);
  };
  const { machinery, sweep } = await assembleMachinery(store, environment, emit, { segmentBounds, namespaceWeights });
  const lease = new ProcessLease(machinery);
  const hints = listenToOthers(machinery, () => sweep.hurry());
  try {
    const queuesRead = machinery.queues.start();
    await lease.start();
    await hints.open;
    await sweep.start();
    await queuesRead;
  } catch (error) {
    await stopParts(machinery, { sweep, lease, hints });
    throw error;
  }
  const metrics: EngineMetrics = {
    on: (listener) => void listeners.add(listener),
    gauges: () => gauges(machinery),
    queues: () => queueWaits(machinery),
    keys: () => keyWaits(machinery),
    tally: machinery.tally,
    delayMs: () => Math.max(machinery.committer.delayMs, machinery.inserter.delayMs),
  };
  const stop = (graceMs?: number) => stopEngine(machinery, { sweep, lease, hints }, graceMs);
  return engineOf(machinery, metrics, stop);
}

/** Whoever listens must not stop what it listens to. */
function tell(listener: (event: EngineEvent) => void, event: EngineEvent): void {
  try {
    listener(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
  }
}

async function assembleMachinery(
  untold: Store,
  environment: Environment,
  emit: (event: EngineEvent) => void,
  {
    segmentBounds,
    namespaceWeights,
  }: { readonly segmentBounds: SegmentBounds; readonly namespaceWeights: NamespaceWeights },
) {
  const writes = new OwnWrites(environment);
  const store = tellingStore(untold, writes);
  const clock = await startDatabaseClock(store, environment);
  const process = environment.randomBits();
  const definitions = new Definitions(store, environment, segmentBounds);
  const sessions = new SessionTable();
  const queues = followQueues({ store, environment, clock, emit }, () => machinery);
  const permits = new Permits(() => machinery);
  const rates = new RateLimits(() => machinery);
  const tally = new Tally();
  const acknowledgements = new Acknowledgements();
  const committer: Committer = new Committer({
    store,
    environment,
    clock,
    definitions,
    process,
    tally,
    namespaceWeights,
    emit,
    ledger: (segment) => new OffersLedger({ sessions, queues, permits, rates }, segment.address),
    opened: (segment) => acknowledgements.apply(segment),
    landed: (commit) => land(machinery, commit),
    liveProcesses: () => sweep.liveProcesses,
  });
  const alarms = new AlarmClock(environment, clock, (id, time) => fireTimers(machinery, id, time));
  const watching = Watching.on({ store, process, writes, environment }, committer.cache);
  const machinery: Machinery = {
    store,
    environment,
    clock,
    process,
    definitions,
    ...workInTurn(environment),
    sessions,
    queues,
    permits,
    rates,
    committer,
    inserter: new Inserter(store, environment),
    dispatcher: new Dispatcher(() => machinery),
    sharedPayloads: new SharedPayloads(store.payloads),
    alarms,
    givenBack: new Set(),
    messenger: new Messenger(committer, acknowledgements, alarms, emit),
    family: new FamilyMessenger(() => machinery, acknowledgements, environment),
    schedules: new ScheduleKeeper(() => machinery, { environment, clock }),
    presentRuns: new SharedReads(),
    flowViews: new FlowViews(store.segments, environment),
    signals: new FlowSignals(store.segments, environment, watching.looks),
    watching,
    observing: new Observers(() => machinery),
    tally,
    emit,
  };
  const sweep = new Sweep(machinery);
  return { machinery, sweep };
}

type Perform<Request, Response> = (machinery: Machinery, request: Request, context?: CallContext) => Promise<Response>;

/** Calls as they are given to callers: whatever is thrown is translated. */
function callsOf(machinery: Machinery) {
  const call =
    <Request, Response>(perform: Perform<Request, Response>) =>
    async (request: Request, context?: CallContext): Promise<Response> => {
      try {
        if (typeof request !== "object" || request === null) {
          throw new EngineError("INVALID_FIELD", "the request must be an object", { metadata: { field: "" } });
        }
        return await perform(machinery, request, context);
      } catch (error) {
        throw translated(error);
      }
    };
  /** Of calls that wait for nothing but the store. */
  const bounded = <Request, Response>(perform: Perform<Request, Response>) =>
    call((parts: Machinery, request: Request, context: CallContext = {}) =>
      answeredInTime(perform(parts, request, context), context, parts.environment),
    );
  return { call, bounded };
}

function engineOf(machinery: Machinery, metrics: EngineMetrics, stop: Engine["stop"]): Engine {
  const { call, bounded } = callsOf(machinery);
  return {
    run: bounded(definitionInTurn(run, ({ definition }) => specOf(definition))),
    taskComplete: bounded(taskComplete),
    taskCompleteBatch: bounded(taskCompleteBatch),
    openSession: call(openSession),
    keepSession: bounded(keepSession),
    releaseTasks: bounded(releaseTasks),
    pollReadyTasks: call(pollReadyTasks),
    reportProgress: bounded(reportProgress),
    getFlowDetails: call(getFlowDetails),
    explainTask: bounded(explainTask),
    listFlows: bounded(listFlows),
    workUnderWay: bounded(workUnderWay),
    listQueues: bounded(listQueues),
    updateQueue: bounded(updateQueue),
    listConcurrencyKeys: bounded(listConcurrencyKeys),
    updateConcurrencyKey: bounded(updateConcurrencyKey),
    async *watchFlow(request, context) {
      try {
        yield* watchFlow(machinery, request, context);
      } catch (error) {
        throw translated(error);
      }
    },
    simulateFlow: call(simulateFlow),
    suspendFlow: bounded(suspendFlow),
    resumeFlow: bounded(resumeFlow),
    cancelFlow: bounded(cancelFlow),
    revertFlow: bounded(revertFlow),
    endFlow: bounded(endFlow),
    retryFlow: bounded(retryFlow),
    skipTask: bounded(skipTask),
    deleteFlow: bounded(deleteFlow),
    putDefinition: bounded(definitionInTurn(putDefinition, ({ spec }) => spec)),
    importDefinition: call(importDefinition),
    getDefinition: bounded(getDefinition),
    listDefinitions: bounded(listDefinitions),
    getRetention: bounded(getRetention),
    setRetention: bounded(setRetention),
    putSchedule: bounded(definitionInTurn(putSchedule, ({ spec }) => specOf(spec?.run?.definition))),
    getSchedule: bounded(getSchedule),
    listSchedules: bounded(listSchedules),
    pauseSchedule: bounded(pauseSchedule),
    resumeSchedule: bounded(resumeSchedule),
    triggerSchedule: bounded(triggerSchedule),
    deleteSchedule: bounded(deleteSchedule),
    now: () => machinery.clock.now(),
    storeKind: machinery.store.kind,
    storedFormat: machinery.store.format,
    process: machinery.process,
    health: () => machinery.store.health(),
    metrics,
    stop,
  };
}
