/**
 * All topics of the contract.
 */
import type { Topic } from "../world.js";
import { batch } from "./batch.js";
import { delays } from "./delays.js";
import { fencing } from "./fencing.js";
import { idempotency } from "./idempotency.js";
import { run } from "./run.js";
import { taskComplete } from "./task-complete.js";

export const TOPICS: Readonly<Record<string, Topic>> = {
  Run: run,
  TaskComplete: taskComplete,
  TaskCompleteBatch: batch,
  idempotency,
  fencing,
  delays,
};
