/**
 * What the page reads out of a failed call: reason and field as the contract gives them.
 */
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { BadRequestSchema, ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { callErrorOf, isFinal } from "../../ui/src/engine/call-error.js";

test("names reason and field of the engine's refusals", () => {
  const error = new ConnectError("reason: at most 1024 bytes", Code.InvalidArgument, undefined, [
    { desc: ErrorInfoSchema, value: { domain: "lazyengine", reason: "LIMIT_EXCEEDED", metadata: { field: "reason" } } },
    { desc: BadRequestSchema, value: { fieldViolations: [{ field: "reason", description: "too long" }] } },
  ]);
  expect(callErrorOf(error)).toEqual({
    ...{ code: "INVALID_ARGUMENT", reason: "LIMIT_EXCEEDED", field: "reason" },
    message: "reason: at most 1024 bytes",
  });
});

test("takes no word of others for a reason of the engine", () => {
  const details = [{ desc: ErrorInfoSchema, value: { domain: "proxy", reason: "BUSY" } }];
  expect(callErrorOf(new ConnectError("busy", Code.Unavailable, undefined, details)).reason).toBe("");
});

test.each(["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed", "network error"])(
  "that the server is not reached is told in words of its own, not in a browser's: %s",
  (message) => {
    const lost = { code: "UNAVAILABLE", reason: "", field: "", message: "the server cannot be reached" };
    expect(callErrorOf(new TypeError(message))).toEqual(lost);
    expect(callErrorOf(ConnectError.from(new TypeError(message)))).toEqual(lost);
  },
);

test("a fault of the page itself is not taken for a lost server", () => {
  expect(callErrorOf(new TypeError("flow is undefined")).message).toBe("flow is undefined");
});

test("codes are spelled as gRPC spells them", () => {
  const codes = [Code.FailedPrecondition, Code.NotFound, Code.DeadlineExceeded];
  const spelled = codes.map((code) => callErrorOf(new ConnectError("", code)).code);
  expect(spelled).toEqual(["FAILED_PRECONDITION", "NOT_FOUND", "DEADLINE_EXCEEDED"]);
});

test("overload and lost contact are worth another try, a wrong request is not", () => {
  expect(isFinal(callErrorOf(new ConnectError("", Code.Unavailable)))).toBe(false);
  expect(isFinal(callErrorOf(new ConnectError("", Code.PermissionDenied)))).toBe(true);
});
