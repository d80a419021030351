/**
 * Work items of kind EVALUATE, and the decisions that answer them.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import type { DecisionInput } from "../decision-input.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { EvaluateFile, ReadyTask, TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

type Started = Awaited<ReturnType<World["start"]>>;

function asking(...phases: EvaluateFile["phases"]): { readonly evaluate: EvaluateFile } {
  return { evaluate: { queue: "judge", phases } };
}

function asked(name: string, phases: EvaluateFile["phases"], fields: Partial<TaskFile> = {}): TaskFile {
  return task(name, { ...asking(...phases), ...fields });
}

/** Claims the one thing that is to be decided. */
function toDecide(world: World): Promise<ReadyTask> {
  return world.claim({ queues: ["judge"] });
}

async function decide(world: World, under: Started, decision: DecisionInput, memo?: unknown) {
  const { taskId, claimToken } = await toDecide(world);
  return under.complete(taskId, { claimToken, decision, ...(memo !== undefined && { memo }) });
}

export const decisions: Topic = {
  "START is asked before a task runs, END about its outcome; the task shows what it waits for": async (world) => {
    const under = await world.start(flow([asked("a", ["start", "end"]), after(["a"], "b")]));
    expect(under.answer.ready).toEqual([]);
    expect(await under.task("a")).toMatchObject({ state: "DELAYED", phase: "START", attempt: 0 });
    await refused(under.succeed("a"), "TASK_NOT_READY");
    const start = await toDecide(world);
    expect(start).toMatchObject({ taskId: "a", name: "a", queue: "judge", phase: "START", attempt: 1 });
    const begun = await under.complete("a", { claimToken: start.claimToken, decision: {} });
    expect(idsOf(begun.ready)).toEqual(["a"]);
    expect(await under.task("a")).toMatchObject({ state: "READY", attempt: 0 });

    const { changes, ready } = await under.complete("a", { result: { x: 1 } });
    expect(brief(changes)).toEqual(["a READY>RUNNING"]);
    expect([changes[0]?.reason, ready]).toEqual(["EVALUATE", []]);
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", phase: "END", attempt: 1 });
    expect((await under.flow()).counts).toEqual({ RUNNING: 1, PENDING: 1 });
    const end = await toDecide(world);
    expect([end.phase, end.own, end.attempt]).toEqual(["END", { result: { x: 1 } }, 2]);
    const done = await under.complete("a", { claimToken: end.claimToken, decision: { verdict: "SUCCEED" } });
    expect(brief(done.changes)).toEqual(["a RUNNING>SUCCEEDED", "b PENDING>READY"]);
    expect((await under.task("a")).result).toEqual({ x: 1 });
    expect((await under.succeed("b")).flow).toMatchObject({ state: "SUCCEEDED", counts: { SUCCEEDED: 2 } });
  },

  "a repeated answer is replayed, another one refused": async (world) => {
    const under = await world.start(flow([asked("a", ["start"])]));
    const { claimToken } = await toDecide(world);
    const answer = { claimToken, decision: { context: { k: [1] } } };
    await under.complete("a", answer);
    expect(await under.complete("a", answer)).toMatchObject({ replayed: true, changes: [] });
    await refused(under.complete("a", { claimToken, decision: { context: { k: [2] } } }), "ALREADY_COMPLETED");
    await under.succeed("a");
    expect(await under.complete("a", answer)).toMatchObject({ replayed: true });
  },

  "SKIP and the names in skip are SKIPPED as DECIDED; edges on skip fire": async (world) => {
    const on = (name: string) => [{ task: name, on: ["success", "skip"] as const }];
    const under = await world.start(flow([asked("y", ["start"]), after(on("y"), "z"), after(on("z"), "late")]));
    const { changes } = await decide(world, under, { verdict: "SKIP", skip: ["late"] });
    expect(brief(changes)).toEqual(["y DELAYED>SKIPPED", "late PENDING>SKIPPED", "z PENDING>READY"]);
    expect((await under.task("y")).stateReason).toBe("DECIDED");
    expect((await under.succeed("z")).flow.state).toBe("SUCCEEDED");
  },

  "a decision chooses which edges fire, in its order, and what they say": async (world) => {
    const next = ["x", "y", { target: "fail", on: ["success"], message: "its own" }] as const;
    const under = await world.start(flow([asked("a", ["end"], { next }), "x", "y"]));
    await under.succeed("a");
    const { flow: ended } = await decide(world, under, { fired: [{ edge: 1 }, { edge: 2, message: "told" }] });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "FAIL_TARGET", message: "told" } });
    expect(await under.task("a")).toMatchObject({
      fired: [
        { edge: 1, message: "" },
        { edge: 2, message: "told" },
      ],
    });
    expect(await under.states()).toEqual({ a: "SUCCEEDED", x: "SKIPPED", y: "READY" });
  },

  "RETRY tries again whatever the policy says, FAIL fails a result": async (world) => {
    const under = await world.start(flow([asked("a", ["end"])]));
    await under.succeed("a");
    await decide(world, under, { verdict: "RETRY" });
    expect(await under.task("a")).toMatchObject({ state: "READY", tries: 1 });
    await under.succeed("a");
    const { flow: ended } = await decide(world, under, { verdict: "FAIL", message: "not good enough" });
    expect(ended).toMatchObject({ state: "FAILED" });
    expect(await under.task("a")).toMatchObject({ tries: 2, failure: { type: "DECIDED", message: "not good enough" } });
  },

  "contexts are handed on by the edges that fire, a memo stays with the task": async (world) => {
    const spec = flow([
      asked("a", ["end"]),
      after(["a"], "plain"),
      asked("b", ["end"]),
      asked("join", ["start", "end"], { depends_on: ["plain", "b"] }),
      after(["join"], "last"),
    ]);
    const under = await world.start(spec);
    const large = "x".repeat(3_000);
    await under.succeed("a");
    await decide(world, under, { context: { from: "a", large } });
    await under.succeed("plain", "b");
    await decide(world, under, { context: { from: "b" } });
    const start = await toDecide(world);
    const causes = [
      { taskId: "plain", edge: 0, context: { from: "a", large } },
      { taskId: "b", edge: 0, context: { from: "b" } },
    ];
    expect(start.causes).toEqual(causes);
    await under.complete("join", { claimToken: start.claimToken, decision: {}, memo: ["merged"] });
    const work = await world.claim();
    expect([work.taskId, work.memo, work.causes]).toEqual(["join", ["merged"], causes]);
    await under.complete("join", { claimToken: work.claimToken, result: 1, memo: "of the work" });
    const end = await toDecide(world);
    expect(end.memo).toBe("of the work");
    await under.complete("join", { claimToken: end.claimToken, decision: { context: "merged" } });
    expect((await world.claim()).causes).toEqual([{ taskId: "join", edge: 0, context: "merged" }]);
    expect(await under.task("join")).toMatchObject({ memo: "of the work", context: "merged" });
  },

  "globals are patched key by key, delivered where asked for, and shown with the flow": async (world) => {
    const spec = flow([asked("a", ["end"]), after(["a"], "b", { needs_globals: true }), after(["a"], "c")]);
    const under = await world.start(spec);
    await under.fail("a");
    const large = "g".repeat(2_000);
    await decide(world, under, { verdict: "RETRY", globals: { kept: 1, replaced: "old" } });
    await under.complete("a", { result: 1, decision: { globals: { replaced: large } } });
    const { tasks } = await world.poll();
    expect(tasks.map(({ taskId, globals = {} }) => [taskId, globals])).toEqual([
      ["b", { kept: 1, replaced: large }],
      ["c", {}],
    ]);
    expect((await under.details()).flow.globals).toEqual({ kept: 1, replaced: large });
  },

  "a plan says how the instance runs, and may pause the flow": async (world) => {
    const under = await world.start(flow([asked("a", ["start"]), asked("b", ["start"])]));
    await decide(world, under, { plan: { queue: "other", priority: 7 } });
    expect(await world.claim({ queues: ["other"] })).toMatchObject({ taskId: "a", queue: "other", priority: 7 });
    const { flow: paused } = await decide(world, under, { plan: { pause: true }, message: "ask a person" });
    expect(paused.state).toBe("SUSPENDING");
    await under.resume();
    expect(await world.claim()).toMatchObject({ taskId: "b" });
  },

  "what is to be decided is offered in a suspended flow": async (world) => {
    const under = await world.start(flow([asked("a", ["start"]), "b"]));
    await under.suspend();
    await decide(world, under, {});
    expect((await under.flow()).state).toBe("SUSPENDED");
    expect((await world.poll()).tasks).toEqual([]);
    await under.resume();
    expect(idsOf((await world.poll()).tasks).sort()).toEqual(["a", "b"]);
  },

  "a cancel takes back what is to be decided": async (world) => {
    const under = await world.start(flow([asked("a", ["start"])]));
    const executor = world.executor({ queues: ["judge"] });
    const [item] = await executor.received(1);
    const { flow: ended } = await under.cancel();
    expect(ended.state).toBe("CANCELLED");
    expect(await executor.frame("revoked")).toMatchObject({ taskId: "a", reason: "CANCELLED" });
    await refused(under.complete("a", { claimToken: item?.claimToken ?? "", decision: {} }), "CLAIM_SUPERSEDED");
  },

  "decisions have a credit of their own, and only who wants them is sent them": async (world) => {
    const under = await world.start(flow([asked("a", ["end"]), "b"]));
    const executor = world.executor({ queues: ["work", "judge"], maxInFlight: 2 });
    await executor.received(2);
    const [first] = executor.tasks;
    await under.complete("a", { claimToken: first?.claimToken ?? "", result: 1 });
    const [, , item] = await executor.received(3);
    expect(item).toMatchObject({ taskId: "a", phase: "END" });
    await executor.stream.complete([
      { flowId: under.flowId, taskId: "a", claimToken: item?.claimToken ?? "", decision: {} },
    ]);
    const next = await world.start(flow([asked("c", ["start"])]));
    expect((await world.poll({ queues: ["judge"], kinds: ["EXECUTE"], sessionId: "workers" })).tasks).toEqual([]);
    await executor.received(4);
    expect(executor.tasks[3]).toMatchObject({ flowId: next.flowId, taskId: "c", phase: "START" });
  },

  "OUTPUT is asked before the flow ends, and gives its output": async (world) => {
    const under = await world.start(flow([asked("a", ["end"]), "b"], asking("output")), { input: { in: 1 } });
    await under.succeed("a", "b");
    await decide(world, under, { context: "of a", globals: { g: 1 } });
    expect((await under.flow()).state).toBe("RUNNING");
    const item = await toDecide(world);
    expect(item).toMatchObject({ taskId: "#0", name: "", phase: "OUTPUT", flowInput: { in: 1 }, globals: { g: 1 } });
    expect(item.causes).toEqual([
      { taskId: "a", edge: 0, context: "of a" },
      { taskId: "b", edge: 0 },
    ]);
    const decision = { end: { output: { all: "done" } } };
    const { flow: ended } = await under.complete("#0", { claimToken: item.claimToken, decision });
    expect(ended.state).toBe("SUCCEEDED");
    expect((await under.details()).flow.output).toEqual({ all: "done" });
  },

  "OUTPUT is told the failure that the flow is going to end with": async (world) => {
    const under = await world.start(flow(["a"], asking("output")));
    await under.fail("a");
    const { own, claimToken } = await toDecide(world);
    expect(own).toMatchObject({ failure: { message: expect.stringContaining("task a failed") } });
    const { flow: ended } = await under.complete("#0", { claimToken, decision: { end: { output: "nothing" } } });
    expect(ended).toMatchObject({ state: "FAILED", failure: { message: expect.stringContaining("task a failed") } });
  },

  "a decision ends the flow after the edges that fire": async (world) => {
    const under = await world.start(flow([asked("a", ["end"], { next: ["x"] }), "x", after(["x"], "late"), "b"]));
    await under.succeed("a");
    const end = { state: "SUCCEEDED", output: [1], inFlight: "CANCEL" } as const;
    const { flow: ended } = await decide(world, under, { end });
    expect(ended.state).toBe("SUCCEEDED");
    expect(await under.states()).toEqual({ a: "SUCCEEDED", x: "CANCELLED", late: "SKIPPED", b: "CANCELLED" });
    expect((await under.details()).flow.output).toEqual([1]);
  },

  "an evaluation that fails fails the flow, and no edge fires": async (world) => {
    const under = await world.start(flow([asked("a", ["end"], { next: [{ to: "b", on: ["failure"] }] }), "b"]));
    await under.fail("a");
    const { claimToken } = await toDecide(world);
    const { flow: ended } = await under.complete("a", {
      claimToken,
      failure: { type: "Yaql", message: "no such name" },
    });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "Yaql" } });
    expect(await under.states()).toEqual({ a: "FAILED", b: "SKIPPED" });
  },

  "what does not fit is refused, and changes nothing": async (world) => {
    const under = await world.start(flow([asked("a", ["end"], { next: ["b"] }), "b"]));
    await refused(under.complete("a", { result: 1, decision: { plan: { priority: 1 } } }), "DECISION_INVALID");
    await under.succeed("a");
    const { claimToken } = await toDecide(world);
    const answer = (decision: DecisionInput) => under.complete("a", { claimToken, decision });
    const error = await refused(answer({ fired: [{ edge: 3 }] }), "DECISION_INVALID");
    expect(error.metadata).toMatchObject({ field: "decision.fired[0].edge", task_id: "a" });
    await refused(answer({ skip: ["nobody"] }), "DECISION_INVALID");
    await refused(answer({ verdict: "REVERT" }), "DECISION_INVALID");
    await refused(under.complete("a", { claimToken, result: 1 }), "DECISION_INVALID");
    expect(await under.task("a")).toMatchObject({ state: "RUNNING", phase: "END" });
    await answer({ firesNone: true });
    expect(await under.states()).toEqual({ a: "SUCCEEDED", b: "SKIPPED" });
    const plain = await world.start(flow(["a", after(["a"], "b")]));
    await refused(plain.complete("a", { result: 1, decision: {} }), "DECISION_INVALID");
  },
};
