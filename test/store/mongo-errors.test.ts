// How the driver's errors are told apart: no answer, a definite refusal, lost history, a bug.
import {
  MongoAPIError,
  MongoClientClosedError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";
import { describe, expect, test } from "vitest";
import { reaching, storeError, streamError } from "../../src/store/mongo/mongo-errors.js";
import { PositionLost, StoreUnavailable } from "../../src/store/store-errors.js";

const server = (code: number, labels: readonly string[] = []) => {
  const error = new MongoServerError({ message: `code ${code}`, code });
  for (const label of labels) error.addErrorLabel(label);
  return error;
};

describe("an error of the driver", () => {
  test.each([
    ["a broken connection", new MongoNetworkError("x")],
    ["no answer in time", new MongoNetworkTimeoutError("x")],
    ["no server to be found", new MongoServerSelectionError("x", {} as never)],
    ["a closed client", new MongoClientClosedError()],
    ["a primary that steps down", server(189)],
    ["a server that shuts down", server(11600)],
    ["an overdue write concern", server(64)],
    ["an overdue command", server(50)],
    ["what the server labels as worth a retry", server(1, ["RetryableWriteError"])],
  ])("that means %s leaves the outcome open", (_what, error) => {
    const mapped = storeError(error);
    expect(mapped).toBeInstanceOf(StoreUnavailable);
    expect(mapped).toMatchObject({ cause: error });
  });

  test.each([
    ["a refusal by a validator", server(121)],
    ["an existing key", server(11000)],
    ["an unknown command", server(59)],
    ["a misuse of the driver", new MongoAPIError("x")],
    ["an invalid argument", new MongoInvalidArgumentError("x")],
    ["an error of this code", new TypeError("x")],
  ])("that means %s stays what it is", (_what, error) => {
    expect(storeError(error)).toBe(error);
  });

  test.each([286, 260, 280, 136])("of a change stream, code %i, means lost history", (code) => {
    expect(streamError(server(code))).toBeInstanceOf(PositionLost);
  });

  test("of a change stream that was closed leaves it to the caller to come again", () => {
    expect(streamError(new MongoAPIError("ChangeStream is closed"))).toBeInstanceOf(StoreUnavailable);
  });
});

test("a call that answers is passed through", async () => {
  expect(await reaching(async () => 7)).toBe(7);
  await expect(reaching(async () => Promise.reject(new MongoNetworkError("x")))).rejects.toBeInstanceOf(
    StoreUnavailable,
  );
});
