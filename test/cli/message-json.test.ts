// Messages as JSON: the form that scripts read, so it is spelled out here.
import { create } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { TimeoutsSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { messageJson } from "../../src/cli/message-json.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("messageJson", () => {
  test("writes keys in snake_case, short names of enums, times as RFC 3339 and plain values of payloads", () => {
    const flow = create(FlowSchema, {
      flowId: "f1",
      state: FlowState.RUNNING,
      version: 7n,
      createTime: timestampFromMs(1_700_000_000_123),
      labels: { team: "a" },
      counts: [{ state: TaskState.READY, count: 2 }],
      input: { data: bytes('{"n":1}'), contentType: "application/json" },
    });
    expect(messageJson(FlowSchema, flow)).toEqual({
      flow_id: "f1",
      namespace: "",
      name: "",
      state: "RUNNING",
      revision: "",
      version: 7,
      create_time: "2023-11-14T22:13:20.123Z",
      labels: { team: "a" },
      priority: 0,
      input: { n: 1 },
      definition_digest: "",
      counts: [{ state: "READY", count: 2 }],
      root_flow_id: "",
    });
  });

  test("writes durations with their unit", () => {
    const timeouts = create(TimeoutsSchema, { run: durationFromMs(1500), total: durationFromMs(60_000) });
    expect(messageJson(TimeoutsSchema, timeouts)).toEqual({ run: "1500ms", total: "60s" });
  });

  test.each([
    ["other content", { data: bytes("x"), contentType: "text/plain" }, { base64: "eA==", content_type: "text/plain" }],
    [
      "JSON that is none",
      { data: bytes("{"), contentType: "application/json" },
      { base64: "ew==", content_type: "application/json" },
    ],
    [
      "what a codec has encoded",
      { data: bytes("1"), contentType: "application/json", metadata: { codec: "aes" } },
      { base64: "MQ==", content_type: "application/json", metadata: { codec: "aes" } },
    ],
  ])("shows a payload as its bytes where it holds %s", (_, input, expected) => {
    expect(messageJson(FlowSchema, create(FlowSchema, { input }))).toMatchObject({ input: { "@payload": expected } });
  });
});
