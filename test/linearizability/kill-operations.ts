// What executors saw of each task while servers were killed, as operations on it.
import type { FinalFlow, FinalTask } from "../kill/check-history.js";
import type { Acknowledged, HandedOver, HistoryEvent, Refused } from "../kill/history.js";
import { isLinearizable, type Operation } from "./checker.js";
import { type Deed, TASK, toldOperations } from "./task-model.js";

const NEVER = Number.POSITIVE_INFINITY;

/** A line for each task whose calls no order explains. */
export function unexplained(events: readonly HistoryEvent[], flows: readonly FinalFlow[]): readonly string[] {
  const tasks = new Map<string, TaskCalls>();
  const of = (flowId: string, taskId: string) => {
    const key = `${flowId}/${taskId}`;
    const calls = tasks.get(key) ?? new TaskCalls(key);
    tasks.set(key, calls);
    return calls;
  };
  for (const [at, event] of events.entries()) {
    if (event.kind === "handed_over") of(event.flowId, event.taskId).handedOver(at, event);
    if (event.kind === "acknowledged") of(event.flowId, event.taskId).acknowledged(at, event);
    if (event.kind === "refused") of(event.flowId, event.taskId).refused(at, event);
  }
  for (const { flowId, tasks: ended } of flows) {
    for (const task of ended) of(flowId, task.taskId).ended(events.length, task);
  }
  return [...tasks.values()].flatMap((calls) => calls.fault());
}

class TaskCalls {
  readonly #key: string;
  readonly #operations: Operation<Deed>[] = [];
  /** By claim: since when an executor may have brought its outcome. */
  readonly #since = new Map<string, number>();
  readonly #outcomes = new Set<string>();

  constructor(key: string) {
    this.#key = key;
  }

  /** By then it was claimed; and its executor may bring an outcome of which nobody hears. */
  handedOver(at: number, { claimToken, attempt, executor }: HandedOver): void {
    if (this.#since.has(claimToken)) return;
    this.#since.set(claimToken, at);
    this.#operations.push({ invoked: -1, answered: at, deed: { kind: "read", state: "RUNNING", attempt } });
    this.#mayComplete(at, attempt, `${this.#key} ${claimToken} by ${executor}`);
  }

  acknowledged(at: number, { claimToken, result, replayed }: Acknowledged): void {
    const attempt = Number.parseInt(claimToken, 10);
    const since = this.#since.get(claimToken) ?? -1;
    this.#mayComplete(since, attempt, result);
    const deed: Deed = { kind: "completed", attempt, outcome: result, succeeds: true, replayed };
    this.#operations.push({ invoked: since, answered: at, deed });
  }

  refused(at: number, { claimToken, reason }: Refused): void {
    if (reason !== "CLAIM_SUPERSEDED") return;
    const attempt = Number.parseInt(claimToken, 10);
    const invoked = this.#since.get(claimToken) ?? -1;
    this.#operations.push({ invoked, answered: at, deed: { kind: "superseded", attempt } });
  }

  ended(at: number, { state, attempt, result }: FinalTask): void {
    // An executor that was killed may have brought what nobody took down.
    if (result === undefined || !this.#outcomes.has(result)) return;
    this.#operations.push({ invoked: at, answered: at + 1, deed: { kind: "read", state, attempt, outcome: result } });
  }

  fault(): readonly string[] {
    if (isLinearizable(this.#operations, TASK)) return [];
    return [`no order explains the calls on ${this.#key}:\n${toldOperations(this.#operations)}`];
  }

  /** A try whose answer did not come, of this claim: once, whoever brings it how often. */
  #mayComplete(since: number, attempt: number, outcome: string): void {
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    const deed: Deed = { kind: "completed", attempt, outcome, succeeds: true, replayed: false };
    this.#operations.push({ invoked: since, answered: NEVER, deed });
  }
}
