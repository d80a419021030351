// What an executor makes of its session: breaks and returns, verdicts that are no OK, lost claims.
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { AttemptEnd } from "#gen/lazyengine/v1/task_pb.js";
import { CancelRequestedError, ClaimLost, type ExecutorTask, type TaskContext } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { payloadValue } from "../../src/client/payload.js";
import { readyTask, scriptedSession, untilAborted } from "./scripted-session.js";

test("after a break the session is gone on with, and what was not answered is sent again as it was", async () => {
  const { stream } = await scriptedSession({ handlers: { t: (task) => task.taskId } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const answered = await one.next("complete");
  one.verdicts(answered.seq, undefined);
  one.ready(readyTask("b"));
  const lost = await one.next("complete");
  one.refuse({ code: "UNAVAILABLE", reason: "DRAINING", retryAfterMs: 1 });

  const two = await stream();
  expect(two.open.sessionId).toBe(one.open.sessionId);
  two.opened({ resumed: true });
  two.ready(readyTask("b"));
  const again = await two.next("complete");
  expect([again.seq, again.items]).toEqual([lost.seq, lost.items]);
  two.verdicts(again.seq, undefined);
  two.ready(readyTask("c"));
  const next = await two.next("complete");
  expect(next.seq).toBe(lost.seq + 1n);
  expect(next.items.map((item) => item.taskId)).toEqual(["c"]);
  two.verdicts(next.seq, undefined);
});

test("an outcome from the time without a stream is sent on the next one", async () => {
  const finish = new Latch();
  const { stream, executor } = await scriptedSession({ handlers: { t: () => finish.promise.then(() => "late") } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  await executor.start();
  one.close();
  const two = await stream();
  finish.open();
  two.opened({ resumed: true });
  const [item] = await two.accept();
  expect(item?.outcome.case === "result" && payloadValue(item.outcome.value)).toBe("late");
});

test("a draining server is left when it closes, and not come back to before it says", async () => {
  const { stream } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  const began = Date.now();
  one.send({ case: "draining", value: { $typeName: "lazyengine.v1.Draining", reconnectAfter: durationFromMs(150) } });
  one.ready(readyTask("a"));
  await one.accept();
  one.close();
  const two = await stream();
  expect(Date.now() - began).toBeGreaterThanOrEqual(150);
  two.opened({ resumed: true });
});

test("an outcome that the server could not take now is sent again", async () => {
  const { stream } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"), readyTask("b"));
  const first = await one.next("complete");
  one.verdicts(first.seq, undefined, { code: "ABORTED", reason: "CONFLICT", retryAfterMs: 1 });
  const again = await one.accept();
  expect(again).toEqual([first.items[1]]);
});

test("an outcome that can never be recorded fails its task for good, and if not even that can be, gives it back", async () => {
  const { stream } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const first = await one.next("complete");
  one.verdicts(first.seq, { code: "INVALID_ARGUMENT", reason: "LIMIT_EXCEEDED", message: "result: too large" });
  const instead = await one.next("complete");
  expect(instead.items).toMatchObject([
    {
      taskId: "a",
      outcome: {
        case: "failure",
        value: { type: "OUTCOME_REFUSED", message: "LIMIT_EXCEEDED: result: too large", retryable: false },
      },
    },
  ]);
  one.verdicts(instead.seq, { code: "RESOURCE_EXHAUSTED", reason: "FLOW_FULL" });
  const release = await one.next("release");
  expect(release.claims).toMatchObject([{ taskId: "a", claimToken: "a" }]);
  one.verdicts(release.seq, undefined);
});

test("an outcome of a claim that is over is dropped", async () => {
  const { stream, executor } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const { seq } = await one.next("complete");
  one.verdicts(seq, { code: "FAILED_PRECONDITION", reason: "CLAIM_SUPERSEDED" });
  one.ready(readyTask("b"));
  await one.accept();
  expect(executor.inFlight).toBeLessThanOrEqual(1);
  expect(one.waiting).toBe(0);
});

test("a revoked claim aborts its handler, and nothing more is said about it", async () => {
  const reasons: unknown[] = [];
  const { stream } = await scriptedSession({
    handlers: {
      t: () => 1,
      long: (task, context) => untilAborted(task, context).catch((reason: unknown) => reasons.push(reason)),
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { type: "long" }));
  one.send({
    case: "revoked",
    value: {
      $typeName: "lazyengine.v1.Revoked",
      flowId: "f",
      taskId: "a",
      claimToken: "a",
      reason: AttemptEnd.TIMEOUT,
    },
  });
  one.ready(readyTask("b"));
  const items = await one.accept();
  expect(items.map((item) => item.taskId)).toEqual(["b"]);
  expect(reasons).toEqual([expect.any(ClaimLost)]);
  expect(String(reasons[0])).toContain("TIMEOUT");
});

test.each([
  ["throws the reason", untilAborted, "cancelled"],
  [
    "throws an AbortError",
    (task: ExecutorTask, context: TaskContext) =>
      untilAborted(task, context).catch(() => Promise.reject(new DOMException("stop", "AbortError"))),
    "cancelled",
  ],
  [
    "finishes all the same",
    (task: ExecutorTask, context: TaskContext) => untilAborted(task, context).catch(() => 1),
    "result",
  ],
  [
    "fails otherwise",
    (task: ExecutorTask, context: TaskContext) =>
      untilAborted(task, context).catch(() => Promise.reject(new Error("clean-up failed"))),
    "failure",
  ],
] as const)("asked to cancel, a handler that %s brings that outcome", async (_what, handler, outcome) => {
  const seen: unknown[] = [];
  const { stream } = await scriptedSession({
    handlers: {
      t: (task, context) => {
        context.signal.addEventListener("abort", () => seen.push(context.signal.reason));
        return handler(task, context);
      },
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  const deadline = timestampFromMs(5_000);
  one.send({
    case: "cancelRequested",
    value: {
      $typeName: "lazyengine.v1.CancelRequested",
      flowId: "f",
      taskId: "a",
      claimToken: "a",
      reason: "by hand",
      deadline,
    },
  });
  const [item] = await one.accept();
  expect(item?.outcome.case).toBe(outcome);
  expect(seen).toMatchObject([{ name: "CancelRequestedError", deadline: 5_000 }]);
  expect(seen[0]).toBeInstanceOf(CancelRequestedError);
});

test("a session that was lost aborts what runs; results of it are sent all the same, since they may count", async () => {
  const { stream } = await scriptedSession({
    handlers: {
      stubborn: (task, context) => untilAborted(task, context).catch((reason: Error) => reason.name),
      obedient: untilAborted,
    },
  });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a", { type: "stubborn" }), readyTask("b", { type: "obedient" }));
  one.refuse({ code: "ABORTED", reason: "SESSION_EXPIRED" });
  const two = await stream();
  expect(two.open.sessionId).toBe(one.open.sessionId);
  two.opened({ resumed: false });
  const items = await two.accept();
  expect(items.map((item) => [item.taskId, item.outcome.case])).toEqual([["a", "result"]]);
});

test("without a connection for one lease, what runs is aborted", async () => {
  const begun = new Latch();
  const aborted = new Latch();
  const { stream, server } = await scriptedSession({
    handlers: {
      t: (_task, { signal }) => {
        signal.addEventListener("abort", () => (signal.reason instanceof ClaimLost ? aborted.open() : undefined));
        begun.open();
        return aborted.promise;
      },
    },
  });
  const one = await stream();
  one.opened({ leaseMs: 100 });
  one.ready(readyTask("a"));
  await begun.promise;
  await server.breakOff();
  await aborted.promise;
  await server.listen();
  const two = await stream();
  two.opened();
  await two.accept();
});

test("a session that was taken over is left to its new owner", async () => {
  const { stream, executor } = await scriptedSession({ handlers: { t: untilAborted } });
  const one = await stream();
  one.opened();
  one.ready(readyTask("a"));
  await executor.start();
  one.refuse({ code: "ABORTED", reason: "SESSION_TAKEN_OVER" });
  const two = await stream();
  expect(two.open.sessionId).not.toBe(one.open.sessionId);
  two.opened();
  expect(executor.sessionId).toBe(two.open.sessionId);
});

test("a server that refuses the executor ends it with that error", async () => {
  const { stream, executor } = await scriptedSession({ handlers: { t: () => 1 } });
  const one = await stream();
  one.refuse({ code: "PERMISSION_DENIED", reason: "PERMISSION_DENIED", metadata: { namespace: "default" } });
  await expect(executor.closed).rejects.toMatchObject({ reason: "PERMISSION_DENIED" });
  await expect(executor.start()).rejects.toMatchObject({ reason: "PERMISSION_DENIED" });
});
