/**
 * RetryFlow and SkipTask: tasks are run again, or are not to run; a flow that has ended goes on.
 */
import { outcomeDigest } from "../../core/state/outcome-digest.js";
import { checkRetryFlow, checkSkipTask } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { ControlResponse, RetryFlowRequest, SkipTaskRequest } from "../requests.js";
import { storedPayload } from "../views/stored-payloads.js";
import { control, controlOf } from "./control.js";

export function retryFlow(
  machinery: Machinery,
  request: RetryFlowRequest,
  call?: CallContext,
): Promise<ControlResponse> {
  const checked = checkRetryFlow(request);
  const { tasks = [], reset = false, input, items } = checked;
  const inputDigest = input && outcomeDigest({ kind: "result", result: input });
  // What requests asked for before there were items has the digest that it had.
  const chosen = items === undefined ? [] : [items];
  const content = JSON.stringify(["retry", tasks, reset, inputDigest, ...chosen]);
  const command = {
    kind: "retry" as const,
    ...(tasks.length > 0 && { tasks }),
    reset,
    ...(input !== undefined && { input: storedPayload(input) }),
    ...(items !== undefined && { items }),
  };
  return control(machinery, checked, { ...command, ...controlOf(content, checked) }, call);
}

export function skipTask(machinery: Machinery, request: SkipTaskRequest, call?: CallContext): Promise<ControlResponse> {
  const checked = checkSkipTask(request);
  const { taskId } = checked;
  const content = JSON.stringify(["skip", taskId]);
  return control(machinery, checked, { kind: "skip", taskId, ...controlOf(content, checked) }, call);
}
