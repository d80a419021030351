/**
 * SuspendFlow and ResumeFlow.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief, idsOf } from "../flow-under-test.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const suspendAndResume: Topic = {
  "a flow that nobody works on is SUSPENDED at once, and nothing of it is offered": async (world) => {
    const under = await world.start(flow(["a"]));
    const { flow: now, changes, replayed } = await under.suspend({ reason: "maintenance" });
    expect([now.state, replayed]).toEqual(["SUSPENDED", false]);
    expect(brief(changes)).toEqual(["flow RUNNING>SUSPENDED"]);
    expect(changes[0]?.message).toBe("maintenance");
    expect((await world.poll()).tasks).toEqual([]);
    expect(await under.states()).toEqual({ a: "READY" });
  },

  "resume offers what waited": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.suspend();
    const waiting = world.claim();
    const { flow: now, changes } = await under.resume({ reason: "go" });
    expect(now.state).toBe("RUNNING");
    expect(brief(changes)[0]).toBe("flow SUSPENDED>RUNNING");
    expect((await waiting).taskId).toBe("a");
  },

  "SUSPENDING lasts while a task is claimed": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const { tasks } = await world.poll({ maxTasks: 1 });
    expect((await under.suspend()).flow.state).toBe("SUSPENDING");
    const answer = await under.complete("a", { result: 1, claimToken: tasks[0]?.claimToken ?? "" });
    expect(brief(answer.changes)).toEqual(["a RUNNING>SUCCEEDED", "flow SUSPENDING>SUSPENDED"]);
    expect((await world.poll()).tasks).toEqual([]);
  },

  "SUSPENDING ends when the claimed task is released or deferred": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    const { tasks } = await world.poll();
    const [a, b] = tasks;
    await under.suspend();
    await under.complete("a", { deferred: {}, claimToken: a?.claimToken ?? "" });
    expect((await under.flow()).state).toBe("SUSPENDING");
    await world.subject.releaseTasks(world.namespace, b === undefined ? [] : [b]);
    expect((await under.flow()).state).toBe("SUSPENDED");
    expect(await under.states()).toEqual({ a: "RUNNING", b: "READY" });
  },

  "deferred tasks do not hold a flow in SUSPENDING, and their outcomes are recorded": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.complete("a", { deferred: {} });
    expect((await under.suspend()).flow.state).toBe("SUSPENDED");
    const answer = await under.complete("a", { result: 1 });
    expect(answer.flow.state).toBe("SUSPENDED");
    expect(idsOf(answer.ready)).toEqual(["b"]);
    expect((await world.poll()).tasks).toEqual([]);
    await under.resume();
    expect((await world.claim()).taskId).toBe("b");
  },

  "an outsider may complete what waits in a suspended flow": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.suspend();
    expect(idsOf((await under.succeed("a")).ready)).toEqual(["b"]);
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
  },

  "timers of what waits stand still; what fell due is offered at resume": async (world) => {
    const under = await world.start(
      flow([task("a", { delay: "4s" }), task("b", { timeouts: { ready_to_claim: "4s" } })]),
    );
    const clock = await world.start(flow([task("tick", { queue: "clock", delay: "5s" })]));
    await under.suspend();
    await clock.untilTask("tick", "READY");
    expect(await under.states()).toEqual({ a: "DELAYED", b: "READY" });
    await under.resume();
    const { tasks } = await world.poll({ waitMs: 5_000 });
    expect(idsOf(tasks).sort()).toEqual(["a", "b"]);
  },

  "the outcome of a claimed task that waits for delay_after counts in a suspended flow after resume": async (world) => {
    const under = await world.start(flow([task("a", { delay_after: "30ms" }), after(["a"], "b")]));
    const { claimToken } = await world.claim();
    await under.suspend();
    expect((await under.complete("a", { result: 1, claimToken })).task.state).toBe("DELAYED");
    await under.resume();
    expect((await world.claim()).taskId).toBe("b");
  },

  "timeouts of what is claimed go on while a flow is suspending": async (world) => {
    const under = await world.start(flow([task("a", { timeouts: { run: "1500ms" } }), "b"]));
    await world.claim({ maxTasks: 1 });
    expect((await under.suspend()).flow.state).toBe("SUSPENDING");
    const suspended = await under.untilFlow("SUSPENDED");
    expect(suspended.counts).toMatchObject({ FAILED: 1, READY: 1 });
  },

  "a flow is suspended before its start and resumed to its start": async (world) => {
    const notBeforeTime = (await world.subject.now()) + 86_400_000;
    const under = await world.start(flow(["a"]), { notBeforeTime });
    expect((await under.suspend()).flow.state).toBe("SUSPENDED");
    expect((await under.resume()).flow.state).toBe("PENDING");
  },

  "resume is legal from SUSPENDING": async (world) => {
    const under = await world.start(flow(["a", "b"]));
    await world.claim();
    await under.suspend();
    expect((await under.resume()).flow.state).toBe("RUNNING");
    expect((await world.claim()).taskId).toBe("b");
  },

  "suspending what is suspended and resuming what runs is OK and changes nothing": async (world) => {
    const under = await world.start(flow(["a"]));
    const running = await under.resume();
    expect(running).toMatchObject({ changes: [], replayed: false, flow: { state: "RUNNING" } });
    await under.suspend();
    const again = await under.suspend();
    expect(again).toMatchObject({ changes: [], replayed: false, flow: { state: "SUSPENDED" } });
  },

  "a repeat by request_id is replayed, though the flow has gone on": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.suspend({ requestId: "s1", reason: "x" });
    await under.resume({ requestId: "s1" });
    const repeat = await under.suspend({ requestId: "s1", reason: "x" });
    expect(repeat).toMatchObject({ replayed: true, changes: [], flow: { state: "RUNNING" } });
    await refused(under.suspend({ requestId: "s1", reason: "y" }), "REQUEST_ID_REUSED");
  },

  "a request that found nothing to do is remembered: its repeat does not undo what came after": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.suspend();
    await under.suspend({ requestId: "s1" });
    await under.resume();
    expect(await under.suspend({ requestId: "s1" })).toMatchObject({ replayed: true, flow: { state: "RUNNING" } });
  },

  "the last 64 requests are remembered": async (world) => {
    const under = await world.start(flow(["a"]));
    for (let index = 0; index < 33; index += 1) {
      await under.suspend({ requestId: `r${index}` });
      await under.resume({ requestId: `r${index}` });
    }
    expect((await under.suspend({ requestId: "r1" })).replayed).toBe(true);
    expect((await under.suspend({ requestId: "r0" })).replayed).toBe(false);
  },

  "an expected revision that has passed is refused and tells both": async (world) => {
    const under = await world.start(chain("a", "b"));
    const { revision } = under.answer.flow;
    const { flow: now } = await under.succeed("a");
    const error = await refused(under.suspend({ expectedRevision: revision }), "REVISION_MISMATCH");
    expect(error.metadata).toMatchObject({ revision, current: now.revision });
    expect((await under.flow()).state).toBe("RUNNING");
    expect((await under.suspend({ expectedRevision: now.revision })).flow.state).toBe("SUSPENDED");
  },

  "a repeat is answered before its expected revision is asked": async (world) => {
    const under = await world.start(flow(["a"]));
    const request = { requestId: "once", expectedRevision: under.answer.flow.revision };
    await under.suspend(request);
    expect((await under.suspend(request)).replayed).toBe(true);
  },

  "resume replaces the flow's input for what is delivered from then on, also while the flow runs": async (world) => {
    const large = { text: "x".repeat(3_000) };
    const spec = flow(["a", "b", "c"].map((name) => task(name, { needs_flow_input: true })));
    const under = await world.start(spec, { input: 1 });
    await under.suspend();
    const request = { requestId: "on", input: large };
    expect((await under.resume(request)).flow.state).toBe("RUNNING");
    expect(await under.resume(request)).toMatchObject({ replayed: true });
    await refused(under.resume({ ...request, input: 2 }), "REQUEST_ID_REUSED");
    expect((await world.claim()).flowInput).toEqual(large);
    await under.resume({ input: 3 });
    expect((await world.claim()).flowInput).toBe(3);
    expect((await under.details()).flow.input).toBe(3);
  },

  "a task that is given back is not in flight: SUSPENDING ends with it": async (world) => {
    const under = await world.start(flow(["a"]));
    const { taskId, claimToken } = await world.claim();
    expect((await under.suspend()).flow.state).toBe("SUSPENDING");
    await world.subject.releaseTasks(world.namespace, [{ flowId: under.flowId, taskId, claimToken }]);
    expect((await under.flow()).state).toBe("SUSPENDED");
  },

  "an ended flow cannot be suspended or resumed, one that is not there neither": async (world) => {
    const under = await world.start(flow(["a"]));
    await under.succeed("a");
    const error = await refused(under.suspend(), "FLOW_ENDED");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, state: "SUCCEEDED" });
    await refused(under.resume(), "FLOW_ENDED");
    await refused(world.subject.suspendFlow({ namespace: world.namespace, flowId: "nowhere" }), "FLOW_NOT_FOUND");
    await refused(world.subject.resumeFlow({ namespace: world.namespace, flowId: "nowhere" }), "FLOW_NOT_FOUND");
  },

  "a flow that is suspended while it is worked on loses no task": async (world) => {
    const under = await world.start(many(30));
    const executor = world.executor({ maxInFlight: 5 });
    const tokens = new Map<string, string>();
    for (let done = 0; done < 30; done += 1) {
      const next = (await executor.received(done + 1))[done];
      tokens.set(next?.taskId ?? "", next?.claimToken ?? "");
      if (done % 7 === 3) await under.suspend();
      await under.complete(next?.taskId ?? "", { result: 1, claimToken: next?.claimToken ?? "" });
      if (done % 7 === 3) await under.resume();
    }
    expect([tokens.size, (await under.flow()).state]).toEqual([30, "SUCCEEDED"]);
  },
};
