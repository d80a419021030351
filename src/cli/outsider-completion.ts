/**
 * What `complete` and `fail` have in common: which task they mean, and what they show afterwards.
 */
import type { Command } from "commander";
import type { TaskCompleteResponse } from "../client/requests.js";
import { wholeNumberFrom } from "./option-values.js";
import type { Output } from "./output.js";
import { renderTasks } from "./terminal/flow-table.js";

export interface OutsiderFlags {
  readonly attempt?: number;
  readonly claimToken?: string;
  readonly requestId?: string;
}

export function addOutsiderFlags(command: Command): Command {
  return command
    .argument("<flow-id>", "the flow")
    .argument("<task-id>", "the task within the flow")
    .option("--attempt <N>", "the attempt that is meant. Default: the latest one", wholeNumberFrom(1))
    .option("--claim-token <TOKEN>", "the claim that is meant, where somebody holds the task")
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one");
}

/** The task and the attempt that are meant, as a completion names them. */
export function meantTask(
  [flowId = "", taskId = ""]: readonly string[],
  { attempt, claimToken, requestId }: OutsiderFlags,
): OutsiderFlags & { readonly flowId: string; readonly taskId: string } {
  return {
    flowId,
    taskId,
    ...(attempt === undefined ? {} : { attempt }),
    ...(claimToken === undefined ? {} : { claimToken }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export function showCompleted(output: Output, { task, flow, ready, replayed }: TaskCompleteResponse): void {
  output.show({
    value: { task, ready: ready.map(({ taskId }) => taskId), flow, replayed },
    names: [task.taskId],
    table: (view) => [
      ...renderTasks([task], view),
      ...(replayed ? ["It had been recorded before."] : []),
      ...ready.map(({ taskId }) => `ready now: ${taskId}`),
    ],
  });
}
