/**
 * The definition of a recorded flow as it is replayed. Each task has a queue of its own, so that a claim can name its
 * task; timeouts are so long that none strikes: when a claim or an outcome comes is decided by the record alone.
 */
import type { FlowDefinition, Timeouts } from "../../../src/core/definition/definition.js";

const LONGER = 10_000;

export function replayableDefinition(definition: FlowDefinition): FlowDefinition {
  const tasks = definition.tasks.map((task) => {
    const timeouts = longer(task.timeouts);
    return task.type === undefined ? { ...task, timeouts } : { ...task, timeouts, queue: queueOf(task.name) };
  });
  return { ...definition, tasks };
}

export function queueOf(task: string): string {
  return `queue-of-${task}`;
}

function longer(timeouts: Timeouts): Timeouts {
  return Object.fromEntries(Object.entries(timeouts).map(([kind, timeoutMs]) => [kind, timeoutMs * LONGER]));
}
