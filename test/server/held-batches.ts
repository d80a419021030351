/**
 * Batches of completions that are decided when a test says so.
 */
import { EventEmitter, once } from "node:events";
import type { Engine } from "../../src/engine/engine.js";
import type { ItemResult, TaskCompleteRequest, TaskCompleteResponse } from "../../src/engine/requests.js";
import { someFlow, someTask } from "./fake-engine.js";

export const answer: TaskCompleteResponse = {
  task: someTask(),
  ready: [],
  flow: someFlow(),
  replayed: false,
  changes: [],
  changesTruncated: false,
};

export function heldBatches() {
  const requests: (readonly TaskCompleteRequest[])[] = [];
  const decisions: (() => void)[] = [];
  const arrivals = new EventEmitter();
  const taskCompleteBatch: Engine["taskCompleteBatch"] = (batch) => {
    requests.push(batch);
    return new Promise((resolve) => {
      decisions.push(() => resolve(batch.map((): ItemResult<TaskCompleteResponse> => ({ value: answer }))));
      arrivals.emit("batch");
    });
  };
  /** Resolves when so many have come. */
  const arrived = async (count: number) => {
    while (decisions.length < count) await once(arrivals, "batch");
  };
  const decide = () => {
    for (const decision of decisions) decision();
  };
  return { requests, arrived, decide, taskCompleteBatch };
}
