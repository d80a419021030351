/**
 * Errors of what the engine does by itself: whole in the log, but for those of a store that does not answer. Such an
 * outage is told once when it begins and once when it ends, by whoever looks after the store.
 */
import type { EngineEvent } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { StoreHealth } from "../store/store.js";
import { StoreUnavailable } from "../store/store-errors.js";
import { aboutOf, aboutSegment } from "./log-fields.js";
import type { Logger } from "./logger.js";

/** `checkStore` asks whether the store answers now, and tells of a change. */
export function logBackgroundErrors(
  logger: Logger,
  checkStore: () => Promise<StoreHealth>,
): (event: Extract<EngineEvent, { kind: "error" }>) => void {
  return ({ what, error, segmentId, taskId }) => {
    const about = { ...aboutOf(error), ...aboutSegment(segmentId), ...(taskId !== undefined && { task_id: taskId }) };
    if (!isStoreUnavailable(error)) {
      logger.error({ what, ...about, err: error }, "background error");
      return;
    }
    logger.debug({ what, ...about, err: error }, "the store did not answer");
    void checkStore();
  };
}

export function isStoreUnavailable(error: unknown): error is Error {
  return error instanceof StoreUnavailable || (error instanceof EngineError && error.reason === "STORE_UNAVAILABLE");
}
