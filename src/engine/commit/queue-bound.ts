/**
 * What does not get into a round or a batch: one command too many, and one that comes too late (rule C7).
 */
import { EngineError } from "../engine-error.js";

/** Commands, or new flows, that wait in all; above it further ones are refused. */
export const QUEUE_BOUND = 20_000;

/** `limit` names what there are too many of. */
export function queueFull(limit: string, waiting: number): EngineError {
  return new EngineError("OVERLOADED", `${waiting} ${limit.replaceAll("_", " ")} are there already`, {
    metadata: { limit, value: String(waiting) },
    retryAfterMs: 1000,
  });
}

export function deadlinePassed(): EngineError {
  return new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the command was decided");
}
