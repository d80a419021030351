/**
 * The tasks of a flow with those of the flows that they are, each below its own.
 */
import { LazyEngineError } from "../client/lazy-engine-error.js";
import type { Flow, TaskDetails } from "../client/values.js";

export interface FlowWithTasks {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
}

export interface PlacedTask {
  readonly task: TaskDetails;
  /** How many flows it is within, below the one at the top. */
  readonly depth: number;
}

export interface NestedTasks {
  /** In the order in which they are shown. */
  readonly placed: readonly PlacedTask[];
  /** The flows within, each before those within it. */
  readonly nested: readonly FlowWithTasks[];
}

/** `read`: a flow with its tasks. One that is not there yet, or no longer, is left out. */
export async function withNested(
  tasks: readonly TaskDetails[],
  read: (flowId: string) => Promise<FlowWithTasks>,
): Promise<NestedTasks> {
  const placed: PlacedTask[] = [];
  const nested: FlowWithTasks[] = [];
  const place = async (own: readonly TaskDetails[], depth: number): Promise<void> => {
    for (const task of own) {
      placed.push({ task, depth });
      const within = task.childFlowId === undefined ? undefined : await found(read(task.childFlowId));
      if (within === undefined) continue;
      nested.push(within);
      await place(within.tasks, depth + 1);
    }
  };
  await place(tasks, 0);
  return { placed, nested };
}

async function found(reading: Promise<FlowWithTasks>): Promise<FlowWithTasks | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof LazyEngineError && error.reason === "FLOW_NOT_FOUND") return undefined;
    throw error;
  }
}
