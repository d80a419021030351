// What must hold of a history whatever was killed when, judged against the flows as the store has them in the end.
import { unexplained } from "../linearizability/kill-operations.js";
import { earlyHandOvers } from "./early-hand-overs.js";
import type { Acknowledged, HandedOver, HistoryEvent, WatchKind } from "./history.js";

export interface FinalTask {
  readonly taskId: string;
  readonly state: string;
  readonly attempt: number;
  /** As the completion brought it; absent where there is none. */
  readonly result?: string;
  /** The attempts that are over and how each ended, as `Flow` history keeps them. */
  readonly attempts: readonly { readonly attempt: number; readonly end: string }[];
}

export interface FinalFlow {
  readonly flowId: string;
  readonly state: string;
  readonly tasks: readonly FinalTask[];
}

/** How an attempt must have ended before the next one may be claimed. */
const ENDS_BEFORE_NEXT: readonly string[] = ["FAILED", "TIMEOUT", "LEASE_LOST", "RELEASED"];
/** Why a completion may be refused: somebody else has the task meanwhile. */
const LEGAL_REFUSALS: readonly string[] = ["CLAIM_SUPERSEDED"];

const WATCHES: readonly WatchKind[] = ["flow", "namespace"];

/** One line for each thing that is wrong; empty where everything holds. */
export function checkHistory(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  return [
    ...checkWork(events, flows),
    ...earlyHandOvers(events, flows),
    ...missedEnds(events, flows),
    ...unexplained(events, flows),
  ];
}

/** The same of a history with a gap in it: what nobody has seen may have happened to the flows, too. */
export function checkWork(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  const tasks = new Map(
    flows.flatMap((flow) => flow.tasks.map((task) => [keyOf(flow.flowId, task.taskId), task] as const)),
  );
  const acknowledged = events.filter((event) => event.kind === "acknowledged");
  const handedOver = events.filter((event) => event.kind === "handed_over");
  return [
    ...unfinished(flows),
    ...lostRuns(events, flows),
    ...lostCompletions(acknowledged, tasks),
    ...doubleCompletions(acknowledged),
    ...doubleReady(acknowledged),
    ...doubleTokens(handedOver),
    ...unexplainedAttempts(handedOver, tasks),
    ...illegalRefusals(events),
  ];
}

function unfinished(flows: readonly FinalFlow[]): readonly string[] {
  return flows.flatMap((flow) => [
    ...(flow.state === "SUCCEEDED" ? [] : [`flow ${flow.flowId} is ${flow.state} in the end`]),
    ...flow.tasks
      .filter((task) => task.state !== "SUCCEEDED")
      .map((task) => `task ${keyOf(flow.flowId, task.taskId)} is ${task.state} in the end`),
  ]);
}

function lostRuns(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  const stored = new Set(flows.map((flow) => flow.flowId));
  return events.flatMap((event) =>
    event.kind === "run" && !stored.has(event.flowId) ? [`flow ${event.flowId} was acknowledged and is gone`] : [],
  );
}

function lostCompletions(
  acknowledged: readonly Acknowledged[],
  tasks: ReadonlyMap<string, FinalTask>,
): readonly string[] {
  return acknowledged.flatMap(({ flowId, taskId, result }) => {
    const kept = tasks.get(keyOf(flowId, taskId))?.result;
    return kept === result ? [] : [`the acknowledged result ${result} of ${keyOf(flowId, taskId)} is lost: ${kept}`];
  });
}

/** A task succeeds once: a second answer that says to have recorded something recorded it over the first. */
function doubleCompletions(acknowledged: readonly Acknowledged[]): readonly string[] {
  const fresh = acknowledged.filter((event) => !event.replayed).map((event) => keyOf(event.flowId, event.taskId));
  return repeated(fresh).map((key) => `${key} was completed twice`);
}

function doubleReady(acknowledged: readonly Acknowledged[]): readonly string[] {
  const ready = acknowledged
    .filter((event) => !event.replayed)
    .flatMap((event) => event.madeReady.map((taskId) => keyOf(event.flowId, taskId)));
  return repeated(ready).map((key) => `${key} was made ready twice`);
}

/** The same token sent again is a redelivery; another token for the same attempt is a second claim of it. */
function doubleTokens(handedOver: readonly HandedOver[]): readonly string[] {
  const tokens = new Map<string, string>();
  return handedOver.flatMap(({ flowId, taskId, attempt, claimToken }) => {
    const key = `attempt ${attempt} of ${keyOf(flowId, taskId)}`;
    const first = tokens.get(key) ?? claimToken;
    tokens.set(key, first);
    return first === claimToken ? [] : [`${key} was claimed twice: ${first} and ${claimToken}`];
  });
}

function unexplainedAttempts(
  handedOver: readonly HandedOver[],
  tasks: ReadonlyMap<string, FinalTask>,
): readonly string[] {
  const later = new Map(
    handedOver
      .filter((event) => event.attempt > 1)
      .map((event) => [`${keyOf(event.flowId, event.taskId)} ${event.attempt}`, event] as const),
  );
  return [...later.values()].flatMap(({ flowId, taskId, attempt }) => {
    const before = tasks.get(keyOf(flowId, taskId))?.attempts.find((ended) => ended.attempt === attempt - 1);
    if (before !== undefined && ENDS_BEFORE_NEXT.includes(before.end)) return [];
    const end = before === undefined ? "no recorded end" : before.end;
    return [`attempt ${attempt} of ${keyOf(flowId, taskId)} was claimed though the one before has ${end}`];
  });
}

function illegalRefusals(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === "refused" && !LEGAL_REFUSALS.includes(event.reason)
      ? [`a completion of ${keyOf(event.flowId, event.taskId)} was refused with ${event.reason}`]
      : [],
  );
}

function missedEnds(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  return WATCHES.flatMap((by) => {
    const ends = events.filter((event) => event.kind === "end_seen").filter((event) => event.by === by);
    const seen = new Map(ends.map((event) => [event.flowId, event.state]));
    return flows
      .filter(({ flowId, state }) => seen.get(flowId) !== state)
      .map(({ flowId }) => `the watch of the ${by} did not tell the end of ${flowId}: ${seen.get(flowId)}`);
  });
}

function repeated(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return [...twice];
}

function keyOf(flowId: string, taskId: string): string {
  return `${flowId}/${taskId}`;
}
