// Plain values against messages: no field of the contract is lost on its way in or out, which a walk over the descriptors proves.
import { create, type DescMessage, ScalarType, toJson } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { EdgeSchema, JoinSchema } from "#gen/lazyengine/v1/edge_pb.js";
import { FailureSchema } from "#gen/lazyengine/v1/failure_pb.js";
import { FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowSpecSchema, TaskSpecSchema, TimeoutsSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { ReadyTaskSchema, TaskOutcomeSchema } from "#gen/lazyengine/v1/ready_task_pb.js";
import { RetryPolicySchema } from "#gen/lazyengine/v1/retry_policy_pb.js";
import { StateChangeSchema } from "#gen/lazyengine/v1/state_change_pb.js";
import { FlowState, Intent, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { TaskAttemptSchema, TaskDetailsSchema, TaskRefSchema } from "#gen/lazyengine/v1/task_pb.js";
import { failureValue } from "../../src/client/failures.js";
import { type FlowSpec, flowSpecMessage, parseFlowFile } from "../../src/client/index.js";
import { payloadMessage } from "../../src/client/payload.js";
import { durationInputMs, durationMessage } from "../../src/client/times.js";
import * as values from "../../src/client/values-of-messages.js";

const WHOLE: FlowSpec = {
  name: "n",
  version: "v",
  failureMode: "STOP",
  timeout: "1h",
  defaultRetry: {
    maxAttempts: 3,
    initialInterval: 500,
    multiplier: 1.5,
    maxInterval: "5m",
    jitter: 0.25,
    nonRetryableTypes: ["Bad"],
    condition: "tries < 3",
  },
  maxParallel: 4,
  labels: { a: "b" },
  tasks: [
    { name: "gate", noop: true },
    {
      name: "work",
      type: "t",
      queue: "q",
      input: { x: [1] },
      dependsOn: ["gate"],
      retry: { maxAttempts: 2 },
      timeouts: { readyToClaim: "1s", run: "2s", heartbeat: "3s", attempt: "4s", total: "5s" },
      delay: "1.5s",
      delayAfter: 250,
      priority: -1,
      needsFlowInput: true,
      reads: ["gate"],
      onLost: "FAIL",
      labels: { c: "d" },
      next: ["gate", { to: "work", on: ["FAILURE", "SKIP"], condition: "true" }, { target: "PAUSE", message: "look" }],
      join: { kind: "AT_LEAST", count: 1, unmet: "SKIP" },
      evaluate: { queue: "judge", phases: ["START", "END"] },
      needsGlobals: true,
      forEach: { literal: [1, "a"], maxParallel: 2, toleratedFailures: 1, retry: "ALL_ITEMS" },
      scope: "s",
      revertType: "undo",
      dynamicFlow: true,
      suspendParent: true,
      repeat: { until: "result.done", maxTimes: 3, delay: "2s" },
      bindings: { x: "input.x" },
      concurrencyKey: "k",
    },
  ],
  allowCycles: true,
  maxInstances: 5,
  evaluate: { queue: "judge", phases: ["OUTPUT"] },
  scopes: [
    { name: "s", controller: "gate", kind: "TIMES", attempts: 3, revertAll: true, parent: "p" },
    { name: "p", controller: "gate", kind: "ALWAYS_REVERT" },
  ],
  deferReverts: true,
  revertFailed: true,
  output: "tasks.work.result",
};

const FILE = `
name: n
version: v
failure_mode: stop
timeout: 1h
default_retry:
  {max_attempts: 3, initial_interval: 500ms, multiplier: 1.5, max_interval: 5m, jitter: 0.25, non_retryable_types: [Bad],
   condition: tries < 3}
max_parallel: 4
labels: {a: b}
tasks:
  - {name: gate, noop: {}}
  - name: work
    type: t
    queue: q
    input: {x: [1]}
    depends_on: [gate]
    retry: {max_attempts: 2}
    timeouts: {ready_to_claim: 1s, run: 2s, heartbeat: 3s, attempt: 4s, total: 5s}
    delay: 1.5s
    delay_after: 250ms
    priority: -1
    needs_flow_input: true
    reads: [gate]
    on_lost: fail
    labels: {c: d}
    next: [gate, {to: work, on: [failure, skip], condition: "true"}, {target: pause, message: look}]
    join: {kind: at_least, count: 1, unmet: skip}
    evaluate: {queue: judge, phases: [start, end]}
    needs_globals: true
    for_each: {literal: [1, a], max_parallel: 2, tolerated_failures: 1, retry: all_items}
    scope: s
    revert_type: undo
    dynamic_flow: true
    suspend_parent: true
    repeat: {until: result.done, max_times: 3, delay: 2s}
    bindings: {x: input.x}
    concurrency_key: k
allow_cycles: true
max_instances: 5
evaluate: {queue: judge, phases: [output]}
scopes:
  - {name: s, controller: gate, kind: times, attempts: 3, revert_all: true, parent: p}
  - {name: p, controller: gate, kind: always_revert}
defer_reverts: true
revert_failed: true
output: tasks.work.result
`;

test("a plain definition means what the same flow file means", () => {
  expect(toJson(FlowSpecSchema, flowSpecMessage(WHOLE))).toEqual(toJson(FlowSpecSchema, parseFlowFile(FILE)));
});

test.each([
  [FlowSpecSchema, flowSpecMessage(WHOLE), []],
  // Not served yet: they get a plain form with the work that serves them.
  [TaskSpecSchema, flowSpecMessage(WHOLE).tasks[1], ["noop", "flow", "flowDigest"]],
  [RetryPolicySchema, flowSpecMessage(WHOLE).defaultRetry, []],
  [TimeoutsSchema, flowSpecMessage(WHOLE).tasks[1]?.timeouts, []],
  [EdgeSchema, flowSpecMessage(WHOLE).tasks[1]?.next[1], ["target", "message"]],
  [JoinSchema, flowSpecMessage(WHOLE).tasks[1]?.join, []],
] as const)("every field of $typeName can be given", (desc: DescMessage, message, except) => {
  const given = Object.keys((message === undefined ? undefined : toJson(desc, message)) as object);
  const all = desc.fields.map((field) => field.jsonName);
  expect(all.filter((name) => !given.includes(name))).toEqual(except);
});

test("a definition that is a message already is taken as it is", () => {
  const message = parseFlowFile("name: n\n");
  expect(flowSpecMessage(message)).toBe(message);
});

test("what has no form in a definition is refused by its path", () => {
  const task = { name: "a", type: "t" };
  expect(() => flowSpecMessage({ tasks: [task, { ...task, delay: "soon" }] })).toThrow(
    "tasks[1].delay: must be milliseconds or a duration",
  );
  expect(() => flowSpecMessage({ tasks: [{ ...task, noop: true }] })).toThrow("tasks[0]: must have one of type, noop");
});

const TIME = timestampFromMs(1_700_000_000_123);
const PAYLOAD = payloadMessage("p");
const FAILURE = create(FailureSchema, { type: "T", message: "m", details: PAYLOAD, retryAfter: durationFromMs(5) });

/** A message with every field set. */
function filled<Desc extends DescMessage>(desc: Desc) {
  const message: Record<string, unknown> = {};
  for (const field of desc.fields) {
    const isText = field.fieldKind === "scalar" && field.scalar === ScalarType.STRING;
    // What is absent by default is told where it is there.
    if (field.fieldKind === "scalar" && field.scalar === ScalarType.UINT32 && field.proto.proto3Optional) {
      message[field.localName] = 7;
    } else {
      message[field.localName] = isText ? "x" : sample(field.fieldKind, field.message?.typeName, field.message);
    }
  }
  return create(desc, message as never);
}

function sample(kind: string, typeName: string | undefined, desc: DescMessage | undefined): unknown {
  if (kind === "list") {
    return typeName === undefined ? ["x"] : [sample("message", typeName, desc)];
  }
  if (kind === "map") {
    return { k: typeName === undefined ? "v" : PAYLOAD };
  }
  if (kind === "enum") {
    return 1;
  }
  switch (typeName) {
    case "lazyengine.v1.TaskOutcome":
      return create(TaskOutcomeSchema, { outcome: { case: "result", value: PAYLOAD } });
    case "google.protobuf.Timestamp":
      return TIME;
    case "google.protobuf.Duration":
      return durationFromMs(7);
    case "lazyengine.v1.Payload":
      return PAYLOAD;
    case "lazyengine.v1.Failure":
      return FAILURE;
    default:
      return desc === undefined ? undefined : create(desc);
  }
}

describe("no field is lost", () => {
  test.each([
    [FlowSchema, values.flowValue],
    [TaskDetailsSchema, values.taskDetailsValue],
    [
      TaskAttemptSchema,
      (message: never) => values.taskDetailsValue(create(TaskDetailsSchema, { attempts: [message] })).attempts[0],
    ],
    [TaskRefSchema, values.taskRefValue],
    [FailureSchema, failureValue],
  ] as const)("of $typeName", (desc: DescMessage, convert: (message: never) => unknown) => {
    const keys = Object.keys(convert(filled(desc) as never) as object);
    const expected = desc.fields.map((field) => inPlain(field.localName, field.message?.typeName));
    expect(keys.toSorted()).toEqual(expected.toSorted());
  });

  test("of ReadyTask", () => {
    const keys = Object.keys(values.readyTaskValue(filled(ReadyTaskSchema)));
    const expected = ReadyTaskSchema.fields.map((field) => inPlain(field.localName, field.message?.typeName));
    expect(keys.toSorted()).toEqual(expected.toSorted());
  });
});

function inPlain(name: string, typeName: string | undefined): string {
  return typeName === "google.protobuf.Duration" ? `${name}Ms` : name;
}

test("times are milliseconds, payloads what they hold, enums the names of their values", () => {
  const message = create(FlowSchema, { state: FlowState.SUSPENDED, createTime: TIME, input: PAYLOAD, version: 7n });
  expect(values.flowValue(message)).toMatchObject({
    state: "SUSPENDED",
    createTime: 1_700_000_000_123,
    input: "p",
    version: 7,
  });
  expect(failureValue(FAILURE)).toEqual({
    type: "T",
    message: "m",
    details: "p",
    retryable: true,
    retryAfterMs: 5,
    causes: [],
  });
});

test("a state that this client does not know yet is UNSPECIFIED", () => {
  expect(values.flowValue(create(FlowSchema, { state: 99 as FlowState })).state).toBe("UNSPECIFIED");
});

test("a change is the flow's or a task's", () => {
  const flow = create(StateChangeSchema, { flowTo: FlowState.RUNNING, time: TIME, message: "by hand" });
  expect(values.stateChangeValue(flow)).toEqual({
    taskId: "",
    flow: { to: "RUNNING" },
    time: 1_700_000_000_123,
    reason: "",
    message: "by hand",
  });
  const task = create(StateChangeSchema, {
    taskId: "a",
    taskFrom: TaskState.READY,
    taskTo: TaskState.RUNNING,
    attempt: 1,
    intent: Intent.EXECUTE,
  });
  expect(values.stateChangeValue(task)).toEqual({
    taskId: "a",
    task: { from: "READY", to: "RUNNING", attempt: 1, tries: 0, intent: "EXECUTE" },
    reason: "",
    message: "",
  });
});

test.each([
  [0, 0],
  [1_500, 1_500],
  ["250ms", 250],
  ["1.5h", 5_400_000],
  ["1d", 86_400_000],
])("%s is a duration of %d ms", (input, ms) => {
  expect(durationInputMs(input, "f")).toBe(ms);
});

test.each([["", "30", "5 m", "1h30m", "-5s", Number.NaN, Number.POSITIVE_INFINITY]].flat())(
  "%s is no duration",
  (input) => {
    expect(() => durationInputMs(input, "f")).toThrow("f: must be");
  },
);

test("a fraction of a millisecond is kept", () => {
  expect(durationMessage(1_500.25)).toMatchObject({ seconds: 1n, nanos: 500_250_000 });
});
