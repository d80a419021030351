// The calls behind the actions. Each carries an id of its own, so that a repeat of the same confirmation is known.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { Engine } from "../engine/connection.js";
import type { FlowAction } from "./offered-actions.js";

export interface FlowOrder {
  readonly namespace: string;
  readonly flowId: string;
  readonly requestId: string;
  readonly reason: string;
}

/** Carries out an action on a flow; the flow after it, which is absent where it was deleted. */
export async function orderFlow(engine: Engine, action: FlowAction, order: FlowOrder): Promise<Flow | undefined> {
  switch (action) {
    case "suspend":
      return (await engine.suspendFlow(order)).flow;
    case "resume":
      return (await engine.resumeFlow(order)).flow;
    case "retry":
      return (await engine.retryFlow(order)).flow;
    case "revert":
      return (await engine.revertFlow(order)).flow;
    case "cancel":
      return (await engine.cancelFlow(order)).flow;
    case "delete":
      await engine.deleteFlow(order);
      return undefined;
  }
}

export interface TaskOrder extends FlowOrder {
  readonly taskId: string;
}

export async function retryTask(
  engine: Engine,
  { taskId, ...order }: TaskOrder,
  reset: boolean,
): Promise<Flow | undefined> {
  return (await engine.retryFlow({ ...order, tasks: [taskId], reset })).flow;
}

export async function skipTask(engine: Engine, order: TaskOrder): Promise<Flow | undefined> {
  return (await engine.skipTask(order)).flow;
}

/** What an outsider says of a task. */
export type Outcome =
  | { readonly kind: "result"; readonly json: string }
  | { readonly kind: "failure"; readonly type: string; readonly message: string; readonly retryable: boolean }
  | { readonly kind: "cancelled"; readonly message: string };

export async function completeTask(
  engine: Engine,
  order: Omit<TaskOrder, "reason">,
  outcome: Outcome,
): Promise<Flow | undefined> {
  return (await engine.taskComplete({ ...order, outcome: outcomeMessage(outcome) })).flow;
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
