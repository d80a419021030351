// What a failed call says: reason and field as the contract has them, beside the message.
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";

export interface CallError {
  /** As gRPC spells it: `NOT_FOUND`. */
  readonly code: string;
  /** `ErrorReason` without its prefix. Empty where the error is not the engine's own. */
  readonly reason: string;
  /** The paths of the fields at fault, comma-separated. Empty = none is named. */
  readonly field: string;
  readonly message: string;
}

/** What any failure of a call says, also one that never reached the server. */
export function callErrorOf(failure: unknown): CallError {
  if (neverArrived(failure)) return UNREACHABLE;
  const error = ConnectError.from(failure);
  const info = error.findDetails(ErrorInfoSchema).find(({ domain }) => domain === "lazyengine");
  const violations = error.findDetails(BadRequestSchema).flatMap(({ fieldViolations }) => fieldViolations);
  return {
    code: codeName(error.code),
    reason: info?.reason ?? "",
    field: violations.map(({ field }) => field).join(", ") || (info?.metadata["field"] ?? ""),
    message: error.rawMessage || "the call failed",
  };
}

const UNREACHABLE: CallError = {
  ...{ code: "UNAVAILABLE", reason: "", field: "" },
  message: "the server cannot be reached",
};

/** `fetch` throws a TypeError, by a call it is the cause; each browser has words of its own for it, which say no more. */
function neverArrived(failure: unknown): boolean {
  const cause = failure instanceof ConnectError ? failure.cause : failure;
  return cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message);
}

/** True for what another try cannot mend: the request, the caller or the subject is at fault. */
export function isFinal({ code }: CallError): boolean {
  return ["NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED", "INVALID_ARGUMENT", "UNIMPLEMENTED"].includes(code);
}

function codeName(code: Code): string {
  return (Code[code] ?? "Unknown").replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
