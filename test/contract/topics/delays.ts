/**
 * Delays: of a flow's start, of a task before it is offered, of an outcome before it counts.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

const DAY_MS = 86_400_000;

export const delays: Topic = {
  "a flow with a not_before_time ahead is PENDING, and so are its tasks": async (world) => {
    const notBeforeTime = (await world.subject.now()) + DAY_MS;
    const later = await world.start(flow(["a"]), { notBeforeTime });
    expect(later.answer.flow).toMatchObject({ state: "PENDING", notBeforeTime, counts: { PENDING: 1 } });
    expect(later.answer.flow.startTime).toBeUndefined();
    expect(later.answer.ready).toEqual([]);
    expect(brief(later.answer.changes)).toEqual(["flow >PENDING"]);
    await refused(later.succeed("a"), "TASK_NOT_READY");
    expect((await world.poll()).tasks).toEqual([]);
  },

  "a flow starts when its not_before_time has come, and not before": async (world) => {
    const notBeforeTime = (await world.subject.now()) + 150;
    const later = await world.start(flow(["a"]), { notBeforeTime });
    await world.claim();
    const { startTime = 0 } = await later.flow();
    expect(startTime).toBeGreaterThanOrEqual(notBeforeTime);
  },

  "a not_before_time in the past is no delay": async (world) => {
    const { answer } = await world.start(flow(["a"]), { notBeforeTime: (await world.subject.now()) - 1_000 });
    expect(answer.flow.state).toBe("RUNNING");
    expect(idsOf(answer.ready)).toEqual(["a"]);
  },

  "a task with a delay is DELAYED once its dependencies hold, then offered": async (world) => {
    const delayed = await world.start(flow(["a", after(["a"], "b", { delay: "100ms" })]));
    const answer = await delayed.succeed("a");
    expect(brief(answer.changes)).toEqual(["a READY>SUCCEEDED", "b PENDING>DELAYED"]);
    expect(answer.ready).toEqual([]);
    const { nextAttemptTime = 0, state } = await delayed.task("b");
    expect(state === "DELAYED" ? nextAttemptTime : answer.flow.updateTime + 100).toBe(answer.flow.updateTime + 100);
    const claimed = await world.claim();
    expect(claimed.taskId).toBe("b");
    expect(claimed.readyTime).toBeGreaterThanOrEqual(answer.flow.updateTime + 100);
  },

  "a task that is DELAYED can be completed by nobody": async (world) => {
    const delayed = await world.start(flow([task("a", { delay: "1d" })]));
    const error = await refused(delayed.succeed("a"), "TASK_NOT_READY");
    expect(error.metadata).toMatchObject({ task_id: "a", state: "DELAYED" });
  },

  "an outcome counts after delay_after; until then its task is DELAYED": async (world) => {
    const delayed = await world.start(flow([task("a", { delay_after: "120ms" }), after(["a"], "b")]));
    const answer = await delayed.complete("a", { result: 7 });
    expect(answer).toMatchObject({ replayed: false, ready: [], task: { state: "DELAYED" } });
    const repeat = await delayed.complete("a", { result: 7 });
    expect(repeat.replayed).toBe(true);
    await refused(delayed.complete("a", { result: 8 }), "ALREADY_COMPLETED");
    const next = await world.claim();
    expect(next).toMatchObject({ taskId: "b", dependencyResults: { a: 7 } });
    expect(next.readyTime).toBeGreaterThanOrEqual(answer.flow.updateTime + 120);
    expect(await delayed.task("a")).toMatchObject({ state: "SUCCEEDED", result: 7 });
  },

  "a failure counts after delay_after, too, and is then tried again": async (world) => {
    const delayed = await world.start(
      flow([task("a", { delay_after: "50ms", retry: { max_attempts: 2, initial_interval: "10ms" } })]),
    );
    expect((await delayed.fail("a")).task).toMatchObject({ state: "DELAYED", tries: 0 });
    const again = await world.claim();
    expect(again).toMatchObject({ attempt: 2, tries: 1 });
  },

  "a no-op with a delay waits for it": async (world) => {
    const delayed = await world.start(flow([task("gate", { noop: {}, delay: "60ms" }), after(["gate"], "b")]));
    expect(delayed.answer.ready).toEqual([]);
    expect((await world.claim()).taskId).toBe("b");
    const gate = await delayed.task("gate");
    expect((gate.endTime ?? 0) - delayed.answer.flow.createTime).toBeGreaterThanOrEqual(60);
  },
};
