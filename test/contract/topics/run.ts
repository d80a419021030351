/**
 * Run: what starts, what is answered, which flow an id means.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const run: Topic = {
  "answers with the running flow and its first batch in definition order": async (world) => {
    const spec = flow(["b", "a", after(["a", "b"], "c"), task("d", { queue: "other", priority: 3 })], {
      name: "first",
      labels: { team: "x", stage: "test" },
    });
    const { answer } = await world.start(spec, { flowId: "order-17", labels: { stage: "live" }, priority: 2 });
    expect(answer.flow).toMatchObject({
      flowId: "order-17",
      namespace: world.namespace,
      name: "first",
      state: "RUNNING",
      priority: 2,
      labels: { team: "x", stage: "live" },
      rootFlowId: "order-17",
      counts: { READY: 3, PENDING: 1 },
    });
    expect(answer.ready).toEqual([
      { flowId: "order-17", taskId: "b", name: "b", type: "work", queue: "work", attempt: 0, priority: 2 },
      { flowId: "order-17", taskId: "a", name: "a", type: "work", queue: "work", attempt: 0, priority: 2 },
      { flowId: "order-17", taskId: "d", name: "d", type: "work", queue: "other", attempt: 0, priority: 5 },
    ]);
    expect(answer).toMatchObject({ readyCount: 3, replayed: false, changesTruncated: false });
  },

  "tells the changes, the flow's first": async (world) => {
    const { answer } = await world.start(chain("a", "b"));
    expect(brief(answer.changes)).toEqual(["flow >RUNNING", "a PENDING>READY"]);
    expect(answer.changes[0]?.time).toBe(answer.flow.createTime);
  },

  "a definition without tasks has succeeded at once": async (world) => {
    const { answer } = await world.start(flow([]));
    expect(answer.flow).toMatchObject({ state: "SUCCEEDED", counts: {} });
    expect(answer.flow.endTime).toBe(answer.flow.createTime);
    expect(brief(answer.changes)).toEqual(["flow >RUNNING", "flow RUNNING>SUCCEEDED"]);
    expect(answer.ready).toEqual([]);
  },

  "no-ops are done in the step that reaches them, one behind the other": async (world) => {
    const gate = (name: string, ...dependencies: string[]) => after(dependencies, name, { noop: {} });
    const whole = await world.start(flow([gate("a"), gate("b", "a"), gate("c", "a", "b")]));
    expect(whole.answer.flow).toMatchObject({ state: "SUCCEEDED", counts: { SUCCEEDED: 3 } });
    const mixed = await world.start(flow([gate("a"), gate("b", "a"), after(["b"], "work")]));
    expect(idsOf(mixed.answer.ready)).toEqual(["work"]);
    expect(await mixed.states()).toEqual({ a: "SUCCEEDED", b: "SUCCEEDED", work: "READY" });
  },

  "of more than 1,000 ready tasks the first 1,000 are named and all are counted": async (world) => {
    const { answer } = await world.start(many(1_001));
    expect(idsOf(answer.ready)).toEqual(Array.from({ length: 1_000 }, (_, index) => `t${index}`));
    expect(answer.readyCount).toBe(1_001);
    expect(answer.changes.length).toBe(1_000);
    expect(answer.changesTruncated).toBe(true);
  },

  "a flow id that is not given is generated": async (world) => {
    const first = await world.subject.run({ namespace: world.namespace, spec: flow(["a"]) });
    const second = await world.subject.run({ namespace: world.namespace, spec: flow(["a"]) });
    expect(first.flow.flowId).toMatch(/^[A-Za-z0-9._:-]{1,200}$/);
    expect(second.flow.flowId).not.toBe(first.flow.flowId);
  },

  "with a request_id the flow id is derived, so that a repeat finds the flow": async (world) => {
    const request = { namespace: world.namespace, spec: chain("a", "b"), requestId: "order 17", input: { n: 1 } };
    const first = await world.subject.run(request);
    await world.subject.taskComplete({
      namespace: world.namespace,
      flowId: first.flow.flowId,
      taskId: "a",
      result: 1,
    });
    const repeat = await world.subject.run(request);
    expect(repeat.flow).toMatchObject({ flowId: first.flow.flowId, counts: { SUCCEEDED: 1, READY: 1 } });
    expect(repeat).toMatchObject({ replayed: true, changes: [], readyCount: 1 });
    expect(idsOf(repeat.ready)).toEqual(["a"]);
  },

  "a repeat names the same first batch: nothing that is delayed, but what lies behind no-ops": async (world) => {
    const spec = flow([
      task("later", { delay: "1d" }),
      after([], "gate", { noop: {} }),
      after(["gate"], "behind"),
      after(["gate", "later"], "waits"),
      after([], "slow gate", { noop: {}, delay: "1d" }),
      after(["slow gate"], "held"),
      "now",
    ]);
    const request = { flowId: "f", requestId: "once" };
    const first = await world.start(spec, request);
    expect(idsOf(first.answer.ready)).toEqual(["behind", "now"]);
    const repeat = await world.start(spec, request);
    expect(repeat.answer).toMatchObject({ replayed: true, readyCount: 2 });
    expect(idsOf(repeat.answer.ready)).toEqual(["behind", "now"]);
  },

  "a request_id belongs to its namespace": async (world) => {
    const request = { spec: flow(["a"]), requestId: "order 17" };
    const here = await world.subject.run({ ...request, namespace: world.namespace });
    const there = await world.subject.run({ ...request, namespace: `${world.namespace}-2` });
    expect(there.replayed).toBe(false);
    expect(there.flow.flowId).not.toBe(here.flow.flowId);
  },

  "a request_id that comes with another definition or input is refused": async (world) => {
    const request = { requestId: "once", input: 1 };
    await world.start(flow(["a"]), { ...request, flowId: "f" });
    await refused(world.start(flow(["b"]), { ...request, flowId: "f" }), "REQUEST_ID_REUSED");
    await refused(world.start(flow(["a"]), { ...request, flowId: "f", input: 2 }), "REQUEST_ID_REUSED");
  },

  "a repeat by request_id is answered before the conflict policy is asked": async (world) => {
    const request = { flowId: "f", requestId: "once", conflictPolicy: "FAIL" as const };
    await world.start(flow(["a"]), request);
    const { answer } = await world.start(flow(["a"]), request);
    expect(answer.replayed).toBe(true);
  },

  "an id that is taken, by a running flow or an ended one, is refused": async (world) => {
    const first = await world.start(flow(["a"]), { flowId: "f" });
    const running = await refused(world.start(flow(["a"]), { flowId: "f" }), "FLOW_EXISTS");
    expect(running.metadata).toMatchObject({ flow_id: "f", state: "RUNNING" });
    await first.succeed("a");
    const ended = await refused(world.start(flow(["a"]), { flowId: "f" }), "FLOW_EXISTS");
    expect(ended.metadata).toMatchObject({ flow_id: "f", state: "SUCCEEDED" });
  },

  "RETURN_EXISTING answers with the flow of the same definition and input": async (world) => {
    const request = { flowId: "f", input: { n: 1 }, conflictPolicy: "RETURN_EXISTING" as const };
    const first = await world.start(chain("a", "b"), request);
    expect(first.answer.replayed).toBe(false);
    const running = await world.start(chain("a", "b"), { ...request, labels: { other: "labels" }, priority: 9 });
    expect(running.answer).toMatchObject({ replayed: true, changes: [], flow: { priority: 0, labels: {} } });
    await first.succeed("a", "b");
    const ended = await world.start(chain("a", "b"), request);
    expect(ended.answer).toMatchObject({ replayed: true, flow: { state: "SUCCEEDED" } });
  },

  "RETURN_EXISTING refuses where definition or input differ": async (world) => {
    const request = { flowId: "f", conflictPolicy: "RETURN_EXISTING" as const };
    const { answer } = await world.start(flow(["a"]), { ...request, input: 1 });
    const error = await refused(world.start(flow(["a"]), { ...request, input: 2 }), "FLOW_DIFFERS");
    expect(error.metadata).toMatchObject({ flow_id: "f", definition_digest: answer.flow.definitionDigest });
    await refused(world.start(flow(["a"]), request), "FLOW_DIFFERS");
    await refused(world.start(flow(["b"]), { ...request, input: 1 }), "FLOW_DIFFERS");
  },

  "of many runs of one id at once exactly one starts it": async (world) => {
    const runs = Array.from({ length: 20 }, (_, index) =>
      world.start(flow(["a"]), { flowId: "f", requestId: `${index}` }),
    );
    const results = await Promise.allSettled(runs);
    expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
    const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(["FLOW_EXISTS"]));
  },

  "namespaces do not see each other's flows": async (world) => {
    const here = await world.start(flow(["a"]), { flowId: "f" });
    const elsewhere = await world.start(flow(["b"]), { flowId: "f", namespace: `${world.namespace}-2` });
    expect(elsewhere.answer.replayed).toBe(false);
    expect(await here.states()).toEqual({ a: "READY" });
    await refused(world.subject.getFlowDetails({ namespace: `${world.namespace}-3`, flowId: "f" }), "FLOW_NOT_FOUND");
  },

  "validate_only writes nothing and shows the flow as it would start": async (world) => {
    const spec = flow(["a", after(["a"], "b")], { name: "planned" });
    const { answer } = await world.start(spec, { flowId: "f", validateOnly: true, labels: { x: "1" } });
    expect(answer.flow).toMatchObject({
      flowId: "f",
      name: "planned",
      state: "RUNNING",
      revision: "",
      labels: { x: "1" },
    });
    expect(answer.flow.counts).toEqual({ READY: 1, PENDING: 1 });
    await refused(world.subject.getFlowDetails({ namespace: world.namespace, flowId: "f" }), "FLOW_NOT_FOUND");
    await refused(world.start(flow([after(["x"], "b")]), { validateOnly: true }), "UNKNOWN_DEPENDENCY");
    const digest = answer.flow.definitionDigest;
    await refused(world.subject.getDefinition({ namespace: world.namespace, digest }), "DEFINITION_NOT_FOUND");
  },

  "the caller's trace context travels with each task": async (world) => {
    const traceContext = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await world.start(flow(["a"]), { traceContext });
    expect(await world.claim()).toMatchObject({ traceContext });
  },
};
