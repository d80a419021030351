/**
 * The changes of a commit as callers see them.
 */

import type { Change, TaskChange } from "../../core/decision.js";
import { LIMITS } from "../../core/limits.js";
import { isOpenChild } from "../../core/state/child-flow.js";
import { idOfEntry } from "../../core/state/list-members.js";
import type { Segment } from "../../core/state/segment.js";
import { isAtWork } from "../../core/state/states.js";
import type { StateChange } from "../values.js";
import { intentOf } from "./reversal-value.js";

export interface StateChanges {
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
}

/** In the order in which they happened, at `time`; the first thousand. `why` is the reason that the caller gave. */
export function stateChanges(segment: Segment, changes: readonly Change[], time: number, why = ""): StateChanges {
  const { flowId } = segment.address;
  const told = changes.slice(0, LIMITS.changes).flatMap((change): StateChange[] => {
    if (change.kind === "task") {
      // An item of kind EVALUATE is no task: that its task waits for it is told of the task.
      if (change.entry.item !== undefined) return [];
      // Nor is it a change that there is an item of a list whose turn has not come.
      if (change.entry.state === "PENDING" && change.previous === undefined) return [];
      return [{ flowId, taskId: idOfEntry(segment, change.node, change.entry), time, ...taskPart(change) }];
    }
    if (change.kind === "kept") return [];
    const { previous, header } = change;
    if (previous.state === header.state) return [];
    const message = why || (header.cancellation?.reason ?? header.failure?.message ?? header.pause?.message ?? "");
    return [
      {
        flowId,
        taskId: "",
        time,
        flow: { from: previous.state, to: header.state },
        ...(message !== "" && { message }),
      },
    ];
  });
  return { changes: told, changesTruncated: changes.length > LIMITS.changes };
}

function taskPart({ previous, entry }: TaskChange): Pick<StateChange, "task" | "reason" | "message"> {
  const from = previous?.state ?? "PENDING";
  const reason = reasonOf(previous, entry);
  const failed = entry.state === "FAILED" ? entry.failure : undefined;
  const failure = entry.state === "REVERT_FAILED" ? entry.reversal?.failure : failed;
  return {
    task: { from, to: entry.state, attempt: entry.attempt, tries: entry.tries, intent: intentOf(entry) },
    ...(reason !== undefined && { reason }),
    ...(failure !== undefined && { message: failure.message }),
  };
}

function reasonOf(previous: TaskChange["previous"], entry: TaskChange["entry"]): string | undefined {
  if (entry.skipReason !== undefined) return entry.skipReason;
  if (entry.state === "FAILED" && entry.outcomeDigest === undefined) return entry.failure?.type;
  if (entry.evaluation !== undefined && entry.evaluation.phase !== "FAILURE") return "EVALUATE";
  if (isAtWork(entry.state) && entry.deferred !== undefined) return "DEFERRED";
  if (isOpenChild(entry)) return "FLOW";
  if (entry.state !== "READY" && entry.state !== "DELAYED") return undefined;
  if (entry.losses > (previous?.losses ?? 0)) return "LEASE_LOST";
  if (entry.tries > (previous?.tries ?? 0)) return entry.history?.at(-1)?.end === "TIMEOUT" ? "TIMEOUT" : "RETRY";
  if ((entry.rounds?.done ?? 0) > (previous?.rounds?.done ?? 0)) return "REPEAT";
  const released = entry.history?.at(-1)?.end === "RELEASED" && previous !== undefined && isAtWork(previous.state);
  return released ? "RELEASED" : undefined;
}
