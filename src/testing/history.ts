/**
 * What has happened in a flow, for assertions: each change of a task's state in its order, and what follows from that.
 */

import type { FlowState, TaskState } from "../client/values.js";
import { instanceId } from "../core/state/task-id.js";
import type { Definitions } from "../engine/definitions.js";
import type { Entered, Journal, TaskEntry } from "./journal.js";

/** A task has come into a state, or, where `taskId` is empty, its flow has. */
export interface HistoryEvent {
  readonly flowId: string;
  readonly taskId: string;
  readonly state: TaskState | FlowState;
  /** How often the task had been begun by then; 0 of a flow. */
  readonly attempt: number;
  /** Milliseconds since the epoch, by the test engine's clock. */
  readonly time: number;
  /** Milliseconds since the flow was there. */
  readonly afterMs: number;
}

/** All that was recorded of the flow, of each of its runs. */
export async function historyOf(
  journal: Journal,
  definitions: Definitions,
  namespace: string,
  flowId: string,
): Promise<readonly HistoryEvent[]> {
  const ofFlow = ({ record: { address } }: Entered) => address.namespace === namespace && address.flowId === flowId;
  return Promise.all(
    journal.entered.filter(ofFlow).map(async ({ record, time, task, state }) => ({
      flowId,
      taskId: task === undefined ? "" : await taskIdIn(definitions, task),
      state,
      attempt: task?.entry.attempt ?? 0,
      time,
      afterMs: time - record.flow.createTime,
    })),
  );
}

/** The states in which a task's own doing has ended. */
const ENDS: readonly TaskState[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

/** The tasks that have come into one of these states, in the order in which they did. */
export function pathOf(history: readonly HistoryEvent[], states: readonly TaskState[] = ENDS): readonly string[] {
  const wanted: readonly string[] = states;
  return history.filter(({ taskId, state }) => taskId !== "" && wanted.includes(state)).map(({ taskId }) => taskId);
}

/** How often the task was begun: by a handler, or by whoever completed it without a claim. */
export function runsOf(history: readonly HistoryEvent[], taskId: string): number {
  return new Set(history.filter((event) => event.taskId === taskId && event.attempt > 0).map(({ attempt }) => attempt))
    .size;
}

/** The id of the task whose entry this is. */
export async function taskIdIn(definitions: Definitions, { record, number, entry }: TaskEntry): Promise<string> {
  const { namespace, segment } = record.address;
  const { nodes } = await definitions.load(namespace, record.flow.definitionDigest, segment);
  const node = nodes[entry.each?.node ?? entry.origin?.node ?? entry.item?.node ?? number];
  return node === undefined ? "" : instanceId(node.task.name, entry);
}
