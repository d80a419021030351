/**
 * TaskComplete: what a completion records, what it makes ready, what it answers.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const taskComplete: Topic = {
  "records the result and makes ready what it unblocked, in definition order": async (world) => {
    const spec = flow(["a", "x", after(["a", "x"], "join"), after(["a"], "c"), after(["a"], "b")]);
    const under = await world.start(spec);
    const answer = await under.complete("a", { result: { n: 1 } });
    expect(idsOf(answer.ready)).toEqual(["c", "b"]);
    expect(answer).toMatchObject({ replayed: false, changesTruncated: false });
    expect(answer.task).toMatchObject({ taskId: "a", state: "SUCCEEDED", attempt: 1, tries: 0, deferred: false });
    expect(answer.flow).toMatchObject({ state: "RUNNING", counts: { SUCCEEDED: 1, READY: 3, PENDING: 1 } });
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", result: { n: 1 } });
  },

  "tells every change in the order of the commit": async (world) => {
    const under = await world.start(flow(["a", after(["a"], "gate", { noop: {} }), after(["gate"], "b")]));
    const { changes, flow: now } = await under.succeed("a");
    expect(brief(changes)).toEqual(["a READY>SUCCEEDED", "gate PENDING>SUCCEEDED", "b PENDING>READY"]);
    expect(changes.map(({ time }) => time)).toEqual(changes.map(() => now.updateTime));
    expect(brief((await under.succeed("b")).changes)).toEqual(["b READY>SUCCEEDED", "flow RUNNING>SUCCEEDED"]);
  },

  "counts and update time tell of every completion": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { createTime } = under.answer.flow;
    const { flow: now } = await under.succeed("a");
    expect(now.updateTime).toBeGreaterThanOrEqual(createTime);
    expect(now.countsAsOf).toBe(now.updateTime);
    expect(now.version).toBeGreaterThan(under.answer.flow.version);
    expect(await under.flow()).toMatchObject({
      updateTime: now.updateTime,
      revision: now.revision,
      counts: now.counts,
    });
  },

  "the answer shows the task without payloads and attempts": async (world) => {
    const under = await world.start(flow([task("a", { input: "in", retry: { max_attempts: 2 } })]));
    await under.fail("a", "Broken", { failure: { type: "Broken", details: { big: true } } });
    await under.untilTask("a", "READY");
    const { task: shown } = await under.complete("a", { result: 2 });
    expect(shown).toMatchObject({ attempt: 2, tries: 1, attempts: [] });
    expect(shown.input).toBeUndefined();
    expect(shown.result).toBeUndefined();
  },

  "the last parent of a join makes it ready, the others do not": async (world) => {
    const parents = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const under = await world.start(flow([...parents, after(parents, "join")]));
    const answers = await Promise.all(parents.map((name) => under.succeed(name)));
    expect(answers.map(({ ready }) => idsOf(ready)).filter((ready) => ready.length > 0)).toEqual([["join"]]);
    expect((await under.flow()).counts).toEqual({ SUCCEEDED: 12, READY: 1 });
  },

  "of more than 1,000 tasks that became ready the first 1,000 are named, and changes are cut": async (world) => {
    const successors = Array.from({ length: 1_005 }, (_, index) => after(["a"], `s${index}`));
    const under = await world.start(flow(["a", ...successors]));
    const { ready, changes, changesTruncated } = await under.succeed("a");
    expect(idsOf(ready)).toEqual(idsOf(ready).map((_, index) => `s${index}`));
    expect([ready.length, changes.length, changesTruncated]).toEqual([1_000, 1_000, true]);
    expect((await under.flow()).counts).toEqual({ SUCCEEDED: 1, READY: 1_005 });
  },

  "an empty result is a result": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { ready, task: shown } = await under.complete("a", { result: undefined });
    expect([shown.state, idsOf(ready)]).toEqual(["SUCCEEDED", ["b"]]);
    expect((await under.complete("a", { result: undefined })).replayed).toBe(true);
    await refused(under.complete("a", { result: null }), "ALREADY_COMPLETED");
  },

  "a completion without an outcome is refused": async (world) => {
    const under = await world.start(flow(["a"]));
    const error = await refused(under.complete("a", {}), "INVALID_FIELD");
    expect(error.metadata["field"]).toBe("outcome");
  },

  "MINIMAL leaves ready and changes out": async (world) => {
    const under = await world.start(chain("a", "b"));
    const answer = await under.complete("a", { result: 1, responseDetail: "MINIMAL" });
    expect(answer).toMatchObject({ ready: [], changes: [], replayed: false, task: { state: "SUCCEEDED" } });
    expect(answer.flow.counts).toEqual({ SUCCEEDED: 1, READY: 1 });
  },

  "a flow or task that is not there is named": async (world) => {
    const under = await world.start(flow(["a"]));
    const noTask = await refused(under.succeed("nothing"), "TASK_NOT_FOUND");
    expect(noTask.metadata).toMatchObject({ flow_id: under.flowId, task_id: "nothing" });
    const missing = { namespace: world.namespace, flowId: "nowhere", taskId: "a", result: 1 };
    const noFlow = await refused(world.subject.taskComplete(missing), "FLOW_NOT_FOUND");
    expect(noFlow.metadata).toMatchObject({ flow_id: "nowhere" });
  },

  "the flow succeeds with its last task": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { flow: now } = await under.succeed("a", "b");
    expect(now).toMatchObject({ state: "SUCCEEDED", counts: { SUCCEEDED: 2 } });
    expect(now.endTime).toBe(now.updateTime);
    expect(now.failure).toBeUndefined();
  },

  "one that follows every completion of a chain sees its own write at once": async (world) => {
    const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const under = await world.start(chain(...names));
    for (const name of names) {
      const { flow: now } = await under.succeed(name);
      const { flow: read, tasks } = await under.details({ taskIds: [name] });
      expect([read.revision, tasks[0]?.state]).toEqual([now.revision, "SUCCEEDED"]);
    }
  },
};
