/**
 * Assumptions and simulations between messages and the engine's values.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Assumption as AssumptionMessage,
  FlowState,
  SimulatedBatchSchema,
  SimulatedTaskSchema,
  SimulateFlowResponseSchema,
  SimulationEnd,
  TaskState,
} from "#gen/lazyengine/v1/index.js";
import type { Assumption, SimulatedTask, SimulateFlowResponse } from "../../engine/simulation.js";
import { readSimulatedOutcome } from "./enum-names.js";
import { duration, millisOfDuration, optionalDuration } from "./times.js";

export function assumptionOf(message: AssumptionMessage, field: string): Partial<Assumption> {
  const outcome = readSimulatedOutcome(message.outcome, `${field}.outcome`);
  return {
    ...(message.duration !== undefined && { durationMs: millisOfDuration(message.duration, `${field}.duration`) }),
    ...(outcome !== undefined && { outcome }),
    failures: message.failures,
  };
}

export function simulationMessage(told: SimulateFlowResponse) {
  return create(SimulateFlowResponseSchema, {
    end: SimulationEnd[told.end],
    state: FlowState[told.state],
    makespan: duration(told.makespanMs),
    tasks: told.tasks.map(taskMessage),
    taskCount: told.taskCount,
    batches: told.batches.map(({ startMs, count }) =>
      create(SimulatedBatchSchema, { start: duration(startMs), taskCount: count }),
    ),
    batchCount: told.batchCount,
    criticalPath: told.criticalPath.map(taskMessage),
    doomed: [...told.doomed],
    doomedCount: told.doomedCount,
    unreachable: [...told.unreachable],
    unreachableCount: told.unreachableCount,
    pauses: told.pauses,
    steps: told.steps,
  });
}

function taskMessage({ taskId, state, reachedMs, startMs, endMs, waitedMs, attempts }: SimulatedTask) {
  return create(SimulatedTaskSchema, {
    taskId,
    state: TaskState[state],
    reached: duration(reachedMs),
    start: optionalDuration(startMs),
    end: optionalDuration(endMs),
    waited: duration(waitedMs),
    attempts,
  });
}
