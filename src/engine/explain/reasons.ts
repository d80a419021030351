/**
 * The reasons why a task stands where it does, the decisive one first. Follows what the core decides by; decides nothing.
 */

import { isOpenChild, offersTheRest } from "../../core/state/child-flow.js";
import { JOIN_UNREACHABLE } from "../../core/state/failure.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { childFlowId } from "../../core/state/nesting.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { freePermits } from "../../core/state/permits.js";
import type { Segment } from "../../core/state/segment.js";
import type { QueueRecord } from "../../store/queue-store.js";
import type { QueueView, TaskReason, TaskReasonKind, TaskSource } from "../explanation.js";
import type { ConcurrencyKey } from "../key-requests.js";
import { itemReason } from "./item-reasons.js";
import { heldBackReason, keyReason, queueReason } from "./queue-reason.js";

/** What is known of the task and what it depends on. */
export interface TaskFacts {
  /** Of the flow as a whole. */
  readonly flow: FlowHeader;
  /** The one that has the task. */
  readonly segment: Segment;
  readonly number: number;
  readonly sources: readonly TaskSource[];
  /** How many there are that `sources` does not hold. */
  readonly unseen: number;
  /** 0 = it has no join. */
  readonly needed: number;
  /** The tasks that have ended without leading to it, through what was skipped because of them. */
  readonly roots: readonly string[];
  /** The tasks that led to its run, where more than success holds the tasks together. */
  readonly causes: readonly string[];
  /** Whose completion made it ready, as text; undefined = nobody's. */
  readonly madeReadyBy: string | undefined;
  /** Of a READY task. */
  readonly queue: QueueView | undefined;
  /** How its queue is set, where it is. */
  readonly queueRecord: QueueRecord | undefined;
  /** Its concurrency key, where it names one. */
  readonly key: ConcurrencyKey | undefined;
  readonly now: number;
}

const NAMED = 100;
const SHOWN = 5;

export function reasonsOf(facts: TaskFacts): readonly TaskReason[] {
  const entry = facts.segment.entry(facts.number);
  const ofItems = itemReason(facts.segment, facts.number);
  if (ofItems !== undefined) return [ofItems, ...holds(facts), ...origin(facts)];
  switch (entry?.state ?? "PENDING") {
    case "PENDING":
      return entry?.reversal === undefined ? pendingReasons(facts) : [withheldReason(facts)];
    case "DELAYED":
      return entry === undefined ? [] : [delayReason(entry), ...holds(facts), ...origin(facts)];
    case "READY":
      return [...readyReasons(facts), ...origin(facts)];
    case "RUNNING":
    case "REVERTING":
    case "PAUSED":
      return entry === undefined ? [] : [workReason(facts, entry), ...holds(facts), ...origin(facts)];
    case "SKIPPED":
      return entry === undefined ? [] : [skipReason(facts, entry)];
    default:
      if (entry === undefined) return [];
      return [...undoReasons(facts, entry), endReason(facts, entry)].concat(entry.attempt > 0 ? origin(facts) : []);
  }
}

function withheldReason(facts: TaskFacts): TaskReason {
  return reason("TO_BE_REVERTED", `it does not begin: ${undoText(facts)}`);
}

/** What is still to become of a task that has ended. */
function undoReasons(facts: TaskFacts, { state, reversal, evaluation }: NodeEntry): TaskReason[] {
  if (evaluation?.phase === "FAILURE") {
    return [reason("OUTCOME_DELAYED", "an adapter is to decide what its scope's controller makes of its failure")];
  }
  if (reversal === undefined || reversal.begun === true) return [];
  if (reversal.intent === "RETRY") {
    return [reason("TO_BE_REVERTED", "its scope is tried again once all that lies behind it is reverted")];
  }
  const waits = state === "SUCCEEDED" ? "; what lies behind it comes first" : "";
  return [reason("TO_BE_REVERTED", `it is to be reverted: ${undoText(facts)}${waits}`), ...holds(facts)];
}

function undoText({ flow, segment }: TaskFacts): string {
  const failed = flow.reversion?.failed[0];
  if (failed !== undefined) return `task ${segment.taskId(failed)} has failed`;
  return flow.reversion?.whole === true ? "the flow is being reverted" : "its scope is";
}

export function reason(kind: TaskReasonKind, message: string, fields: Partial<TaskReason> = {}): TaskReason {
  return { kind, message, taskIds: [], ...fields };
}

function timed(time: number | undefined): Partial<TaskReason> {
  return time === undefined ? {} : { time };
}

/** What the flow as a whole holds back. */
function holds({ flow, segment }: TaskFacts): TaskReason[] {
  const { state, pause, cancellation, notBeforeTime } = flow;
  if (state === "PENDING") return [reason("FLOW_NOT_STARTED", "the flow has not started", timed(notBeforeTime))];
  if (state === "SUSPENDING" || state === "SUSPENDED") {
    if (pause !== undefined && pause.silent === undefined) {
      const said = pause.message === "" ? "" : `: ${pause.message}`;
      return [reason("FLOW_PAUSED", `an edge has paused the flow${said}`)];
    }
    return [reason("FLOW_SUSPENDED", "the flow is suspended")];
  }
  if (state === "CANCELLING") {
    return [reason("FLOW_CANCELLING", "the flow is being cancelled", timed(cancellation?.deadline))];
  }
  const stops = flow.stopping === true || segment.flow.stopping === true;
  return stops ? [reason("FLOW_STOPPING", "a task has failed, and the flow starts nothing more")] : [];
}

function pendingReasons(facts: TaskFacts): TaskReason[] {
  const { sources, unseen, needed, roots, segment, number } = facts;
  const fired = sources.filter(({ slot }) => slot === "FIRED").length;
  const open = sources.filter(({ slot }) => slot === "OPEN").map(({ taskId }) => taskId);
  // Of those that were not looked at it is not known: they may still lead to it.
  const mayLead = fired + open.length + unseen;
  const isDoomed = sources.length > 0 && mayLead < Math.max(1, needed);
  const before = holds(facts);
  if (isDoomed) {
    const message = `it cannot run any more: ${named(roots)} ${roots.length === 1 ? "has" : "have"} not led to it`;
    return [reason("DOOMED", message, { taskIds: roots.slice(0, NAMED) }), ...before];
  }
  if (sources.length === 0) {
    return before.length > 0 ? before : [reason("BEGINS_FLOW", `nothing leads to it; it starts with the flow`)];
  }
  // In a flow that has not started, or is paused, that comes first only where nothing else is missing.
  const met = needed > 0 ? segment.control === undefined && segment.unmet(number) === 0 : fired > 0;
  const waits =
    needed === 0
      ? reason("WAITS_FOR_TRIGGER", `no edge to it has fired; ${named(open)} may still lead to it`, {
          taskIds: open.slice(0, NAMED),
        })
      : reason("WAITS_FOR_TASKS", waitText(facts, fired, open), { taskIds: open.slice(0, NAMED) });
  return met && before.length > 0 ? before : [waits, ...before];
}

function waitText({ needed, unseen }: TaskFacts, fired: number, open: readonly string[]): string {
  const others = unseen === 0 ? "" : `; ${unseen} more were not looked at`;
  const tasks = needed === 1 ? "1 task" : `${needed} tasks`;
  return `${tasks} must lead to it, ${fired} ${fired === 1 ? "has" : "have"}; open: ${named(open)}${others}`;
}

function readyReasons(facts: TaskFacts): TaskReason[] {
  const { segment, queue, queueRecord, key, now } = facts;
  const before = offersTheRest(segment.flow) ? [] : holds(facts);
  const { maxParallel } = segment.definition.flow;
  if (freePermits(segment) <= 0) {
    before.push(reason("MAX_PARALLEL", `${maxParallel} tasks of the flow run, which is as many as may at once`));
  }
  if (queue === undefined) return before;
  return [...before, heldBackReason(queue, queueRecord, now) ?? keyReason(key) ?? queueReason(queue)];
}

function delayReason(entry: NodeEntry): TaskReason {
  const time = timed(entry.wakeTime);
  if (entry.evaluation !== undefined) return reason("DELAYED", "an adapter is to decide first whether and how it runs");
  if (entry.pending !== undefined) return reason("OUTCOME_DELAYED", "its outcome is recorded and counts later", time);
  const last = entry.history?.at(-1);
  if (last === undefined) return reason("DELAYED", "its delay is not over", time);
  if (last.end === "RELEASED") return reason("RELEASED", "it was given back and is offered again later", time);
  if (last.end === "SUCCEEDED" && entry.rounds !== undefined) {
    return reason("DELAYED", `round ${entry.rounds.done} is over, and the next one is due`, time);
  }
  const why = last.failure === undefined ? last.end : `${last.failure.type}: ${last.failure.message}`;
  return reason("RETRY_DUE", `try ${entry.tries} has failed (${why}); the next one is due`, time);
}

function workReason({ segment, number }: TaskFacts, entry: NodeEntry): TaskReason {
  const { state, claim, deferred, progress, attempt, evaluation } = entry;
  if (evaluation !== undefined) {
    return reason("OUTCOME_DELAYED", `attempt ${attempt} is over, and an adapter is to decide what it leads to`);
  }
  if (isOpenChild(entry)) {
    const flowId = childFlowId(segment.address, number, attempt);
    return reason("RUNS_AS_FLOW", `attempt ${attempt} runs as flow ${flowId}`, timed(entry.startTime));
  }
  if (deferred === undefined) {
    const who =
      claim === undefined ? "somebody" : `worker ${claim.worker || "without a name"}, session ${claim.session}`;
    return reason("CLAIMED", `attempt ${attempt} is held by ${who}`, timed(claim?.claimTime));
  }
  if (state === "PAUSED") return reason("PAUSED", "its outsider has paused it", timed(progress?.time));
  return reason("DEFERRED", `attempt ${attempt} is to be finished by an outsider`, timed(deferred.time));
}

function skipReason({ flow, roots }: TaskFacts, entry: NodeEntry): TaskReason {
  const time = timed(entry.endTime);
  if (entry.skipReason === "STOPPED") {
    const failed = flow.failure === undefined ? "a task has failed" : flow.failure.message;
    return reason("STOPPED", `the flow stopped at a failure: ${failed}`, time);
  }
  if (entry.skipReason === "ENDED") return reason("ENDED", "the flow was ended before it could start", time);
  if (entry.skipReason === "DECIDED") return reason("COMPLETED", "a decision skipped it", time);
  if (entry.skipReason === "REQUESTED") return reason("COMPLETED", "a caller skipped it", time);
  const goesBack = roots.length === 0 ? "" : `; it goes back to ${named(roots)}`;
  return reason("UPSTREAM", `nothing led to it${goesBack}`, { ...time, taskIds: roots.slice(0, NAMED) });
}

function endReason({ roots }: TaskFacts, entry: NodeEntry): TaskReason {
  const time = timed(entry.endTime);
  if (entry.state === "CANCELLED") return reason("CANCELLED", "it was cancelled", time);
  if (entry.failure?.type === JOIN_UNREACHABLE && entry.attempt === 0) {
    return reason("JOIN_UNREACHABLE", entry.failure.message, { ...time, taskIds: roots.slice(0, NAMED) });
  }
  const failure = entry.failure === undefined ? "" : `: ${entry.failure.type}: ${entry.failure.message}`;
  return reason("COMPLETED", `it has ${entry.state}${failure}`, time);
}

/** Why its turn came. */
function origin({ sources, causes, segment, number, madeReadyBy }: TaskFacts): TaskReason[] {
  if (sources.length === 0) return [reason("BEGINS_FLOW", "nothing leads to it; it starts with the flow")];
  const entry = segment.entry(number);
  const fired = sources.filter(({ slot }) => slot === "FIRED").map(({ taskId }) => taskId);
  const led = causes.length > 0 ? causes : fired;
  const by = madeReadyBy === undefined ? "" : `, made ready by ${madeReadyBy}`;
  return [
    reason("LED_TO", `${named(led)} led to it${by}`, { ...timed(entry?.reachedTime), taskIds: led.slice(0, NAMED) }),
  ];
}

function named(taskIds: readonly string[]): string {
  const more = taskIds.length > SHOWN ? ` and ${taskIds.length - SHOWN} more` : "";
  return `${taskIds.slice(0, SHOWN).join(", ")}${more}`;
}
