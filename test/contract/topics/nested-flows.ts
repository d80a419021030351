/**
 * Tasks whose work is a flow of its own: how it starts, what its end is to the task, and how both are shown.
 */
import { expect, vi } from "vitest";
import { refused } from "../contract-error.js";
import { type FlowUnderTest, idsOf } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { SpecFile, TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

type Started = Awaited<ReturnType<World["start"]>>;

function nested(name: string, spec: SpecFile, fields: Partial<TaskFile> = {}): TaskFile {
  return { name, flow: spec, ...fields };
}

/** The flow that the task's latest attempt is, once it has begun. */
async function childOf(world: World, under: Started, taskId: string): Promise<FlowUnderTest> {
  const { childFlowId = "" } = await under.untilTask(taskId, "RUNNING");
  const child = world.flow(childFlowId, under.answer);
  await vi.waitFor(async () => expect((await child.flow()).startTime).toBeDefined(), { timeout: 30_000, interval: 10 });
  return child;
}

export const nestedFlows: Topic = {
  "an inline flow starts when its turn comes, and its end is the outcome of its task": async (world) => {
    const spec = flow(["a", nested("b", chain("x", "y"), { depends_on: ["a"], input: { k: 1 } }), after(["b"], "c")]);
    const under = await world.start(spec);
    expect(idsOf(under.answer.ready)).toEqual(["a"]);
    const { ready } = await under.succeed("a");
    expect(ready).toEqual([]);
    const child = await childOf(world, under, "b");
    expect(await under.task("b")).toMatchObject({ state: "RUNNING", type: "", queue: "", attempt: 1 });
    expect(await child.flow()).toMatchObject({
      state: "RUNNING",
      parent: { flowId: under.flowId, taskId: "b", attempt: 1 },
      rootFlowId: under.flowId,
      name: "flow",
    });
    expect(child.flowId).toMatch(new RegExp(`^${under.flowId}~\\d+$`));
    expect((await child.details()).flow.input).toEqual({ k: 1 });
    await child.succeed("x", "y");
    expect(await under.untilTask("b", "SUCCEEDED")).toMatchObject({ childFlowId: child.flowId });
    expect((await under.succeed("c")).flow.state).toBe("SUCCEEDED");
    expect(await child.flow()).toMatchObject({ state: "SUCCEEDED", counts: { SUCCEEDED: 2 } });
  },

  "a stored definition runs by its digest; one that is not there fails the attempt": async (world) => {
    const { digest } = await world.subject.putDefinition(world.namespace, flow(["x"], { name: "inner" }));
    const under = await world.start(flow([{ name: "a", flow_digest: digest }]));
    const child = await childOf(world, under, "a");
    expect(await child.flow()).toMatchObject({ name: "inner", definitionDigest: digest });
    await child.succeed("x");
    expect((await under.untilFlow("SUCCEEDED")).counts).toEqual({ SUCCEEDED: 1 });

    const missing = await world.start(flow([{ name: "a", flow_digest: "0".repeat(64) }]));
    expect(await missing.untilFlow("FAILED")).toMatchObject({ failure: { type: "DEFINITION_NOT_FOUND" } });
  },

  "a flow that fails fails its task, which is tried again as another flow; the first stays readable": async (world) => {
    const retry = { max_attempts: 2, initial_interval: "0s" };
    const under = await world.start(flow([nested("a", flow(["x"]), { retry })]));
    const first = await childOf(world, under, "a");
    await first.fail("x", "Broken");
    await under.until("the second attempt", (_, tasks) => tasks.get("a")?.attempt === 2);
    const second = await childOf(world, under, "a");
    expect(second.flowId).not.toBe(first.flowId);
    expect(await second.flow()).toMatchObject({ parent: { attempt: 2 } });
    expect(await first.flow()).toMatchObject({ state: "FAILED" });
    expect(await under.task("a")).toMatchObject({
      tries: 1,
      attempts: [{ attempt: 1, end: "FAILED", childFlowId: first.flowId, failure: { type: "Broken" } }],
    });
    await second.fail("x", "Worse");
    expect(await under.untilFlow("FAILED")).toMatchObject({ failure: { type: "Worse" } });
  },

  "a flow that is cancelled cancels its task": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"])), after(["a"], "b")]));
    const child = await childOf(world, under, "a");
    await child.cancel();
    expect((await under.untilFlow("CANCELLED")).counts).toEqual({ CANCELLED: 1, SKIPPED: 1 });
  },

  "what a flow results in is its task's result": async (world) => {
    const evaluate = { queue: "judge", phases: ["output"] } as const;
    const inner = flow(["x"], { evaluate });
    const under = await world.start(flow([nested("a", inner), after(["a"], "b")]));
    const child = await childOf(world, under, "a");
    await child.succeed("x");
    const { claimToken } = await world.claim({ queues: ["judge"] });
    const large = "x".repeat(5_000);
    await child.complete("#0", { claimToken, decision: { end: { output: { large } } } });
    await under.untilTask("a", "SUCCEEDED");
    expect((await under.task("a")).result).toEqual({ large });
    const claimed = await world.claim();
    expect(claimed).toMatchObject({ taskId: "b", dependencyResults: { a: { large } } });
  },

  "a flow without tasks is done at once": async (world) => {
    const under = await world.start(flow([nested("a", flow([])), after(["a"], "b")]));
    await under.untilTask("b", "READY");
    expect((await under.task("a")).result).toBeUndefined();
  },

  "an attempt that runs as a flow has no other outcome": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"]))]));
    const child = await childOf(world, under, "a");
    const error = await refused(under.succeed("a"), "CLAIM_SUPERSEDED");
    expect(error.metadata).toMatchObject({ child_flow_id: child.flowId, state: "RUNNING" });
  },

  "a task's timeouts bound the flow that it is, which is then cancelled": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"]), { timeouts: { attempt: "6s" } })]));
    const child = await childOf(world, under, "a");
    expect(await under.untilFlow("FAILED")).toMatchObject({ failure: { type: "TIMEOUT" } });
    await child.untilFlow("CANCELLED");
  },

  "flows are within each other, and each knows the one at the top": async (world) => {
    const under = await world.start(flow([nested("a", flow([nested("b", flow(["x"]))]))]));
    const middle = await childOf(world, under, "a");
    const inner = await childOf(world, middle, "b");
    expect(await inner.flow()).toMatchObject({
      parent: { flowId: middle.flowId, taskId: "b", attempt: 1 },
      rootFlowId: under.flowId,
    });
    await inner.succeed("x");
    await under.untilFlow("SUCCEEDED");
  },

  "what is wrong within a flow is told by its place": async (world) => {
    const wrong = flow([nested("a", flow([nested("b", flow(["x", "x"]))]))]);
    const error = await refused(world.start(wrong), "DUPLICATE_TASK");
    expect(error.metadata["field"]).toBe("spec.tasks[0].flow.tasks[0].flow.tasks[1].name");
    const fields = { queue: "q", timeouts: { heartbeat: "1s" } };
    const { violations } = await refused(world.start(flow([nested("a", flow([]), fields)])), "INVALID_FIELD");
    expect(violations.map(({ field }) => field)).toEqual(["spec.tasks[0].queue", "spec.tasks[0].timeouts.heartbeat"]);
    await refused(world.start(flow([{ name: "a", flow_digest: "0" }])), "INVALID_FIELD");
  },

  "32 flows are served within each other, and their tasks count as those of the whole": async (world) => {
    const within = (depth: number): SpecFile => (depth === 0 ? flow(["x"]) : flow([nested("a", within(depth - 1))]));
    await world.start(within(32), { validateOnly: true });
    const names = Array.from({ length: 9_999 }, (_, index) => `t${index}`);
    const many = [nested("a", flow(names)), nested("b", flow(names)), "c"];
    const tooMany = await refused(world.start(flow(many)), "LIMIT_EXCEEDED");
    expect(tooMany.metadata).toMatchObject({ limit: "20000", value: "20001", field: "spec.tasks" });
  },

  "suspend, resume and cancel go down": async (world) => {
    const inner = flow([nested("b", flow(["x"])), "y"]);
    const under = await world.start(flow([nested("a", inner)]));
    const middle = await childOf(world, under, "a");
    const innermost = await childOf(world, middle, "b");
    const claimed = await world.claim({ flowId: innermost.flowId });
    await under.suspend({ reason: "lunch" });
    await middle.untilFlow("SUSPENDING");
    await innermost.untilFlow("SUSPENDING");
    expect((await under.flow()).state).toBe("SUSPENDING");
    await innermost.complete("x", { claimToken: claimed.claimToken, result: 1 });
    await under.untilFlow("SUSPENDED");
    expect((await middle.flow()).state).toBe("SUSPENDED");
    await under.resume();
    await middle.untilFlow("RUNNING");
    await under.cancel({ reason: "enough" });
    expect((await under.untilFlow("CANCELLED")).counts).toEqual({ CANCELLED: 1 });
    expect((await middle.flow()).state).toBe("CANCELLED");
    expect((await innermost.flow()).state).toBe("SUCCEEDED");
  },

  "holders within have the grace of a cancel, and what they bring in it counts": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"]))]));
    const child = await childOf(world, under, "a");
    const { claimToken } = await world.claim({ flowId: child.flowId });
    await under.cancel({ graceMs: 60_000 });
    await child.untilFlow("CANCELLING");
    expect((await under.flow()).state).toBe("CANCELLING");
    await child.complete("x", { claimToken, result: 1 });
    await under.untilFlow("CANCELLED");
    expect(await child.states()).toEqual({ x: "SUCCEEDED" });
  },

  "a flow that is suspended by itself suspends the one above where the task says so": async (world) => {
    const fields = { suspend_parent: true };
    const under = await world.start(flow([nested("a", flow(["x"]), fields), nested("b", flow(["y"]))]));
    const silent = await childOf(world, under, "b");
    const child = await childOf(world, under, "a");
    await silent.suspend();
    await silent.untilFlow("SUSPENDED");
    await child.suspend();
    await under.untilFlow("SUSPENDED");
    await under.resume();
    await child.untilFlow("RUNNING");
    await silent.untilFlow("RUNNING");
    await child.succeed("x");
    await silent.succeed("y");
    await under.untilFlow("SUCCEEDED");
  },

  "the timeout of a flow cancels those within it": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"]))], { timeout: "6s" }));
    const child = await childOf(world, under, "a");
    expect(await under.untilFlow("FAILED")).toMatchObject({ failure: { type: "FLOW_TIMEOUT" } });
    expect((await child.flow()).state).toBe("CANCELLED");
  },

  "DeleteFlow takes the flows within along; what is still within refuses it": async (world) => {
    const under = await world.start(flow([nested("a", flow([nested("b", flow(["x"]))]))]));
    const middle = await childOf(world, under, "a");
    const inner = await childOf(world, middle, "b");
    await refused(under.remove(), "FLOW_NOT_ENDED");
    await inner.succeed("x");
    await under.untilFlow("SUCCEEDED");
    await under.remove();
    for (const gone of [under, middle, inner]) await refused(gone.flow(), "FLOW_NOT_FOUND");
  },

  "a flow within another can be deleted by itself once it has ended": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"])), after(["a"], "b")]));
    const child = await childOf(world, under, "a");
    await refused(child.remove(), "FLOW_NOT_ENDED");
    await child.succeed("x");
    await child.remove();
    await under.untilTask("a", "SUCCEEDED");
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "an executor answers with a flow, and the attempt goes on as that": async (world) => {
    const spec = flow([task("a", { dynamic_flow: true }), after(["a"], "b")]);
    const under = await world.start(spec);
    const { claimToken } = await world.claim();
    const spawn = { spec: flow(["x"], { name: "spawned" }), input: { n: 7 }, labels: { made: "here" } };
    const answer = await under.complete("a", { claimToken, spawn });
    expect(answer.task).toMatchObject({ state: "RUNNING", attempt: 1 });
    expect(await under.complete("a", { claimToken, spawn })).toMatchObject({ replayed: true });
    await refused(under.complete("a", { claimToken, result: 1 }), "CLAIM_SUPERSEDED");
    const child = await childOf(world, under, "a");
    expect((await child.details()).flow).toMatchObject({
      name: "spawned",
      input: { n: 7 },
      labels: { made: "here" },
      parent: { flowId: under.flowId, taskId: "a", attempt: 1 },
    });
    await child.succeed("x");
    await under.untilTask("a", "SUCCEEDED");
    expect(await under.complete("a", { claimToken, spawn })).toMatchObject({ replayed: true });
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "a Spawn is refused where the task is not for it, and with what is wrong in it": async (world) => {
    const under = await world.start(flow(["plain", task("a", { dynamic_flow: true })]));
    await refused(under.complete("plain", { spawn: { spec: flow(["x"]) } }), "SPAWN_NOT_ALLOWED");
    const error = await refused(under.complete("a", { spawn: { spec: flow(["x", "x"]) } }), "DUPLICATE_TASK");
    expect(error.metadata["field"]).toBe("spawn.spec.tasks[1].name");
    await refused(under.complete("a", { spawn: { flowDigest: "0".repeat(64) } }), "DEFINITION_NOT_FOUND");
    const { digest } = await world.subject.putDefinition(world.namespace, flow([], { name: "nothing" }));
    await under.complete("a", { spawn: { flowDigest: digest } });
    await under.untilTask("a", "SUCCEEDED");
  },

  "the list of flows tells a tree by the flow at its top; why a task runs as a flow is explained": async (world) => {
    const under = await world.start(flow([nested("a", flow([nested("b", flow(["x"]))]))]));
    await world.start(flow(["other"]));
    const middle = await childOf(world, under, "a");
    const inner = await childOf(world, middle, "b");
    const { namespace } = world;
    const { flows } = await world.subject.listFlows({ namespace, rootFlowId: under.flowId });
    expect(flows.map(({ flowId }) => flowId).toSorted()).toEqual(
      [under.flowId, middle.flowId, inner.flowId].toSorted(),
    );
    expect((await world.subject.listFlows({ namespace })).flows).toHaveLength(4);
    const error = await refused(world.subject.listFlows({ namespace, rootFlowId: inner.flowId }), "INVALID_FIELD");
    expect(error.metadata["field"]).toBe("root_flow_id");
    const { reasons } = await under.explain("a");
    expect(reasons[0]).toMatchObject({ kind: "RUNS_AS_FLOW", message: `attempt 1 runs as flow ${middle.flowId}` });
  },

  "a simulation takes a nested flow as one task": async (world) => {
    const spec = flow([nested("a", flow(["x"])), after(["a"], "b")]);
    const { namespace } = world;
    const simulated = await world.subject.simulateFlow({ namespace, spec });
    expect(simulated).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 2_000, taskCount: 2 });
  },
};
