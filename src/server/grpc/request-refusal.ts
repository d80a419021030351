/**
 * What grpc-js refuses a request with before a handler hears of it, in the words of the engine.
 */
import { EngineError } from "../../engine/engine-error.js";
import { CODE } from "../../service/error-codes.js";
import { tooLarge, unreadable } from "../request-errors.js";

/** As grpc-js tells how long a message is that is too long. */
const SIZE_TOLD = /\((\d+) vs/;

/** Undefined where grpc-js says it best itself. */
export function requestRefusal({ code, details = "" }: { readonly code?: number; readonly details?: string }) {
  switch (code) {
    case CODE.RESOURCE_EXHAUSTED: {
      const told = SIZE_TOLD.exec(details)?.[1];
      return tooLarge(told === undefined ? undefined : Number(told));
    }
    case CODE.DEADLINE_EXCEEDED:
      return new EngineError("DEADLINE_EXCEEDED", "the deadline passed before the request was there");
    case CODE.INTERNAL:
      return unreadable(details);
    default:
      return undefined;
  }
}
