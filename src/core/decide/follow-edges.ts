/**
 * What follows from tasks that ended where more than success holds the tasks together: edges fire or are dead, joins are
 * decided, tasks are triggered, the flow is paused or ended. A loop, never recursion; it costs the edges of the tasks
 * that ended.
 */

import type { CompiledEdge } from "../definition/flow-control.js";
import type { ControlIndex } from "../state/control-index.js";
import { edgesInOrder, firedEdges, isUnhandled } from "../state/fired-edges.js";
import type { Cause } from "../state/node-entry.js";
import { isTerminalTask } from "../state/states.js";
import { closeItems } from "./close-items.js";
import { skipTask } from "./close-task.js";
import type { Draft, EndedNode } from "./draft.js";
import { endByEdge, endUnending, leadNoFurther } from "./flow-end.js";
import { pauseByEdge, waitForResume } from "./flow-pause.js";
import { followItem } from "./item-ended.js";
import { decideJoin } from "./joins.js";
import { putLateFailure, putToController } from "./put-to-controller.js";
import { resolveStandstill } from "./standstill.js";
import { stop } from "./stop.js";
import { trigger } from "./trigger.js";

/**
 * Draws the consequences of every task in `draft.ended`, and of those that end by it; then of what nothing leads to any
 * more; and at a standstill of what would wait for ever.
 */
export function followEdges(draft: Draft, control: ControlIndex): void {
  const { ended } = draft;
  let cause: Cause | undefined;
  do {
    // Tasks that end by it are appended meanwhile, and their turn comes.
    for (const next of ended) {
      endUnending(draft);
      cause = next.cause ?? cause;
      follow(draft, control, { ...next, cause });
    }
    ended.length = 0;
  } while (skipUnreached(draft, control) || resolveStandstill(draft, control, cause));
}

/** Triggers go first: only when all have been drawn is it certain that nothing leads to a task any more. */
function skipUnreached(draft: Draft, control: ControlIndex): boolean {
  if (!draft.leadsOn || draft.flow.pause !== undefined) return false;
  const unreached = control.unreached();
  for (const number of unreached) skipTask(draft, number, "UPSTREAM");
  return unreached.length > 0;
}

function follow(draft: Draft, control: ControlIndex, { node: number, cause, from: rest }: EndedNode): void {
  const from = rest ?? 0;
  const entry = draft.entry(number);
  const compiled = draft.segment.definition.control?.nodes[control.nodeOf(number)];
  if (entry === undefined || compiled === undefined) throw new Error(`node ${number} has ended without an entry`);
  draft.work.add(compiled.edges.length);
  if (entry.each !== undefined || !isTerminalTask(entry.state)) {
    followItem(draft, number, cause);
    return;
  }
  closeItems(draft, number);
  if (entry.reversal !== undefined) {
    putLateFailure(draft, number, entry);
    return;
  }
  if (entry.evaluation?.phase === "FAILURE") {
    putToController(draft, number);
    const left = draft.entry(number);
    if (left?.reversal === undefined && left?.evaluation === undefined) follow(draft, control, { node: number, cause });
    return;
  }
  // What is left of its edges is drawn later than it failed: the flow has gone on since.
  const isNew = rest === undefined;
  if (isNew && isUnhandled(compiled, entry) && draft.segment.definition.flow.failureMode === "STOP") stop(draft);
  if (!draft.leadsOn) {
    leadNoFurther(draft, number, from);
    return;
  }
  if (draft.flow.pause !== undefined) {
    waitForResume(draft, number, from);
    return;
  }
  const fired = firedEdges(compiled, entry);
  const firing = new Set(fired);
  for (const [place, edge] of edgesInOrder(compiled, entry).entries()) {
    if (place < from) continue;
    if (!firing.has(edge)) {
      // A dead edge may decide a join; what it was the last hope of is skipped when all has been drawn.
      if (edge.to !== undefined) decideJoin(draft, control, edge.to, cause);
      continue;
    }
    const message = entry.firedMessages?.[fired.indexOf(edge)] || edge.message;
    fire(draft, control, { number, edge, message, cause });
    if (draft.leadsOn && draft.flow.pause === undefined) continue;
    goNoFurther(draft, number, place + 1);
    return;
  }
}

interface Firing {
  readonly number: number;
  readonly edge: CompiledEdge;
  readonly message: string;
  readonly cause: Cause | undefined;
}

function fire(draft: Draft, control: ControlIndex, { number, edge, message, cause }: Firing): void {
  const { to, target, index } = edge;
  if (to !== undefined) {
    // It is to be undone: what leads to it leads nowhere.
    if (draft.entry(to)?.reversal !== undefined) return;
    const isJoined = draft.segment.definition.control?.nodes[to]?.join !== undefined;
    if (isJoined) decideJoin(draft, control, to, cause);
    else trigger(draft, control, to, [number, index], cause);
  } else if (target === "PAUSE") pauseByEdge(draft, message);
  else if (target === "FAIL" || target === "SUCCEED") endByEdge(draft, number, target, message);
}

/** The flow was paused: the edges from this place on wait. Or it was ended: they are dropped. */
function goNoFurther(draft: Draft, number: number, place: number): void {
  if (draft.leadsOn) waitForResume(draft, number, place);
  else leadNoFurther(draft, number, place);
}
