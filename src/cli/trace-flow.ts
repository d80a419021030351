/**
 * Follows a flow and the flows within it, each by a watch of its own.
 */
import pLimit from "p-limit";
import type { Client } from "../client/client.js";
import { LazyEngineError } from "../client/lazy-engine-error.js";
import type { Flow, TaskDetails } from "../client/values.js";
import type { TracedFlow } from "./terminal/trace-tree.js";

/** So many flows are followed at once; others are once one of these has ended. */
const FLOWS_AT_ONCE = 64;

export interface Trace {
  /** As far as it is known by now. */
  flowOf(flowId: string): TracedFlow | undefined;
  /** Resolves when the flow has ended and all within it that was begun. Rejects as the client's watch does. */
  readonly ended: Promise<void>;
}

interface Tracing {
  readonly client: Client;
  readonly flowId: string;
  /** Ends with what is there now, and follows nothing. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

export function traceFlow({ client, flowId, once, signal }: Tracing): Trace {
  const flows = new Map<string, { flow: Flow; readonly tasks: Map<string, TaskDetails> }>();
  const limit = pLimit(FLOWS_AT_ONCE);
  const begun = new Set<string>();
  const follow = async (id: string, begin: (id: string) => void): Promise<void> => {
    for await (const event of client.watchFlow({ flowId: id, view: "FULL", signal })) {
      if (event.kind === "deleted" || (event.kind === "current" && once)) return;
      if (event.kind !== "update") continue;
      const known = flows.get(id) ?? { flow: event.flow, tasks: new Map<string, TaskDetails>() };
      known.flow = event.flow;
      flows.set(id, known);
      for (const task of event.tasks) {
        known.tasks.set(task.taskId, task);
        for (const { childFlowId } of task.attempts) if (childFlowId !== undefined) begin(childFlowId);
      }
    }
  };
  const ended = new Promise<void>((resolve, reject) => {
    let open = 0;
    const begin = (id: string): void => {
      if (begun.has(id)) return;
      begun.add(id);
      open += 1;
      limit(follow, id, begin)
        // One within that is not there yet, or no longer, is left out.
        .catch((error: unknown) => (id !== flowId && isMissing(error) ? undefined : reject(error)))
        .finally(() => {
          open -= 1;
          if (open === 0) resolve();
        });
    };
    begin(flowId);
  });
  return {
    flowOf(id) {
      const known = flows.get(id);
      return known === undefined ? undefined : { flow: known.flow, tasks: [...known.tasks.values()] };
    },
    ended,
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof LazyEngineError && error.reason === "FLOW_NOT_FOUND";
}
