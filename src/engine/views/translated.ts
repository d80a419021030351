/**
 * The errors of a call as its caller sees them: those of the store become EngineErrors, in this one place.
 */
import { FormatTooNew, StoreUnavailable } from "../../store/store-errors.js";
import { EngineError } from "../engine-error.js";
import { PayloadMissing } from "./payload-missing.js";

const RETRY_AFTER_MS = 500;

/** An EngineError, or the error as it is where it is a bug. */
export function translated(error: unknown): Error {
  if (error instanceof StoreUnavailable) {
    return new EngineError(
      "STORE_UNAVAILABLE",
      "the store does not answer; the outcome is unknown, repeat the request",
      {
        retryAfterMs: RETRY_AFTER_MS,
        cause: error,
      },
    );
  }
  if (error instanceof FormatTooNew) {
    const { stored, supported } = error.formats;
    return new EngineError("FORMAT_TOO_NEW", `the stored format ${stored} is newer than this server's ${supported}`, {
      metadata: { format: String(stored), supported: String(supported) },
      cause: error,
    });
  }
  if (error instanceof PayloadMissing) {
    return new EngineError("CONFLICT", "the flow was deleted while it was read", { retryAfterMs: 10, cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
