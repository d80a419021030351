/**
 * What grpc-js refuses a request with before a handler hears of it, in the words of the engine.
 */
import { LIMITS } from "../../core/limits.js";
import { EngineError } from "../../engine/engine-error.js";
import { CODE } from "../../service/error-codes.js";

/** Undefined where grpc-js says it best itself. */
export function requestRefusal({ code, details }: { readonly code?: number; readonly details?: string }) {
  switch (code) {
    case CODE.RESOURCE_EXHAUSTED:
      return tooLarge();
    case CODE.DEADLINE_EXCEEDED:
      return new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the request was there");
    case CODE.INTERNAL:
      return new EngineError("INVALID_FIELD", `the request is no message of this method: ${details}`, {
        metadata: { field: "" },
      });
    default:
      return undefined;
  }
}

/** Of a request by whatever protocol it came. */
export function tooLarge(): EngineError {
  const value = LIMITS.messageBytes;
  return new EngineError("LIMIT_EXCEEDED", `a request may have at most ${value} bytes`, {
    metadata: { field: "", limit: "message_bytes", value: String(value) },
  });
}
