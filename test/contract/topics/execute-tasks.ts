/**
 * ExecuteTasks: tasks down, outcomes up, on one stream.
 */
import { expect } from "vitest";
import { refusedItem } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import { chain, flow, many } from "../specs.js";
import type { Completion } from "../subject.js";
import type { ReadyTask } from "../values.js";
import type { Topic } from "../world.js";

function done(task: ReadyTask | undefined, result: unknown = "done"): Completion {
  const { flowId = "", taskId = "", claimToken = "" } = task ?? {};
  return { flowId, taskId, claimToken, result };
}

export const executeTasks: Topic = {
  "a chain is worked off on one stream": async (world) => {
    const names = Array.from({ length: 12 }, (_, index) => `t${index}`);
    const under = await world.start(chain(...names));
    const executor = world.executor();
    for (const [index, name] of names.entries()) {
      const task = (await executor.received(index + 1))[index];
      expect(task?.taskId).toBe(name);
      const [verdict] = await executor.stream.complete([done(task)]);
      expect(verdict).toMatchObject({ value: { replayed: false, task: { taskId: name, state: "SUCCEEDED" } } });
    }
    expect((await under.flow()).state).toBe("SUCCEEDED");
  },

  "a verdict comes before the tasks that it made ready": async (world) => {
    await world.start(chain("a", "b"));
    const executor = world.executor({ maxInFlight: 5 });
    const [a] = await executor.received(1);
    let answered = false;
    const verdict = executor.stream.complete([done(a)]).then((verdicts) => {
      answered = true;
      return verdicts;
    });
    await executor.until("b", () => {
      if (executor.tasks.length < 2) return false;
      expect(answered).toBe(true);
      return true;
    });
    expect(await verdict).toHaveLength(1);
  },

  "items are decided each by itself, and answers are MINIMAL": async (world) => {
    const under = await world.start(chain("a", "b"));
    const executor = world.executor();
    const [a] = await executor.received(1);
    const [good, bad, missing] = await executor.stream.complete([
      done(a),
      { ...done(a), result: "other" },
      { flowId: "nowhere", taskId: "a", result: 1 },
    ]);
    expect(good).toMatchObject({ value: { ready: [], changes: [], task: { state: "SUCCEEDED" } } });
    refusedItem(bad, "ALREADY_COMPLETED");
    refusedItem(missing, "FLOW_NOT_FOUND");
    expect((await under.flow()).counts["SUCCEEDED"]).toBe(1);
  },

  "every kind of outcome goes up the stream": async (world) => {
    const under = await world.start(many(4));
    const executor = world.executor({ maxInFlight: 4 });
    const claims = (await executor.received(4)).map(({ flowId, taskId, claimToken }) => ({
      flowId,
      taskId,
      claimToken,
    }));
    const outcomes = [{ result: 1 }, { failure: { type: "Broken" } }, { deferred: {} }, { cancelled: {} }];
    const items = claims.map((claim, index) => ({ ...claim, ...outcomes[index] }));
    const verdicts = await executor.stream.complete(items);
    expect(verdicts.map((item) => ("value" in item ? item.value.task.state : item.error.reason))).toEqual([
      "SUCCEEDED",
      "FAILED",
      "RUNNING",
      "CANCELLED",
    ]);
    expect((await under.task("t2")).deferred).toBe(true);
  },

  "tasks are given back on the stream, and come again as the next attempt": async (world) => {
    await world.start(flow(["a"]));
    const executor = world.executor();
    const [a] = await executor.received(1);
    const claim = { flowId: a?.flowId ?? "", taskId: "a", claimToken: a?.claimToken ?? "" };
    const [ok, bad] = await executor.stream.release([claim, { ...claim, claimToken: "1.nonsense" }]);
    expect(ok).toBeUndefined();
    refusedItem(bad, "CLAIM_SUPERSEDED");
    expect((await executor.received(2))[1]).toMatchObject({ taskId: "a", attempt: 2, tries: 0 });
  },

  "credit may be raised, and taken back without touching what is held": async (world) => {
    const under = await world.start(many(6));
    const executor = world.executor({ maxInFlight: 1 });
    const [first] = await executor.received(1);
    executor.stream.setMaxInFlight(3);
    await executor.received(3);
    executor.stream.setMaxInFlight(0);
    await executor.stream.complete([done(first)]);
    const other = world.executor({ maxInFlight: 3 });
    await other.received(3);
    expect([idsOf(executor.tasks).length, (await under.flow()).counts]).toEqual([3, { SUCCEEDED: 1, RUNNING: 5 }]);
  },

  "after drain nothing more comes, and the stream ends once nothing is held": async (world) => {
    const under = await world.start(many(4));
    const executor = world.executor({ maxInFlight: 2 });
    const [first, second] = await executor.received(2);
    executor.stream.drain();
    await executor.stream.complete([done(first)]);
    await executor.stream.complete([done(second)]);
    expect(await executor.ended).toBeUndefined();
    expect(idsOf(executor.tasks).length).toBe(2);
    expect((await under.flow()).counts).toEqual({ SUCCEEDED: 2, READY: 2 });
  },

  "a stream that holds nothing ends at once when it is drained": async (world) => {
    const executor = world.executor();
    await executor.frame("opened");
    executor.stream.drain();
    expect(await executor.ended).toBeUndefined();
  },

  "what the stream never took is given back when it closes": async (world) => {
    const under = await world.start(many(3));
    const executor = world.executor({ maxInFlight: 1 });
    await executor.received(1);
    await executor.close();
    const other = world.executor({ maxInFlight: 3 });
    await other.received(2);
    expect((await under.flow()).counts).toEqual({ RUNNING: 3 });
  },
};
