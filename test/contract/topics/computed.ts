/**
 * What expressions compute: inputs of tasks, the flow's output, rounds, and whether there is another try.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const computed: Topic = {
  "a task's input is computed when its turn comes, beside what the definition gives": async (world) => {
    const bindings = { total: "tasks.a.result.n + input.n", who: "flow.labels.owner" };
    const spec = flow(["a", after(["a"], "b", { bindings, input: { total: 0, kept: [1] } })]);
    const under = await world.start(spec, { input: { n: 1 }, labels: { owner: "ann" } });
    await under.complete("a", { result: { n: 41 } });
    const input = { total: 42, kept: [1], who: "ann" };
    expect((await under.task("b")).input).toEqual(input);
    const claimed = await world.claim();
    expect([claimed.taskId, claimed.input]).toEqual(["b", input]);
  },

  "inputs of any size are computed and delivered": async (world) => {
    const text = "x".repeat(3_000);
    const spec = flow(["a", after(["a"], "b", { bindings: { all: "[tasks.a.result.text, input.text]" } })]);
    const under = await world.start(spec, { input: { text } });
    await under.complete("a", { result: { text } });
    expect((await world.claim()).input).toEqual({ all: [text, text] });
    expect((await under.task("b")).input).toEqual({ all: [text, text] });
  },

  "an input that cannot be computed fails its task, which nobody is offered": async (world) => {
    const next = [{ to: "mend", on: ["failure"] }] as const;
    const spec = flow([task("a", { next: ["b"] }), task("b", { next, bindings: { n: "tasks.a.result.n" } }), "mend"]);
    const under = await world.start(spec);
    const { ready, changes } = await under.complete("a", { result: {} });
    expect(idsOf(ready)).toEqual(["mend"]);
    expect(brief(changes)).toContain("b PENDING>FAILED");
    expect(await under.task("b")).toMatchObject({ attempt: 0, failure: { type: "EXPRESSION_FAILED" } });
    expect((await under.succeed("mend")).flow.state).toBe("SUCCEEDED");
  },

  "the flow's output is computed when it ends": async (world) => {
    const output = "{'n': tasks.a.result.n + 1, 'state': state, 'b': tasks.b.state}";
    const under = await world.start(flow(["a", "b"], { output }));
    await under.complete("a", { result: { n: 1 } });
    const { flow: ended } = await under.succeed("b");
    expect(ended).toMatchObject({ state: "SUCCEEDED" });
    expect((await under.details()).flow.output).toEqual({ n: 2, state: "SUCCEEDED", b: "SUCCEEDED" });
    const failed = await world.start(flow(["a", "b"], { output }));
    await failed.complete("a", { result: { n: 1 } });
    await failed.fail("b");
    expect((await failed.details()).flow.output).toEqual({ n: 2, state: "FAILED", b: "FAILED" });
  },

  "a nested flow works on a computed input, and its output is the result of its task": async (world) => {
    const inner = flow(["x"], { output: "input.n * 2" });
    const nested = { name: "b", flow: inner, depends_on: ["a"], bindings: { n: "tasks.a.result" } };
    const under = await world.start(flow(["a", nested], { output: "tasks.b.result" }));
    await under.complete("a", { result: 21 });
    const { childFlowId = "" } = await under.untilTask("b", "RUNNING");
    const child = world.flow(childFlowId, under.answer);
    const { claimToken } = await world.claim();
    await child.complete("x", { result: "done", claimToken });
    await under.untilTask("b", "SUCCEEDED");
    expect((await under.task("b")).result).toBe(42);
    expect((await under.details()).flow.output).toBe(42);
  },

  "an output that cannot be computed fails the flow": async (world) => {
    const under = await world.start(flow(["a"], { output: "tasks.a.result.none" }));
    const { flow: ended } = await under.complete("a", { result: {} });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "EXPRESSION_FAILED" } });
    expect(ended.failure?.message).toContain("output, line 1, column 15: field not found: none");
    const both = flow(["a"], { output: "1", evaluate: { queue: "judge", phases: ["output"] } });
    await refused(world.start(both), "INVALID_FIELD");
  },

  "a task runs in rounds until its condition holds, each with an input of its own": async (world) => {
    const bindings = { round: "round", cursor: "size(previous) == 0 ? null : previous[size(previous) - 1].next" };
    const spec = flow([task("a", { repeat: { until: "result.done", max_times: 9 }, bindings }), after(["a"], "b")]);
    const under = await world.start(spec);
    const first = await world.claim();
    expect([first.input, (await under.task("a")).round]).toEqual([{ round: 1, cursor: null }, 1]);
    const again = { result: { done: false, next: 7 }, claimToken: first.claimToken, requestId: "one" };
    const { ready, changes } = await under.complete("a", again);
    expect([idsOf(ready), changes.map(({ reason }) => reason)]).toEqual([[], ["REPEAT"]]);
    expect((await under.complete("a", again)).replayed).toBe(true);
    const second = await world.claim();
    expect([second.taskId, second.attempt, second.tries, second.input]).toEqual(["a", 2, 0, { round: 2, cursor: 7 }]);
    const done = await under.complete("a", { result: { done: true }, claimToken: second.claimToken });
    expect(idsOf(done.ready)).toEqual(["b"]);
    const { round, state, result, attempts } = await under.task("a");
    expect([round, state, result]).toEqual([2, "SUCCEEDED", { done: true }]);
    expect(attempts.map(({ end }) => end)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  },

  "rounds end after so many, wait for their delay, and are bounded by their own tries": async (world) => {
    const repeat = { max_times: 2, delay: "50ms" };
    const retry = { max_attempts: 2, initial_interval: "0s" };
    const under = await world.start(flow([task("a", { repeat, retry })]));
    await under.fail("a");
    expect(await under.task("a")).toMatchObject({ state: "READY", tries: 1 });
    expect(brief((await under.succeed("a")).changes)).toEqual(["a READY>DELAYED"]);
    expect(await under.task("a")).toMatchObject({ tries: 0, round: 2 });
    const claimed = await world.claim();
    await under.fail("a", "Again", { claimToken: claimed.claimToken });
    expect((await under.succeed("a")).flow.state).toBe("SUCCEEDED");
  },

  "rounds are counted in a suspended flow, and end with a cancel": async (world) => {
    const under = await world.start(flow([task("a", { repeat: { max_times: 3 } })]));
    await under.suspend();
    await under.succeed("a");
    expect(await under.task("a")).toMatchObject({ state: "READY", round: 2 });
    await under.resume();
    const claimed = await world.claim();
    await under.cancel();
    const { flow: ended } = await under.complete("a", { result: "last", claimToken: claimed.claimToken });
    expect(ended.state).toBe("CANCELLED");
    expect(await under.task("a")).toMatchObject({ state: "SUCCEEDED", result: "last", round: 2 });
  },

  "another try is made only where its condition holds": async (world) => {
    const retry = { max_attempts: 5, initial_interval: "0s", condition: "failure.type == 'Transient' && tries < 3" };
    const under = await world.start(flow([task("a", { retry })]));
    await under.fail("a", "Transient");
    expect((await under.task("a")).state).toBe("READY");
    expect((await under.fail("a", "Other")).flow).toMatchObject({ state: "FAILED", failure: { type: "Other" } });
    const standard = flow(["a"], { default_retry: { ...retry, condition: "failure.none == 1" } });
    const broken = await world.start(standard);
    const { flow: ended } = await broken.fail("a", "Transient");
    expect(ended.failure?.type).toBe("EXPRESSION_FAILED");
    expect(ended.failure?.message).toContain("the task had failed: Transient");
  },

  "what cannot be served is refused by its field": async (world) => {
    const refuse = async (spec: Parameters<typeof world.start>[0], field: string, reason = "INVALID_FIELD") => {
      const error = await refused(world.start(spec), reason);
      expect(error.violations.map((violation) => violation.field)).toContain(field);
    };
    const tasks = (fields: Parameters<typeof task>[1]) => flow([task("a", fields)]);
    await refuse(tasks({ bindings: { x: "result" } }), 'spec.tasks[0].bindings["x"]');
    await refuse(tasks({ bindings: { x: "1" }, input: [1] }), "spec.tasks[0].input");
    await refuse(tasks({ repeat: {} }), "spec.tasks[0].repeat.max_times");
    await refuse(tasks({ repeat: { until: "result + 1 == 'x' + 1" } }), "spec.tasks[0].repeat.until");
    await refuse(tasks({ noop: {}, repeat: { max_times: 2 } }), "spec.tasks[0].repeat");
    await refuse(tasks({ noop: {}, bindings: { x: "1" } }), "spec.tasks[0].bindings");
    await refuse(tasks({ repeat: { max_times: 1_000_001 } }), "spec.tasks[0].repeat.max_times", "LIMIT_EXCEEDED");
    await refuse(tasks({ retry: { max_attempts: 2, condition: "result" } }), "spec.tasks[0].retry.condition");
    await refuse(flow(["a"], { output: "nope" }), "spec.output");
  },
};
