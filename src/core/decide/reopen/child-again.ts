/**
 * Whether a task can wait once more for the flow that its latest attempt was, and what comes back with it.
 */
import { isOpenChild } from "../../state/child-flow.js";
import { isItem } from "../../state/item-lists.js";
import type { NodeEntry } from "../../state/node-entry.js";
import type { Segment } from "../../state/segment.js";
import { causesOfRun } from "../../state/task-causes.js";
import { comingBack } from "./coming-back.js";
import { cutOff, hasRun } from "./failed-tasks.js";
import type { Plan } from "./go-on.js";
import { behind } from "./reset.js";
import { isOf, undoneFault, undoneNodes } from "./undone.js";

export interface ChildFault {
  readonly fault: string;
  /** Default PARENT_WENT_ON. */
  readonly reason?: "PARENT_WENT_ON" | "FLOW_REVERTING" | "FLOW_CANCELLING";
  /** Of the task that it is about. */
  readonly number?: number;
}

/** Why the task does not wait for it; undefined = it may, or does. */
export function childFault(segment: Segment, number: number, attempt: number): ChildFault | undefined {
  const entry = segment.entry(number);
  const { flow } = segment;
  if (flow.state === "CANCELLING") return { fault: "it is being cancelled", reason: "FLOW_CANCELLING" };
  const undone = undoneFault(segment);
  if (undone !== undefined) return { ...undone, reason: "FLOW_REVERTING" };
  if (entry === undefined || entry.attempt !== attempt || entry.child === undefined) {
    return { fault: `task ${segment.taskId(number)} has gone on, and is ${segment.stateOf(number)}`, number };
  }
  if (entry.reversal !== undefined || isOf(segment, undoneNodes(segment), number)) {
    const fault = `task ${segment.taskId(number)} is undone with its scope`;
    return { fault, number, reason: "FLOW_REVERTING" };
  }
  if (isOpenChild(entry) || hasEndedWith(entry)) return undefined;
  return { fault: `task ${segment.taskId(number)} is ${entry.state}, and has not failed by that`, number };
}

/** It has ended as the flow did, and not well; or its outcome does not count yet. */
function hasEndedWith({ state, outcomeDigest, pending, decision, evaluation }: NodeEntry): boolean {
  if (outcomeDigest === undefined || evaluation !== undefined || decision !== undefined) return false;
  return state === "FAILED" || state === "CANCELLED" || (state === "DELAYED" && pending !== undefined);
}

/** What comes back with it, or by what the flow has gone on from its end. */
export function planForChild(segment: Segment, child: number): Plan | ChildFault {
  const undone = undoneNodes(segment);
  const again = new Set([child, ...cutOff(segment).filter((number) => !isOf(segment, undone, number))]);
  const back = comingBack(segment, { again }, undone);
  const follower = followerOf(segment, child, back);
  if (follower === undefined) return { again, back, child };
  const [own, other] = [segment.taskId(child), segment.taskId(follower)];
  return { fault: `the end of task ${own} has led to task ${other}`, number: follower };
}

/** A task that has run because it ended so, or because others were skipped for it. */
function followerOf(segment: Segment, child: number, back: readonly number[]): number | undefined {
  const { control, entries, definition } = segment;
  if (control === undefined || definition.control === undefined) return undefined;
  const reach = behind(segment, [control.nodeOf(child)]);
  const leading = new Set([child, ...back.filter((number) => reach.has(number))]);
  for (const [number, entry] of entries) {
    if (isItem(entry) || leading.has(number) || !hasRun(entry)) continue;
    const causes = causesOfRun(definition.control, entries, number, entry.origin);
    if (causes.some(([source]) => leading.has(source))) return number;
  }
  return undefined;
}
