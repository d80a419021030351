/**
 * What is wrong with a request as a whole, by whatever protocol it came.
 */
import { LIMITS } from "../core/limits.js";
import { EngineError } from "../engine/engine-error.js";

/** `sent`: its bytes, where they are known; `limit`: of the method. */
export function tooLarge(sent?: number, limit: number = LIMITS.messageBytes): EngineError {
  const got = sent === undefined ? "" : `, this has ${sent}`;
  return new EngineError("LIMIT_EXCEEDED", `a request may have at most ${limit} bytes${got}`, {
    metadata: { field: "", limit: String(limit), ...(sent !== undefined && { value: String(sent) }) },
  });
}

/** `why` may quote the request: callers are told it, the log is not. */
export function unreadable(why?: string): EngineError {
  const text = "the request is no message of this method";
  return new EngineError("INVALID_FIELD", why === undefined ? text : `${text}: ${why}`, { metadata: { field: "" } });
}
