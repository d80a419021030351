// Whether tasks were handed over, or said to be ready, before what they wait for can have ended.
import type { FlowSpec, TaskSpec } from "../../src/client/index.js";
import type { FinalFlow } from "./check-history.js";
import type { HistoryEvent } from "./history.js";

/** By task: those that must have ended before it begins. */
type Parents = ReadonlyMap<string, readonly string[]>;

/**
 * A line for each task that began too early. An outcome may be recorded long before its executor hears of it, or without
 * that; but not before it was sent. So a task is too early where the outcome that its parent has in the end was not sent yet.
 */
export function earlyHandOvers(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  const asked = new Map<string, Parents>();
  const sent = new Set<string>();
  const recorded = recordedResults(flows);
  const faults = new Set<string>();
  const begins = (flowId: string, taskId: string, how: string): void => {
    const parents = asked.get(flowId)?.get(taskId);
    if (parents === undefined) faults.add(`${flowId}/${taskId} was ${how} though nobody has asked for it`);
    for (const parent of parents ?? []) {
      const result = recorded.get(`${flowId}/${parent}`);
      if (result !== undefined && sent.has(result)) continue;
      faults.add(`${flowId}/${taskId} was ${how} before the outcome of ${parent} was sent`);
    }
  };
  for (const event of events) {
    if (event.kind === "asked") asked.set(event.flowId, parentsIn(event.flow));
    if (event.kind === "sent") sent.add(event.result);
    if (event.kind === "handed_over") begins(event.flowId, event.taskId, "handed over");
    if (event.kind === "acknowledged") for (const taskId of event.madeReady) begins(event.flowId, taskId, "made ready");
  }
  return [...faults];
}

/** What the store has in the end of tasks, each unlike that of any other. */
function recordedResults(flows: readonly FinalFlow[]): ReadonlyMap<string, string> {
  return new Map(
    flows.flatMap(({ flowId, tasks }) =>
      tasks.flatMap(({ taskId, result }) =>
        result === undefined ? [] : [[`${flowId}/${taskId}`, result] as [string, string]],
      ),
    ),
  );
}

function parentsIn({ tasks = [] }: FlowSpec): Parents {
  const completed = new Set(tasks.filter(isCompleted).map(({ name }) => name));
  return new Map(
    tasks.map((task) => [task.name, waitsForAll(task) ? successes(task).filter((name) => completed.has(name)) : []]),
  );
}

/** It succeeds by one completion, and by nothing else. */
function isCompleted({ type, forEach, evaluate, repeat }: TaskSpec): boolean {
  return type !== undefined && forEach === undefined && evaluate === undefined && repeat === undefined;
}

function waitsForAll({ join }: TaskSpec): boolean {
  return (join?.kind ?? "ALL") === "ALL";
}

/** An edge with a condition leads on after a success, too; one on a failure or a skip may without any completion. */
function successes({ dependsOn = [] }: TaskSpec): readonly string[] {
  return dependsOn.flatMap((dependency) => {
    if (typeof dependency === "string") return [dependency];
    const { task, on = [] } = dependency;
    return on.every((outcome) => outcome === "SUCCESS") ? [task] : [];
  });
}
