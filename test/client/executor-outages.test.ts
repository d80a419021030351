// What an executor makes of an outage that outlasts its lease: the session may live on, and then nobody else may have its tasks.
import { expect, test } from "vitest";
import { AttemptEnd } from "#gen/lazyengine/v1/task_pb.js";
import { type ExecutorTask, type Handlers, TaskCancelled, type TaskContext } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import {
  readyTask,
  type ScriptedSession,
  type ScriptedStream,
  scriptedSession,
  untilAborted,
} from "./scripted-session.js";

const LEASE_MS = 20;

type Handler = Handlers[string];

/** A session with a task `a` in hand, whose server has been away until the handler was told so. */
async function outage(handler: Handler): Promise<ScriptedSession & { back(): Promise<ScriptedStream> }> {
  const begun = new Latch();
  const told = new Latch();
  const session = await scriptedSession({
    handlers: {
      t: (task, context) => {
        context.signal.addEventListener("abort", () => told.open());
        begun.open();
        return handler(task, context);
      },
      quick: () => "done",
    },
  });
  const one = await session.stream();
  one.opened({ leaseMs: LEASE_MS });
  one.ready(readyTask("a"));
  await begun.promise;
  await session.server.breakOff();
  await told.promise;
  return {
    ...session,
    back: async () => {
      await session.server.listen();
      return await session.stream();
    },
  };
}

test.each([
  ["is told to stop, and does", untilAborted],
  ["fails of its own", (task: ExecutorTask, context: TaskContext) => untilAborted(task, context).catch(fails)],
])("a task whose handler %s during the outage is given back on the resumed session", async (_what, handler) => {
  const { back, executor } = await outage(handler);
  const two = await back();
  two.opened({ resumed: true });
  // The server does not know yet: it sends what the session holds.
  two.ready(readyTask("a"));
  const release = await two.next("release");
  expect(release.claims).toMatchObject([{ flowId: "f", taskId: "a", claimToken: "a" }]);
  expect(release.delay).toBeUndefined();
  two.verdicts(release.seq, undefined);
  two.ready(readyTask("b", { type: "quick" }));
  expect((await two.accept()).map((item) => item.taskId)).toEqual(["b"]);
  expect(executor.inFlight).toBeLessThanOrEqual(1);
});

test.each([
  ["gives up", "release", () => Promise.reject(new DOMException("stop", "AbortError"))],
  ["cancels because it was told to stop", "release", () => Promise.reject(new TaskCancelled("enough"))],
  ["fails of its own", "failure", fails],
  ["finishes", "result", () => Promise.resolve(1)],
] as const)("where its handler %s once the session is resumed, a task has a %s", async (_what, said, ends) => {
  const resumed = new Latch();
  const { back } = await outage(() => resumed.promise.then(ends));
  const two = await back();
  two.opened({ resumed: true });
  two.ready(readyTask("a"), readyTask("b", { type: "quick" }));
  await two.accept();
  resumed.open();
  if (said === "release") {
    const release = await two.next("release");
    expect(release.claims).toMatchObject([{ taskId: "a" }]);
    two.verdicts(release.seq, undefined);
  } else {
    const [item] = await two.accept();
    expect([item?.taskId, item?.outcome.case]).toEqual(["a", said]);
  }
});

test("after an outage a handler that did not stop reports progress again, once the session is resumed", async () => {
  const resumed = new Latch();
  const finish = new Latch();
  const { back } = await outage(async (_task, context) => {
    await resumed.promise;
    context.progress(0.5);
    await finish.promise;
  });
  const two = await back();
  two.opened({ resumed: true });
  two.ready(readyTask("b", { type: "quick" }));
  await two.accept();
  resumed.open();
  expect((await two.next("progress")).reports).toMatchObject([{ claimToken: "a", fraction: 0.5 }]);
  finish.open();
  await two.accept();
});

test("where the session was lost in the outage, others are offered what its handler failed: nothing is said of it", async () => {
  const opened = new Latch();
  const { back, executor } = await outage(() => opened.promise.then(fails));
  const two = await back();
  two.opened({ resumed: false });
  two.ready(readyTask("b", { type: "quick" }));
  await two.accept();
  opened.open();
  two.ready(readyTask("c", { type: "quick" }));
  expect((await two.accept()).map((item) => item.taskId)).toEqual(["c"]);
  expect(two.waiting).toBe(0);
  expect(executor.inFlight).toBeLessThanOrEqual(1);
});

test("a claim that was lost since then costs nothing to give back", async () => {
  const { back, executor } = await outage(untilAborted);
  const two = await back();
  two.opened({ resumed: false });
  const release = await two.next("release");
  two.verdicts(release.seq, { code: "FAILED_PRECONDITION", reason: "CLAIM_SUPERSEDED" });
  // Nor does it that the server has told so by itself.
  two.send({
    case: "revoked",
    value: {
      $typeName: "lazyengine.v1.Revoked",
      flowId: "f",
      taskId: "a",
      claimToken: "a",
      reason: AttemptEnd.LEASE_LOST,
    },
  });
  two.ready(readyTask("a", { claimToken: "a2", attempt: 2, type: "quick" }));
  expect((await two.accept()).map((item) => item.claimToken)).toEqual(["a2"]);
  expect(executor.inFlight).toBeLessThanOrEqual(1);
});

test("an executor that is drained in an outage gives back what still runs on the next stream", async () => {
  const never = new Latch();
  const { back, executor } = await outage(() => never.promise);
  const drained = executor.drain({ deadline: 0 });
  const two = await back();
  two.opened({ resumed: true });
  const release = await two.next("release");
  expect(release.claims).toMatchObject([{ taskId: "a" }]);
  two.verdicts(release.seq, undefined);
  await two.next("drain");
  two.close();
  await drained;
});

function fails(): Promise<never> {
  return Promise.reject(new Error("the disk is full"));
}
