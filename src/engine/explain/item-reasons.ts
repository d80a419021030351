/**
 * Why a task that runs for each item of a list, or one of its items, stands where it does.
 */
import { ownerOf, runsItems } from "../../core/state/item-lists.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Segment } from "../../core/state/segment.js";
import { isTerminalTask } from "../../core/state/states.js";
import type { TaskReason } from "../explanation.js";

const NAMED = 100;

/** Undefined where nothing about it is to be said that is not so of any task. */
export function itemReason(segment: Segment, number: number): TaskReason | undefined {
  const entry = segment.entry(number);
  if (entry !== undefined && runsItems(entry)) return waitsForItems(segment, number, entry);
  const owner = entry?.state === "PENDING" ? ownerOf(entry) : undefined;
  return owner === undefined ? undefined : waitsForTurn(segment, owner);
}

function waitsForItems(segment: Segment, number: number, { list, attempt }: NodeEntry): TaskReason {
  const open = (segment.control?.lists.of(number) ?? []).filter((item) => !isTerminalTask(segment.stateOf(item)));
  const left = segment.control?.lists.open(number) ?? 0;
  const message = `attempt ${attempt} ends with the last of ${list?.count ?? 0} items; ${left} have not ended`;
  return { kind: "WAITS_FOR_ITEMS", message, taskIds: open.slice(0, NAMED).map((item) => segment.taskId(item)) };
}

function waitsForTurn(segment: Segment, owner: number): TaskReason {
  const name = segment.taskId(owner);
  const task = segment.entry(owner);
  const isRunning = task !== undefined && runsItems(task);
  const message = isRunning
    ? `${segment.control?.lists.underWay(owner) ?? 0} items of ${name} are under way, which is as many as may be at once`
    : `task ${name} is ${task?.state ?? "PENDING"}: its items have not begun`;
  return { kind: "WAITS_FOR_TURN", message, taskIds: [name] };
}
