// The calls behind the actions. Each carries an id of its own, so that a repeat of the same confirmation is known, and is
// of the run that the page shows.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { Engine } from "../engine/connection.js";
import type { FlowAction } from "./offered-actions.js";
import { toShownRun } from "./to-shown-run.js";

export interface FlowOrder {
  /** As it is shown. */
  readonly flow: Flow;
  readonly requestId: string;
  readonly reason: string;
}

/** Carries out an action on a flow; the flow after it, which is absent where it was deleted. */
export function orderFlow(
  engine: Engine,
  action: FlowAction,
  { flow, ...order }: FlowOrder,
): Promise<Flow | undefined> {
  return toShownRun(engine, flow, async (run) => {
    const request = { ...run, ...order };
    switch (action) {
      case "suspend":
        return (await engine.suspendFlow(request)).flow;
      case "resume":
        return (await engine.resumeFlow(request)).flow;
      case "retry":
        return (await engine.retryFlow(request)).flow;
      case "revert":
        return (await engine.revertFlow(request)).flow;
      case "cancel":
        return (await engine.cancelFlow(request)).flow;
      case "delete":
        await engine.deleteFlow(request);
        return undefined;
    }
  });
}

export interface TaskOrder extends FlowOrder {
  readonly taskId: string;
}

export function retryTask(
  engine: Engine,
  { flow, taskId, ...order }: TaskOrder,
  reset: boolean,
): Promise<Flow | undefined> {
  return toShownRun(
    engine,
    flow,
    async (run) => (await engine.retryFlow({ ...run, ...order, tasks: [taskId], reset })).flow,
  );
}

export function skipTask(engine: Engine, { flow, ...order }: TaskOrder): Promise<Flow | undefined> {
  return toShownRun(engine, flow, async (run) => (await engine.skipTask({ ...run, ...order })).flow);
}

/** What an outsider says of a task. */
export type Outcome =
  | { readonly kind: "result"; readonly json: string }
  | { readonly kind: "failure"; readonly type: string; readonly message: string; readonly retryable: boolean }
  | { readonly kind: "cancelled"; readonly message: string };

export function completeTask(
  engine: Engine,
  { flow, ...order }: Omit<TaskOrder, "reason">,
  outcome: Outcome,
): Promise<Flow | undefined> {
  return toShownRun(engine, flow, async ({ namespace, flowId }) => {
    const request = { namespace, flowId, ...order, outcome: outcomeMessage(outcome) };
    return (await engine.taskComplete(request)).flow;
  });
}

function outcomeMessage(outcome: Outcome) {
  switch (outcome.kind) {
    case "result": {
      const empty = outcome.json.trim() === "";
      const data = new TextEncoder().encode(outcome.json);
      return { case: "result" as const, value: empty ? {} : { data, contentType: "application/json" } };
    }
    case "failure": {
      const { type, message, retryable } = outcome;
      return { case: "failure" as const, value: { type, message, retryable } };
    }
    case "cancelled":
      return { case: "cancelled" as const, value: { message: outcome.message } };
  }
}
