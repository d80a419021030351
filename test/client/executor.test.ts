// What an executor sends about its tasks, and when: outcomes by tick, failures by what was thrown, releases, progress.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { TaskDetailsSchema } from "#gen/lazyengine/v1/task_pb.js";
import { NonRetryableError, RetryAfter, TaskCancelled, TaskFailure } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { payloadMessage, payloadValue } from "../../src/client/payload.js";
import { readyTask, scriptedSession } from "./scripted-session.js";

test("opens with its queues, its credit and a session of its own choice", async () => {
  const { stream, executor } = await scriptedSession({
    handlers: { resize: () => 1, crop: () => 2 },
    maxInFlight: 7,
    workerId: "w1",
    leaseDuration: "5s",
  });
  const { open } = await stream();
  expect(open).toMatchObject({ namespace: "default", queues: ["resize", "crop"], maxInFlight: 7, workerId: "w1" });
  expect(open.leaseDuration?.seconds).toBe(5n);
  expect(open.sessionId).toBe(executor.sessionId);
});

test("what finishes in one tick is one frame, with the handlers' results and the claims' tokens", async () => {
  const { stream } = await scriptedSession({ handlers: { t: (task) => ({ of: task.taskId, given: task.input }) } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { input: payloadMessage(1) }), readyTask("b", { claimToken: "tb" }), readyTask("c"));
  const items = await one.accept();
  expect(items.map((item) => [item.taskId, item.claimToken, item.outcome.case])).toEqual([
    ["a", "a", "result"],
    ["b", "tb", "result"],
    ["c", "c", "result"],
  ]);
  expect(items[0]?.outcome.case === "result" && payloadValue(items[0].outcome.value)).toEqual({ of: "a", given: 1 });
});

test("a task that is sent again while it runs, or after it was answered, is not begun again", async () => {
  const begun: string[] = [];
  const finish = new Latch();
  const { stream } = await scriptedSession({
    handlers: {
      t: async (task) => {
        begun.push(task.taskId);
        await finish.promise;
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"), readyTask("a"));
  finish.open();
  await one.accept();
  one.ready(readyTask("a"), readyTask("b"));
  await one.accept();
  expect(begun).toEqual(["a", "b"]);
});

test.each([
  [new Error("boom"), { type: "Error", message: "boom" }],
  [new RangeError("far"), { type: "RangeError", message: "far" }],
  [new NonRetryableError("never"), { type: "NonRetryableError", retryable: false }],
  [new NonRetryableError("never", { type: "Bad" }), { type: "Bad", retryable: false }],
  [new RetryAfter("90s", "later"), { type: "RetryAfter", retryAfter: { seconds: 90n } }],
  [new TaskFailure("t", { type: "T" }), { type: "T", message: "t" }],
  ["a text", { type: "Error", message: "a text" }],
])("%o thrown is a failure of that kind", async (thrown, expected) => {
  const { stream } = await scriptedSession({
    handlers: {
      t: () => {
        throw thrown;
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const [item] = await one.accept();
  expect(item?.outcome).toMatchObject({ case: "failure", value: expected });
});

test("a failure carries stack and causes, cut to what a server takes", async () => {
  const { stream } = await scriptedSession({
    handlers: {
      t: async () => {
        throw new Error("é".repeat(20_000), { cause: new TypeError("deep", { cause: "deeper" }) });
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const [item] = await one.accept();
  const failure = item?.outcome.case === "failure" ? item.outcome.value : expect.fail("no failure");
  expect(new TextEncoder().encode(failure.message).length).toBeLessThanOrEqual(16 * 1024);
  expect(failure.message).toMatch(/^é+$/);
  expect(payloadValue(failure.details)).toMatchObject({ stack: expect.stringContaining("Error") });
  expect(failure.causes).toMatchObject([{ type: "TypeError", causes: [{ type: "Error", message: "deeper" }] }]);
});

test("a task can be deferred, cancelled or answered with a flow by its handler", async () => {
  const { stream } = await scriptedSession({
    handlers: {
      defer: (_task, { defer }) => defer({ timeout: "2h" }),
      cancel: () => {
        throw new TaskCancelled("not needed");
      },
      spawn: (_task, { spawn }) => spawn({ spec: { tasks: [{ name: "x", type: "sh" }] }, labels: { k: "v" } }),
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { type: "defer" }), readyTask("b", { type: "cancel" }), readyTask("c", { type: "spawn" }));
  const items = await one.accept();
  expect(items[2]?.outcome).toMatchObject({ case: "spawn", value: { labels: { k: "v" } } });
  expect(items[0]?.outcome).toMatchObject({ case: "deferred", value: { timeout: { seconds: 7200n } } });
  expect(items[1]?.outcome).toMatchObject({ case: "cancelled", value: { message: "not needed" } });
});

test("a result without a form in messages, or too large for one, fails the task for good", async () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const { stream } = await scriptedSession({
    handlers: { circular: () => circular, large: () => "x".repeat(4 * 1024 * 1024) },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { type: "circular" }), readyTask("b", { type: "large" }));
  const items = await one.accept();
  const refused = { case: "failure", value: { type: "OUTCOME_REFUSED", retryable: false } };
  expect(items.map((item) => item.outcome)).toMatchObject([refused, refused]);
});

test("a task of a type without a handler is given back for others, a little later", async () => {
  const { stream } = await scriptedSession({ handlers: { t: () => 1 }, queues: ["shared"] });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { type: "constructor" }));
  const release = await one.next("release");
  expect(release).toMatchObject({ claims: [{ flowId: "f", taskId: "a", claimToken: "a" }], delay: { seconds: 5n } });
  one.verdicts(release.seq, undefined);
});

test("results that did not travel with the task are read before its handler is called", async () => {
  const results = Array.from({ length: 1_500 }, (_, index) => index);
  const { stream } = await scriptedSession(
    { handlers: { t: (task) => Object.keys(task.dependencyResults).length } },
    {
      getFlowDetails: ({ dependenciesOf, pageSize, pageToken }) => {
        expect(dependenciesOf).toBe("join");
        const from = Number(pageToken);
        const tasks = results
          .slice(from, from + pageSize)
          .map((index) => create(TaskDetailsSchema, { taskId: `t${index}`, result: payloadMessage(index) }));
        const next = from + pageSize;
        return { flow: create(FlowSchema), tasks, nextPageToken: next < results.length ? String(next) : "" };
      },
    },
  );
  const one = await stream();
  one.opened();
  one.ready(readyTask("join", { resultsTruncated: true, dependencyResults: { t0: payloadMessage(0) } }));
  const [item] = await one.accept();
  expect(item?.outcome.case === "result" && payloadValue(item.outcome.value)).toBe(1_500);
});

test("progress is gathered, the latest report of each task", async () => {
  const finish = new Latch();
  const { stream } = await scriptedSession({
    handlers: {
      t: async (task, { progress }) => {
        progress(0.1, { step: 1 });
        progress(0.5);
        if (task.taskId === "b") {
          progress();
        }
        await finish.promise;
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"), readyTask("b"));
  const { reports } = await one.next("progress");
  expect(reports).toMatchObject([
    { taskId: "a", claimToken: "a", fraction: 0.5 },
    { taskId: "b", claimToken: "b", fraction: 0.5 },
  ]);
  expect(reports.map((report) => payloadValue(report.details))).toEqual([{ step: 1 }, { step: 1 }]);
  finish.open();
  await one.accept();
});

test("a change of credit is told", async () => {
  const { stream, executor } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  await executor.start();
  executor.setMaxInFlight(3);
  expect(await one.next("credit")).toMatchObject({ maxInFlight: 3 });
});

test("no more than 64 frames are unanswered, and what waits rides in the next one", async () => {
  const finishers: (() => void)[] = [];
  const { stream } = await scriptedSession({
    maxInFlight: 200,
    handlers: { t: () => new Promise<void>((resolve) => finishers.push(resolve)) },
  });
  const one = await stream();
  one.opened();
  one.ready(...Array.from({ length: 100 }, (_, index) => readyTask(`t${index}`)));
  const frames: bigint[] = [];
  for (let index = 0; index < 64; index += 1) {
    while (finishers.length < 100) {
      await new Promise(setImmediate);
    }
    finishers[index]?.();
    frames.push((await one.next("complete")).seq);
  }
  for (const finish of finishers.slice(64)) {
    finish();
    await new Promise(setImmediate);
  }
  expect(one.waiting).toBe(0);
  one.verdicts(frames[0] ?? 0n, undefined);
  const last = await one.next("complete");
  expect(last.items).toHaveLength(36);
  expect(last.seq).toBe(65n);
  for (const seq of frames.slice(1)) {
    one.verdicts(seq, undefined);
  }
  one.verdicts(65n, ...last.items.map(() => undefined));
});
