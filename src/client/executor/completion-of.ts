/**
 * Outcomes as the messages that carry them.
 */
import { create } from "@bufbuild/protobuf";
import { type TaskCompletion, TaskCompletionSchema } from "#gen/lazyengine/v1/task_completion_pb.js";
import { decisionMessage } from "../decision.js";
import { payloadMessage } from "../payload.js";
import { outcomeField } from "../request-messages.js";
import type { Answer } from "./evaluation.js";
import { messageOf, refusal } from "./failure-of-error.js";
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
    return refusedOutcome(held, messageOf(error));
  }
  return completion;
}

/** In place of an outcome that no message can hold: the task fails for good. */
export function refusedOutcome(held: HeldTask, why: string): TaskCompletion {
  return completionOf(held, { outcome: { failure: refusal(why) } });
}

/** In place of an outcome that the codec could not encode. */
export function codecFailed(held: HeldTask, error: unknown): TaskCompletion {
  const message = `the outcome could not be encoded: ${messageOf(error)}`;
  return completionOf(held, { outcome: { failure: { ...refusal(message), type: "CODEC_FAILED", retryable: true } } });
}
