// Answers as JSON: the form that scripts read, so it is spelled out here.
import { describe, expect, test } from "vitest";
import { payloadJson, valueJson } from "../../src/cli/value-json.js";
import { Payload } from "../../src/client/payload.js";

describe("valueJson", () => {
  test("writes keys in snake_case, times as RFC 3339 and durations with their unit, and leaves out what is absent", () => {
    const value = {
      flowId: "f1",
      version: 7,
      createTime: 1_700_000_000_123,
      deadline: 0,
      startTime: undefined,
      failure: { type: "X", retryAfterMs: 1500, causes: [{ type: "Y", retryAfterMs: 2000 }] },
      counts: [{ state: "READY", count: 2 }],
    };
    expect(valueJson(value)).toEqual({
      flow_id: "f1",
      version: 7,
      create_time: "2023-11-14T22:13:20.123Z",
      deadline: "1970-01-01T00:00:00.000Z",
      failure: { type: "X", retry_after: "1500ms", causes: [{ type: "Y", retry_after: "2s" }] },
      counts: [{ state: "READY", count: 2 }],
    });
  });

  test("leaves users' own keys and values as they are", () => {
    const result = { someKey: { endTime: 5, waitMs: 3 } };
    expect(valueJson({ tasks: [{ taskId: "a", result, labels: { aB: "c" } }] })).toEqual({
      tasks: [{ task_id: "a", result, labels: { aB: "c" } }],
    });
  });
});

describe("payloadJson", () => {
  test("shows bytes that are no JSON as base64 with their type", () => {
    expect(payloadJson(new Payload(Buffer.from("x"), "text/plain"))).toEqual({
      "@payload": { base64: "eA==", content_type: "text/plain" },
    });
  });

  test("shows a codec's notes", () => {
    expect(payloadJson(new Payload(Buffer.from("1"), "application/json", { codec: "aes" }))).toEqual({
      "@payload": { base64: "MQ==", content_type: "application/json", metadata: { codec: "aes" } },
    });
  });
});
