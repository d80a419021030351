/**
 * Compares what a command was answered in the simulated world and in the replay. What else was decided at the same time,
 * such as a hand-over to a session with credit, is left out: there it came in the same commit, here it is a command.
 */
import type {
  Payload,
  ReadyTask,
  RunResponse,
  TaskCompleteRequest,
  TaskCompleteResponse,
  TaskDetails,
} from "../../../src/engine/index.js";
import { fieldDifferences } from "./compare-states.js";

const ENDED = ["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"];

export function startDifferences(recorded: RunResponse | undefined, replayed: RunResponse): string[] {
  if (recorded === undefined) return [];
  const told = ({ ready, readyCount }: RunResponse) => ({ ready: namesOf(ready), readyCount });
  return fieldDifferences("the answer to the run", told(recorded), told(replayed));
}

export function completionDifferences(
  { taskId, requestId }: TaskCompleteRequest,
  recorded: TaskCompleteResponse | undefined,
  replayed: TaskCompleteResponse,
): string[] {
  if (recorded === undefined) return [];
  // A repeat tells where the task and the flow are by then.
  const told = ({ task, flow, ready }: TaskCompleteResponse) => ({
    ready: namesOf(ready),
    ...(!recorded.replayed && {
      state: ended(task.state),
      tries: task.tries,
      failure: task.failure?.message,
      result: bytesOf(task.result),
      flow: ended(flow.state),
    }),
  });
  return fieldDifferences(`the answer to ${taskId} ${requestId}`, told(recorded), told(replayed));
}

export function deliveryDifferences(recorded: ReadyTask | undefined, replayed: ReadyTask): string[] {
  if (recorded === undefined) return [];
  const told = ({ type, tries, priority, input, dependencyResults, resultsTruncated }: ReadyTask) => ({
    type,
    tries,
    priority,
    input: bytesOf(input),
    resultsTruncated,
    results: Object.entries(dependencyResults)
      .map(([task, result]) => [task, bytesOf(result)])
      .sort(),
  });
  return fieldDifferences(`what was sent of ${recorded.taskId}`, told(recorded), told(replayed));
}

/** The result of a task as everybody reads it, against what was sent. */
export function resultDifferences({ taskId, result }: TaskDetails, sent: TaskCompleteRequest | undefined): string[] {
  const outcome = sent?.outcome;
  const expected = outcome?.kind === "result" ? bytesOf(outcome.result) : undefined;
  return fieldDifferences(taskId, { result: expected }, { result: bytesOf(result) });
}

function namesOf(ready: readonly { readonly taskId: string }[]): string[] {
  return ready.map(({ taskId }) => taskId).sort();
}

function ended(state: string): string {
  return ENDED.includes(state) ? state : "open";
}

function bytesOf(payload: Payload | undefined): string | undefined {
  return payload === undefined ? undefined : `${payload.contentType} ${Buffer.from(payload.data).toString("base64")}`;
}
