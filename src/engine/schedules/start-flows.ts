/**
 * Starts the flows that a schedule has decided on. Each is one request of Run, the same whoever makes it: who comes
 * second finds the flow.
 */
import pLimit from "p-limit";
import type { DueFlow } from "../../core/schedules/schedule.js";
import { scheduleLabels } from "../../core/schedules/scheduled-flow.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import { run } from "../calls/run.js";
import { EngineError, type EngineErrorReason } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { translated } from "../views/translated.js";

export type Start =
  | { readonly kind: "started" }
  | { readonly kind: "refused"; readonly failure: { readonly reason: string; readonly message: string } };

/** Of every Run of a schedule: the flow's id tells which due time it is. */
const REQUEST_ID = "lazyengine.schedule";
const AT_ONCE = 10;
/** A flow is written within so long of the moment at which it was still to be started. */
const WRITTEN_WITHIN_MS = 3_000;

/** The flow may be there or not, and is tried again. */
const UNDECIDED: readonly EngineErrorReason[] = [
  "STORE_UNAVAILABLE",
  "FORMAT_TOO_NEW",
  "CONFLICT",
  "OVERLOADED",
  "DEADLINE_EXCEEDED",
  "DRAINING",
];

/** The reasons of a flow that it has started already. */
const STARTED_BEFORE: readonly string[] = ["REQUEST_ID_REUSED", "FLOW_REPLACED"];

/** What became of each, by the flow's id; those that have to be tried again are left out. */
export async function startFlows(machinery: Machinery, record: ScheduleRecord): Promise<ReadonlyMap<string, Start>> {
  const inTurn = pLimit(AT_ONCE);
  const waiting = record.progress.flows.filter(({ started }) => !started);
  const starts = await Promise.all(
    waiting.map((due) => inTurn(async () => [due.flowId, await startFlow(machinery, record, due)] as const)),
  );
  return new Map(starts.flatMap(([flowId, start]) => (start === undefined ? [] : [[flowId, start]])));
}

/** What was decided has been done, or is not to be done any more. */
class NoLongerWaiting extends Error {}

async function startFlow(machinery: Machinery, record: ScheduleRecord, due: DueFlow): Promise<Start | undefined> {
  const { tally, clock } = machinery;
  try {
    const { replayed } = await run(machinery, requestOf(record, due), {}, () => confirmWaiting(machinery, record, due));
    if (!replayed) {
      tally.dueTimes.started += 1;
      tally.dueStarts.add(clock.now() - due.dueTime);
    }
    return { kind: "started" };
  } catch (thrown) {
    if (thrown instanceof NoLongerWaiting) return undefined;
    const error = translated(thrown);
    // It was started by the schedule as it was before, or of the definition that had its name before; or replaced since.
    if (error instanceof EngineError && STARTED_BEFORE.includes(error.reason)) return { kind: "started" };
    const name = `${record.namespace}/${record.scheduleId}`;
    machinery.emit({ kind: "error", what: `starting a flow of schedule ${name}`, error });
    if (!(error instanceof EngineError) || UNDECIDED.includes(error.reason)) return undefined;
    tally.dueTimes.failed += 1;
    return { kind: "refused", failure: { reason: error.reason, message: error.message } };
  }
}

/**
 * This process may have stood still since the decision was read, and the flow have been started, ended and deleted
 * meanwhile: it is not started again. Gives by when it is to be written.
 */
async function confirmWaiting({ store, environment }: Machinery, decided: ScheduleRecord, { flowId }: DueFlow) {
  const readAt = environment.monotonic();
  const record = await store.schedules.read(decided);
  const flow = record?.progress.flows.find((one) => one.flowId === flowId);
  const isWaiting = record?.incarnation === decided.incarnation && flow?.started === false;
  if (!isWaiting) throw new NoLongerWaiting(`flow ${flowId} of schedule ${decided.scheduleId} is not to be started`);
  return readAt + WRITTEN_WITHIN_MS;
}

function requestOf({ namespace, scheduleId, run: asked }: ScheduleRecord, { flowId, dueTime }: DueFlow) {
  return {
    namespace,
    flowId,
    requestId: REQUEST_ID,
    definition: asked.definition,
    ...(asked.input !== undefined && { input: asked.input }),
    labels: { ...asked.labels, ...scheduleLabels(scheduleId, dueTime) },
    priority: asked.priority,
  };
}
