/**
 * Outcomes as the messages that carry them.
 */
import { create } from "@bufbuild/protobuf";
import { type TaskCompletion, TaskCompletionSchema } from "#gen/lazyengine/v1/task_completion_pb.js";
import { decisionMessage } from "../decision.js";
import { payloadMessage } from "../payload.js";
import { outcomeField } from "../request-messages.js";
import type { Answer } from "./evaluation.js";
import type { HeldTask } from "./held-task.js";

/** The completion of a held task. A value that has no form in messages fails its task instead of the executor. */
export function completionOf(held: HeldTask, { outcome, decision, memo }: Answer): TaskCompletion {
  const { flowId, taskId, claimToken } = held.message;
  // Field by field: half the price of create with values, once per task.
  const completion = create(TaskCompletionSchema);
  completion.flowId = flowId;
  completion.taskId = taskId;
  completion.claimToken = claimToken;
  try {
    if (outcome !== undefined) completion.outcome = outcomeField(outcome);
    if (decision !== undefined) completion.decision = decisionMessage(decision, "decision");
    if (memo !== undefined) completion.memo = payloadMessage(memo, "memo");
  } catch (error) {
    return completionOf(held, { outcome: { failure: refused(String(error)) } });
  }
  return completion;
}

/** In place of an outcome that no frame can hold. */
export function tooLarge(held: HeldTask): TaskCompletion {
  return completionOf(held, { outcome: { failure: refused("the outcome is too large for a message") } });
}

/** In place of an outcome that the codec could not encode. */
export function codecFailed(held: HeldTask, error: unknown): TaskCompletion {
  const message = `the outcome could not be encoded: ${String(error)}`;
  return completionOf(held, { outcome: { failure: { type: "CODEC_FAILED", message } } });
}

function refused(message: string) {
  return { type: "OUTCOME_REFUSED", message, retryable: false } as const;
}
