// What one task returns, throws or reports never ends the executor, or its process: it is refused alone, all else goes on.
import { expect, onTestFinished, test, vi } from "vitest";
import type { TaskCompletion } from "#gen/lazyengine/v1/task_completion_pb.js";
import { stderrLog } from "../../src/client/executor/executor-log.js";
import { type Handlers, Payload, TaskFailure } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { payloadValue } from "../../src/client/payload.js";
import type { Refusal } from "./scripted-server.js";
import { readyTask, type ScriptedStream, scriptedSession, silentLog } from "./scripted-session.js";

const REFUSED: Refusal = { code: "INVALID_ARGUMENT", reason: "LIMIT_EXCEEDED", message: "a request is too large" };

function throwing(value: unknown) {
  return () => {
    throw value;
  };
}

function withGetter<T extends object>(target: T, name: string): T {
  return Object.defineProperty(target, name, {
    get() {
      throw new Error(`no ${name}`);
    },
  });
}

function tasks(count: number) {
  return Array.from({ length: count }, (_, index) => ({ name: `t${index}`, type: "x" }));
}

/** A list in a list, and so on. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

const unreadable = new Proxy({}, { get: throwing(new Error("no")), getPrototypeOf: throwing(new Error("no")) });
const trulyOdd = "what was thrown has no text";

const odd: readonly (readonly [string, Handlers[string], string, string])[] = [
  ["null prototype", throwing(Object.create(null)), "Error", trulyOdd],
  ["rejected null prototype", () => Promise.reject(Object.create(null)), "Error", trulyOdd],
  ["message", throwing(withGetter(new RangeError("x"), "message")), "RangeError", trulyOdd],
  ["name", throwing(withGetter(new Error("text"), "name")), "Error", "text"],
  ["stack", throwing(withGetter(new Error("text"), "stack")), "Error", "text"],
  ["cause", throwing(new Error("text", { cause: withGetter(new Error("x"), "message") })), "Error", "text"],
  ["proxy", throwing(unreadable), "Error", trulyOdd],
  ["symbol", throwing(Symbol("s")), "Error", "Symbol(s)"],
  ["number as type", throwing(new TaskFailure("text", { type: 404 as never })), "404", "text"],
  ["then", () => withGetter({}, "then"), "Error", "no then"],
  ["half a pair", throwing(new Error("a\ud800b")), "Error", "a\ufffdb"],
  ["deep", () => nested(100_000), "OUTCOME_REFUSED", "result"],
  ["payload", () => new Payload(new Uint8Array(), "\ud800"), "OUTCOME_REFUSED", "content_type"],
  ["label", (_, { spawn }) => spawn({ spec: {}, labels: { a: 5 as never } }), "OUTCOME_REFUSED", "labels"],
  ["spawned", (_, { spawn }) => spawn({ spec: { tasks: tasks(20_001) } }), "OUTCOME_REFUSED", "at most 20000 tasks"],
  ["memo", (_, { decide }) => decide({ memo: "x".repeat(4_000_000) }), "OUTCOME_REFUSED", "at most 3500000"],
];

test("outcomes that cannot be told fail their tasks, and the executor goes on", async () => {
  const handlers = Object.fromEntries(odd.map(([name, handler]) => [name, handler]));
  const { stream } = await scriptedSession({ handlers: { ...handlers, t: () => "ok" }, maxInFlight: 1 });
  const one = await stream();
  one.opened();
  for (const [name, , type, message] of odd) {
    one.ready(readyTask(name, { type: name }));
    const [item] = await one.accept();
    expect(failureOf(item), name).toMatchObject({ type, message: expect.stringContaining(message) });
  }
  one.ready(readyTask("last"));
  expect((await one.accept())[0]?.outcome.case).toBe("result");
});

test("of what calls both of the functions given to its `then` the first call counts", async () => {
  const both = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
    resolve(1);
    resolve(2);
    reject(new Error("3"));
    throw new Error("4");
  };
  // biome-ignore lint/suspicious/noThenProperty: that is what is tested
  const { stream } = await scriptedSession({ handlers: { t: () => ({ then: both }) } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const items = await one.accept();
  expect(items.map(({ outcome }) => outcome.case === "result" && payloadValue(outcome.value))).toEqual([1]);
  one.ready(readyTask("b"));
  expect(await one.accept()).toHaveLength(1);
});

test("a report that is too large is refused in its handler", async () => {
  const { stream } = await scriptedSession({
    handlers: { t: (_, { progress }) => progress(0.5, "x".repeat(2_000_000)) },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const message = "progress.details: must have at most 1048576 bytes, got 2000002";
  expect(failureOf((await one.accept())[0])?.message).toBe(message);
});

test("reports go in frames of a megabyte, and one that has no form in bytes is dropped alone", async () => {
  const finish = new Latch();
  const dropped: unknown[] = [];
  const { stream } = await scriptedSession({
    log: { ...silentLog, error: (_, fields) => dropped.push(fields?.["task_id"]) },
    handlers: {
      t: (task, { progress }) => {
        progress(0.5, task.taskId === "bad" ? new Payload(new Uint8Array(), "\ud800") : "x".repeat(400_000));
        return finish.promise;
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(...["a", "b", "bad", "c", "d"].map((name) => readyTask(name)));
  const first = await one.next("progress");
  const second = await one.next("progress");
  expect([first, second].map(({ reports }) => reports.map(({ taskId }) => taskId))).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(dropped).toEqual(["bad"]);
  finish.open();
  await one.accept();
});

test("of a frame that is refused the guilty item alone is refused to its task", async () => {
  const { stream } = await scriptedSession({ handlers: { t: (task) => task.taskId } });
  let one = await stream();
  one.opened();
  one.ready(readyTask("a"), readyTask("bad"), readyTask("c"));
  const recorded = new Map<string, TaskCompletion>();
  let streams = 1;
  while (recorded.size < 3) {
    const { seq, items } = await one.next("complete");
    if (items.some(({ taskId, outcome }) => taskId === "bad" && outcome.case === "result")) {
      one = await refuse(one, stream);
      streams += 1;
    } else {
      for (const item of items) recorded.set(item.taskId, item);
      one.verdicts(seq, ...items.map(() => undefined));
    }
  }
  expect(streams).toBeLessThanOrEqual(3);
  expect(["a", "c"].map((name) => recorded.get(name)?.outcome.case)).toEqual(["result", "result"]);
  const message = expect.stringContaining("LIMIT_EXCEEDED: a request is too large");
  expect(failureOf(recorded.get("bad"))).toMatchObject({ type: "OUTCOME_REFUSED", retryable: false, message });
  one.ready(readyTask("d"));
  expect(await one.accept()).toHaveLength(1);
});

test("reports that a stream was refused with are dropped, and others follow once nothing is in doubt", async () => {
  const finish = new Latch();
  let report: (() => void) | undefined;
  const { stream } = await scriptedSession({
    handlers: {
      t: () => 1,
      slow: (_, { progress }) => {
        report = () => progress(0.7);
        progress(0.5);
        return finish.promise;
      },
    },
  });
  let one = await stream();
  one.opened();
  one.ready(readyTask("slow", { type: "slow" }));
  await one.next("progress");
  one.ready(readyTask("a"));
  await one.next("complete");
  one = await refuse(one, stream);
  report?.();
  const { seq, items } = await one.next("complete");
  expect(items.map(({ taskId }) => taskId)).toEqual(["a"]);
  expect(one.waiting).toBe(0);
  one.verdicts(seq, undefined);
  expect((await one.next("progress")).reports).toMatchObject([{ taskId: "slow", fraction: 0.7 }]);
  finish.open();
  await one.accept();
});

test("what a codec throws that has no form in JSON is told in the log without it", () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  onTestFinished(() => void vi.restoreAllMocks());
  stderrLog.error("progress could not be encoded", { task_id: "a", error: { big: 5n } });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "error", message: "progress could not be encoded" },
  ]);
});

/** Refuses the stream as a server does that has read a frame, and grants the next. */
async function refuse(one: ScriptedStream, stream: () => Promise<ScriptedStream>): Promise<ScriptedStream> {
  one.refuse(REFUSED);
  const next = await stream();
  next.opened({ resumed: true });
  return next;
}

function failureOf(item: TaskCompletion | undefined) {
  return item?.outcome.case === "failure" ? item.outcome.value : undefined;
}
