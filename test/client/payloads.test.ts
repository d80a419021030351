// Payloads: native values in and out, bytes untouched, and the codec at every place where a payload stands.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import type { RunRequest, TaskCompleteRequest } from "#gen/lazyengine/v1/service_pb.js";
import { TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { Payload, type PayloadCodec } from "../../src/client/index.js";
import { payloadMessage, payloadValue } from "../../src/client/payload.js";
import { scriptedServer } from "./scripted-server.js";

test.each([
  [null, "null"],
  [false, "false"],
  [0, "0"],
  ["é", '"é"'],
  [[1, { a: null }], '[1,{"a":null}]'],
])("%j travels as JSON and comes back", (value, text) => {
  const message = payloadMessage(value);
  expect(message.contentType).toBe("application/json");
  expect(new TextDecoder().decode(message.data)).toBe(text);
  expect(payloadValue(message)).toEqual(value);
});

test("undefined is an empty payload and comes back as undefined", () => {
  expect(payloadMessage(undefined)).toMatchObject({ data: new Uint8Array(), contentType: "" });
  expect(payloadValue(payloadMessage(undefined))).toBeUndefined();
  expect(payloadValue(undefined)).toBeUndefined();
});

test("bytes and payloads of other types pass unchanged", () => {
  const given = new Payload(new Uint8Array([1, 2]), "image/png", { key: "k1" });
  expect(payloadValue(payloadMessage(given))).toEqual(given);
  expect(payloadValue(payloadMessage(new Uint8Array([3])))).toEqual(
    new Payload(new Uint8Array([3]), "application/octet-stream"),
  );
  expect(payloadValue(payloadMessage(Payload.text("hi")))).toMatchObject({ contentType: "text/plain; charset=utf-8" });
});

test("what claims to be JSON and is not comes back as its bytes", () => {
  const broken = new Payload(new TextEncoder().encode("{"), "application/json");
  expect(payloadValue(payloadMessage(broken))).toEqual(broken);
});

test.each([[() => 1], [Symbol("s")], [1n]])("%s is refused as a payload", (value) => {
  expect(() => payloadMessage(value)).toThrow("payload: has no form in JSON");
});

/** Turns bytes around: what went through it is neither JSON nor readable. */
const reversing: PayloadCodec = {
  encode: (payload) => new Payload(payload.data.toReversed(), "application/x-reversed", { of: payload.contentType }),
  decode: async (payload) =>
    payload.contentType === "application/x-reversed"
      ? new Payload(payload.data.toReversed(), payload.metadata["of"])
      : payload,
};

test("a codec encodes every payload that leaves, and leaves the caller's values alone", async () => {
  const requests: (RunRequest | TaskCompleteRequest)[] = [];
  const flow = create(FlowSchema, { flowId: "f" });
  const server = await scriptedServer({
    run: (request) => {
      requests.push(request);
      return { flow };
    },
    taskComplete: (request) => {
      requests.push(request);
      return { flow, task: create(TaskDetailsSchema, { taskId: "a" }) };
    },
  });
  const client = server.client({ codec: reversing });
  const spec = { tasks: [{ name: "a", type: "t", input: "secret-1" }] };
  await client.run(spec, { input: "secret-2" });
  await client.run(spec, { input: "secret-2" });
  await client.taskComplete({
    flowId: "f",
    taskId: "a",
    failure: { type: "E", details: "secret-3", causes: [{ type: "C", details: "secret-4" }] },
  });
  expect(requests.map((request) => texts(request).sort())).toEqual([
    ['"1-terces"', '"2-terces"'],
    ['"1-terces"', '"2-terces"'],
    ['"3-terces"', '"4-terces"'],
  ]);
});

test("a codec decodes every payload that comes in, and hands on what was stored without it", async () => {
  const encoded = payloadMessage(await reversing.encode(Payload.json({ n: 1 })));
  const server = await scriptedServer({
    getFlowDetails: () => ({
      flow: create(FlowSchema, { flowId: "f", input: encoded }),
      tasks: [
        create(TaskDetailsSchema, { taskId: "a", result: encoded }),
        create(TaskDetailsSchema, { taskId: "b", failure: { type: "E", details: payloadMessage("plain") } }),
      ],
    }),
  });
  const { flow, tasks } = await server.client({ codec: reversing }).getFlowDetails("f");
  expect([flow.input, tasks[0]?.result, tasks[1]?.failure?.details]).toEqual([{ n: 1 }, { n: 1 }, "plain"]);
});

/** The bytes anywhere in a message, as texts. */
function texts(value: unknown): string[] {
  if (value instanceof Uint8Array) {
    return [new TextDecoder().decode(value)];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}
