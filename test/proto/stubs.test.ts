// The TypeScript stubs: what the service offers, and that messages survive the wire and the JSON form.
import { create, fromBinary, fromJson, toBinary, toJson } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { LazyEngine, RunRequestSchema, TaskCompleteRequestSchema } from "#gen/lazyengine/v1/index.js";

test("the service offers the calls of the contract, each of its kind", () => {
  const calls = LazyEngine.methods.map(({ name, methodKind }) => `${name} ${methodKind}`);
  expect(calls).toEqual([
    "Run unary",
    "TaskComplete unary",
    "TaskCompleteBatch unary",
    "WatchReadyTasks server_streaming",
    "ExecuteTasks bidi_streaming",
    "KeepSession unary",
    "ReleaseTasks unary",
    "PollReadyTasks unary",
    "ReportProgress unary",
    "GetFlowDetails unary",
    "ListFlows unary",
    "WatchFlow server_streaming",
    "ExplainTask unary",
    "ListQueues unary",
    "UpdateQueue unary",
    "ListConcurrencyKeys unary",
    "UpdateConcurrencyKey unary",
    "SimulateFlow unary",
    "SuspendFlow unary",
    "ResumeFlow unary",
    "CancelFlow unary",
    "RevertFlow unary",
    "EndFlow unary",
    "RetryFlow unary",
    "SkipTask unary",
    "DeleteFlow unary",
    "PutDefinition unary",
    "ImportDefinition client_streaming",
    "GetDefinition unary",
    "ListDefinitions unary",
    "PutSchedule unary",
    "GetSchedule unary",
    "ListSchedules unary",
    "PauseSchedule unary",
    "ResumeSchedule unary",
    "TriggerSchedule unary",
    "DeleteSchedule unary",
    "GetRetention unary",
    "SetRetention unary",
    "GetServerInfo unary",
  ]);
});

test("every request has a namespace, or opens with a message that has one", () => {
  const without = LazyEngine.methods.filter(({ input }) => input.fields.every(({ name }) => name !== "namespace"));
  expect(without.map(({ name }) => name)).toEqual(["ExecuteTasks", "ImportDefinition"]);
  for (const { input } of without) {
    const opening = input.fields.find(({ name }) => name === "open")?.message;
    expect(opening?.fields.map(({ name }) => name)).toContain("namespace");
  }
});

test("a definition survives the wire and the JSON form", () => {
  const request = create(RunRequestSchema, {
    flowId: "f",
    priority: 0,
    definition: {
      case: "spec",
      value: {
        tasks: [
          { name: "a", work: { case: "noop", value: {} } },
          { name: "b", work: { case: "type", value: "t" }, dependsOn: [{ task: "a" }], delay: { nanos: 250_000_000 } },
        ],
      },
    },
  });
  expect(fromBinary(RunRequestSchema, toBinary(RunRequestSchema, request))).toEqual(request);
  const json = toJson(RunRequestSchema, request);
  expect(json).toMatchObject({ flowId: "f", priority: 0, spec: { tasks: [{ noop: {} }, { delay: "0.250s" }] } });
  expect(fromJson(RunRequestSchema, json)).toEqual(request);
});

test("an attempt of 0 is told from none, and an empty result from no outcome", () => {
  const bytes = toBinary(
    TaskCompleteRequestSchema,
    create(TaskCompleteRequestSchema, { attempt: 0, outcome: { case: "result", value: {} } }),
  );
  const request = fromBinary(TaskCompleteRequestSchema, bytes);
  expect(request.attempt).toBe(0);
  expect(request.outcome.case).toBe("result");
  const empty = fromBinary(TaskCompleteRequestSchema, new Uint8Array());
  expect([empty.attempt, empty.outcome.case]).toEqual([undefined, undefined]);
});

test("the stubs of google.rpc know what errors carry", () => {
  const info = create(ErrorInfoSchema, { reason: "CYCLE", domain: "lazyengine", metadata: { cycle: "a -> a" } });
  expect(fromBinary(ErrorInfoSchema, toBinary(ErrorInfoSchema, info))).toEqual(info);
});
