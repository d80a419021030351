/**
 * Unexpected errors: whole in the log, under an id that the caller is told.
 */
import { randomUUID } from "node:crypto";
import type { ReportIncident } from "../service/error-status.js";
import type { Logger } from "./logger.js";

export function reportTo(logger: Logger): ReportIncident {
  return (error, about) => {
    const errorId = randomUUID();
    logger.error({ error_id: errorId, ...about, err: error }, "unexpected error");
    return errorId;
  };
}
