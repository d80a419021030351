/**
 * The two ends of every decision: an answer with what changed, or a refusal that changed nothing.
 */
import type { Answer, Decision, Refusal, RefusalReason, TaskView } from "./decision.js";
import type { Draft } from "./draft.js";

/** Accepts the command, with the changes made so far. */
export function accepted(draft: Draft, parts: Partial<Pick<Answer, "task" | "ready" | "replayed">> = {}): Decision {
  return { kind: "accepted", answer: answer(draft, parts), changes: draft.changes };
}

/** The flow as it is now, with the given parts; `ready` is empty and `replayed` false where they are not given. */
export function answer(draft: Draft, parts: Partial<Pick<Answer, "task" | "ready" | "replayed">> = {}): Answer {
  const { segment } = draft;
  return {
    // The counts are copied: the segment goes on changing.
    flow: { header: segment.flow, version: segment.position, counts: new Map(segment.counts) },
    replayed: false,
    ready: [],
    ...parts,
  };
}

export function refused(
  reason: RefusalReason,
  message: string,
  metadata: Readonly<Record<string, string>> = {},
): Decision {
  const refusal: Refusal = { reason, message, metadata };
  return { kind: "refused", refusal };
}

/** No task of the flow has this id. */
export function taskNotFound(taskId: string): Decision {
  return refused("TASK_NOT_FOUND", `the flow has no task ${taskId}`, { task_id: taskId });
}

export function taskView(draft: Draft, node: number): TaskView {
  return { node, entry: draft.entry(node) };
}
