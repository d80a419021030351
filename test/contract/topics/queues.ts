/**
 * ListQueues and UpdateQueue: what is known of queues, and that a paused one hands out nothing.
 */
import { expect, vi } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import type { UpdateQueueRequest } from "../queue-requests.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { TaskDetails } from "../values.js";
import type { Topic, World } from "../world.js";

function update(world: World, fields: Partial<UpdateQueueRequest>) {
  return world.subject.updateQueue({ namespace: world.namespace, queue: "work", ...fields });
}

function list(world: World, fields: { queues?: readonly string[]; pageSize?: number; pageToken?: string } = {}) {
  return world.subject.listQueues({ namespace: world.namespace, ...fields });
}

/** Names of the queues on which a flow has one task each. */
const onQueues = (...queues: readonly string[]) => flow(queues.map((queue) => task(queue, { queue })));

/** The most tasks that were held at the same time, as their own times tell. */
function mostHeld(tasks: readonly TaskDetails[]): number {
  const moments = tasks.flatMap(({ startTime = 0, endTime = 0 }) => [
    { time: startTime, change: 1 },
    { time: endTime, change: -1 },
  ]);
  moments.sort((a, b) => a.time - b.time || a.change - b.change);
  let [held, most] = [0, 0];
  for (const { change } of moments) {
    held += change;
    most = Math.max(most, held);
  }
  return most;
}

export const queues: Topic = {
  "a queue is listed with what waits on it and since when, what is held, and who takes from it": async (world) => {
    const under = await world.start(many(3));
    const { sessionId } = await world.poll({ maxTasks: 1, workerId: "w-1" });
    expect(sessionId).not.toBe("");
    const { readyTime } = await under.task("t1");
    const { queues: listed, nextPageToken, truncated } = await list(world);
    expect([nextPageToken, truncated]).toEqual(["", false]);
    expect(listed).toEqual([
      {
        name: "work",
        paused: false,
        reason: "",
        work: [{ kind: "EXECUTE", ready: 2, readySinceTime: readyTime, running: 1, credit: 0 }],
        sessions: 1,
        workerIds: ["w-1"],
        concurrencyLimit: 0,
        concurrencyUsed: 0,
        rateUsed: 0,
      },
    ]);
  },

  "a stream that waits is listed, with its credit, though nothing waits": async (world) => {
    await world.executor({ maxInFlight: 3, workerId: "w-2" }).frame("idle");
    const [queue] = (await list(world)).queues;
    const work = [{ kind: "EXECUTE", ready: 0, running: 0, credit: 3 }];
    expect(queue).toMatchObject({ name: "work", sessions: 1, workerIds: ["w-2"], work });
  },

  "queues are listed by name, page by page; named ones whether anything is known of them or not": async (world) => {
    await world.start(onQueues("c", "a", "b"));
    const first = await list(world, { pageSize: 2 });
    expect(first.queues.map(({ name }) => name)).toEqual(["a", "b"]);
    const second = await list(world, { pageSize: 2, pageToken: first.nextPageToken });
    expect([second.queues.map(({ name }) => name), second.nextPageToken]).toEqual([["c"], ""]);
    const named = await list(world, { queues: ["nowhere", "a"] });
    expect(named.queues.map(({ name, work }) => [name, work.length])).toEqual([
      ["a", 1],
      ["nowhere", 0],
    ]);
    await refused(list(world, { pageToken: "made-up" }), "INVALID_FIELD");
  },

  "another namespace sees neither the queue nor its setting": async (world) => {
    await update(world, { paused: true });
    const namespace = `${world.namespace}-b`;
    expect((await world.subject.listQueues({ namespace })).queues).toEqual([]);
    await world.start(flow(["a"]), { namespace });
    expect(idsOf((await world.poll({ namespace })).tasks)).toEqual(["a"]);
  },

  "a paused queue gives a poll nothing, and others go on; resumed, it gives what waited": async (world) => {
    const { queue, replayed } = await update(world, { paused: true, reason: "the disk is full" });
    expect([queue.paused, queue.pauseEndTime, queue.reason, replayed]).toEqual([
      true,
      undefined,
      "the disk is full",
      false,
    ]);
    await world.start(onQueues("work", "other"));
    expect((await world.poll()).tasks).toEqual([]);
    expect(idsOf((await world.poll({ queues: ["work", "other"] })).tasks)).toEqual(["other"]);
    const waiting = world.claim();
    expect((await update(world, { paused: false })).queue).toMatchObject({ paused: false, reason: "" });
    expect((await waiting).taskId).toBe("work");
  },

  "a paused queue gives a stream nothing of what begins or waits": async (world) => {
    await world.start(flow(["early"]));
    await update(world, { paused: true });
    const executor = world.executor({ maxInFlight: 5, queues: ["work", "other"] });
    const begun = await world.start(onQueues("work", "other"));
    expect(idsOf(await executor.received(1))).toEqual(["other"]);
    expect((await begun.task("work")).state).toBe("READY");
    await update(world, { paused: false });
    expect(idsOf(await executor.received(3)).sort()).toEqual(["early", "other", "work"]);
  },

  "what a completion makes ready on a paused queue waits; what is held goes on": async (world) => {
    const executor = world.executor();
    const under = await world.start(chain("a", "b"));
    const [a] = await executor.received(1);
    await update(world, { paused: true });
    const [verdict] = await executor.stream.complete([
      { flowId: under.flowId, taskId: "a", result: 1, claimToken: a?.claimToken ?? "" },
    ]);
    expect(verdict).toMatchObject({ value: { task: { state: "SUCCEEDED" } } });
    const { task: b, reasons } = await under.explain("b");
    expect([b.state, reasons[0]?.kind]).toEqual(["READY", "QUEUE_PAUSED"]);
    expect(reasons[0]?.message).toContain("work");
    expect(executor.tasks).toHaveLength(1);
    await update(world, { paused: false });
    expect(idsOf(await executor.received(2))).toEqual(["a", "b"]);
  },

  "a pause holds decisions and reverts of the queue, too": async (world) => {
    const undone = task("a", { type: "render", queue: "work", revert_type: "undo" });
    const under = await world.start(flow([undone, task("b", { queue: "other" })]));
    await under.succeed("a");
    await update(world, { paused: true });
    await under.revert();
    await world.start(flow([task("c", { evaluate: { queue: "work", phases: ["start"] } })]));
    expect((await world.poll({ kinds: ["REVERT", "EVALUATE"] })).tasks).toEqual([]);
    await update(world, { paused: false });
    expect((await world.claim({ kinds: ["REVERT"] })).taskId).toBe("a");
    expect((await world.claim({ kinds: ["EVALUATE"] })).taskId).toBe("c");
  },

  "a pause ends by itself at its time, which is told meanwhile": async (world) => {
    const under = await world.start(flow(["a"]));
    const later = (await world.subject.now()) + 3_600_000;
    expect((await update(world, { paused: true, pauseEndTime: later })).queue.pauseEndTime).toBe(later);
    expect((await under.explain("a")).reasons[0]).toMatchObject({ kind: "QUEUE_PAUSED", time: later });
    const soon = (await world.subject.now()) + 2_000;
    await update(world, { paused: true, pauseEndTime: soon });
    expect((await world.claim()).taskId).toBe("a");
    expect((await under.task("a")).startTime).toBeGreaterThanOrEqual(soon);
    expect((await list(world, { queues: ["work"] })).queues[0]?.paused).toBe(false);
  },

  "an update without a field leaves it as it is; a repeat changes nothing": async (world) => {
    await update(world, { paused: true, requestId: "r1", reason: "first" });
    expect((await update(world, { reason: "second" })).queue).toMatchObject({ paused: true, reason: "second" });
    await update(world, { paused: false });
    const repeat = await update(world, { paused: true, requestId: "r1", reason: "first" });
    expect([repeat.replayed, repeat.queue.paused]).toEqual([true, false]);
    await refused(update(world, { paused: false, requestId: "r1" }), "REQUEST_ID_REUSED");
  },

  "no more tasks of a queue with a limit are held than it allows, whoever takes them": async (world) => {
    await update(world, { concurrencyLimit: 2 });
    const under = await world.start(many(5));
    const executor = world.executor({ maxInFlight: 5 });
    await executor.received(2);
    expect((await world.poll({ maxTasks: 5 })).tasks).toEqual([]);
    const [waiting = ""] = ["t2", "t3", "t4"].filter((id) => !idsOf(executor.tasks).includes(id));
    expect((await under.explain(waiting)).reasons[0]).toMatchObject({ kind: "CONCURRENCY_LIMIT" });
    const { queues: listed } = await list(world);
    expect(listed[0]).toMatchObject({ concurrencyLimit: 2, concurrencyUsed: 2, work: [{ ready: 3, running: 2 }] });
    for (let done = 0; done < 5; done += 1) {
      const { flowId, taskId, claimToken } = (await executor.received(done + 1))[done] ?? expect.fail("none came");
      await executor.stream.complete([{ flowId, taskId, result: 1, claimToken }]);
    }
    await under.untilFlow("SUCCEEDED");
    expect(mostHeld((await under.details()).tasks)).toBe(2);
  },

  "a deferred task holds its permit until its outcome; given back, failed or lost, another takes it": async (world) => {
    await update(world, { concurrencyLimit: 1 });
    const under = await world.start(many(4));
    const a = await world.claim();
    await under.complete(a.taskId, { deferred: {}, claimToken: a.claimToken });
    expect((await world.poll()).tasks).toEqual([]);
    await under.complete(a.taskId, { result: 1 });
    const b = await world.claim();
    await world.subject.releaseTasks(world.namespace, [b]);
    const again = await world.claim();
    await under.fail(again.taskId, "Broken", { claimToken: again.claimToken });
    const lost = await world.poll({ waitMs: 30_000, leaseMs: 1_000, maxTasks: 4 });
    expect(lost.tasks).toHaveLength(1);
    // Nobody keeps that session: its lease is lost, and the permit comes back with it.
    expect((await world.claim()).claimToken).not.toBe(lost.tasks[0]?.claimToken);
    expect((await under.task(lost.tasks[0]?.taskId ?? "")).attempts.map(({ end }) => end)).toContain("LEASE_LOST");
  },

  "what was held before a limit counts, and a limit that is raised or taken away lets more go": async (world) => {
    const under = await world.start(many(6));
    const early = await world.poll({ maxTasks: 2 });
    expect(early.tasks).toHaveLength(2);
    await update(world, { concurrencyLimit: 2 });
    const executor = world.executor({ maxInFlight: 6 });
    const isCounted = async () => (await list(world)).queues[0]?.concurrencyUsed === 2;
    await vi.waitUntil(isCounted, { timeout: 20_000 });
    expect(executor.tasks).toEqual([]);
    const [first] = early.tasks;
    await under.complete(first?.taskId ?? "", { result: 1, claimToken: first?.claimToken ?? "" });
    await executor.received(1);
    await update(world, { concurrencyLimit: 3 });
    await executor.received(2);
    expect(executor.tasks).toHaveLength(2);
    expect((await update(world, { concurrencyLimit: 0 })).queue.concurrencyLimit).toBe(0);
    await executor.received(4);
  },

  "no more tasks of a queue with a rate are handed out within a period than it allows, whoever takes them": async (
    world,
  ) => {
    const rateLimit = { tasks: 3, periodMs: 3_000 };
    expect((await update(world, { rateLimit })).queue).toMatchObject({ rateLimit, rateUsed: 0 });
    const under = await world.start(many(6));
    const executor = world.executor({ maxInFlight: 6 });
    await executor.received(3);
    expect((await world.poll({ maxTasks: 5 })).tasks).toEqual([]);
    const { queues: listed } = await list(world);
    const { rateNextTime = 0 } = listed[0] ?? {};
    expect(listed[0]).toMatchObject({ rateLimit, rateUsed: 3, work: [{ ready: 3, running: 3 }] });
    const [waiting = ""] = (await under.details()).tasks
      .filter(({ state }) => state === "READY")
      .map(({ taskId }) => taskId);
    const [reason] = (await under.explain(waiting)).reasons;
    expect(reason).toMatchObject({ kind: "RATE_LIMIT", time: expect.any(Number) });
    await executor.received(6);
    const times = (await under.details()).tasks.map(({ startTime = 0 }) => startTime).sort((a, b) => a - b);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_990);
    expect(times[3]).toBeGreaterThanOrEqual(rateNextTime - 10);
  },

  "a rate that is raised or taken away lets more go at once": async (world) => {
    const hour = 3_600_000;
    await update(world, { rateLimit: { tasks: 1, periodMs: hour } });
    await world.start(many(6));
    const executor = world.executor({ maxInFlight: 6 });
    await executor.received(1);
    await update(world, { rateLimit: { tasks: 3, periodMs: hour } });
    await executor.received(3);
    expect(executor.tasks).toHaveLength(3);
    expect((await update(world, { rateLimit: { tasks: 0, periodMs: 0 } })).queue.rateLimit).toBeUndefined();
    await executor.received(6);
  },

  "bad updates are refused by their field": async (world) => {
    const noName = await refused(update(world, { queue: "", paused: true }), "INVALID_FIELD");
    expect(noName.violations[0]?.field).toBe("queue");
    const noPause = await refused(update(world, { pauseEndTime: 1_000 }), "INVALID_FIELD");
    expect(noPause.violations[0]?.field).toBe("pause_end_time");
    const now = await world.subject.now();
    for (const pauseEndTime of [5, now - 60_000]) {
      const over = await refused(update(world, { paused: true, pauseEndTime }), "INVALID_FIELD");
      expect(over.violations[0]?.field).toBe("pause_end_time");
      expect(over.message).toContain("must lie ahead of the database's clock, which shows ");
      expect(over.message).toContain(new Date(pauseEndTime).toISOString());
    }
    expect((await list(world, { queues: ["work"] })).queues[0]?.updateTime).toBeUndefined();
    const nothing = await refused(update(world, {}), "INVALID_FIELD");
    expect(nothing.violations[0]?.field).toBe("paused");
    expect(nothing.message).toContain("concurrency_limit, rate_limit and reason");
    const wide = await refused(update(world, { concurrencyLimit: 100_001 }), "LIMIT_EXCEEDED");
    expect(wide.violations[0]?.description).toBe("must be at most 100000, got 100001");
    const long = await refused(update(world, { reason: "x".repeat(1_025) }), "LIMIT_EXCEEDED");
    expect(long.violations[0]?.field).toBe("reason");
    const short = await refused(update(world, { rateLimit: { tasks: 1, periodMs: 10 } }), "INVALID_FIELD");
    expect(short.violations[0]?.field).toBe("rate_limit.period");
    const days = { tasks: 1, periodMs: 8 * 86_400_000 };
    const lasting = await refused(update(world, { rateLimit: days }), "LIMIT_EXCEEDED");
    expect(lasting.metadata).toMatchObject({ field: "rate_limit.period", limit: "604800000", value: "691200000" });
    const many = await refused(update(world, { rateLimit: { tasks: 1_000_001, periodMs: 1_000 } }), "LIMIT_EXCEEDED");
    expect(many.metadata).toMatchObject({ field: "rate_limit.tasks", limit: "1000000", value: "1000001" });
  },

  "tasks of a paused queue whose flow ends otherwise are no longer waited for": async (world) => {
    await update(world, { paused: true });
    const under = await world.start(flow(["a", after(["a"], "b")]));
    expect((await under.cancel()).flow.state).toBe("CANCELLED");
    await update(world, { paused: false });
    expect((await world.poll()).tasks).toEqual([]);
  },
};
