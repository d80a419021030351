/**
 * EndFlow: a flow is ended as its caller says.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { Topic } from "../world.js";

export const endFlow: Topic = {
  "what has not begun is SKIPPED, what is ready goes on and leads nowhere": async (world) => {
    const under = await world.start(flow(["done", "a", after(["a"], "b")]));
    await under.succeed("done");
    const { flow: ended, changes } = await under.end("SUCCEEDED", { output: { sum: 3 }, reason: "good enough" });
    expect(brief(changes)).toEqual(["flow RUNNING>SUCCEEDED", "b PENDING>SKIPPED"]);
    expect(changes[0]?.message).toBe("good enough");
    expect(ended.endTime).toBe(ended.updateTime);
    expect((await under.details()).flow.output).toEqual({ sum: 3 });
    expect((await under.task("b")).stateReason).toBe("ENDED");
    const { taskId, claimToken } = await world.claim();
    expect(taskId).toBe("a");
    const answer = await under.complete("a", { result: 1, claimToken });
    expect(answer).toMatchObject({ task: { state: "SUCCEEDED" }, flow: { state: "SUCCEEDED" }, ready: [] });
  },

  "FAILED says why; in_flight CANCEL takes the tasks from their holders": async (world) => {
    const under = await world.start(flow(["held", "ready", task("late", { delay: "1d" })]));
    const executor = world.executor({ maxInFlight: 1 });
    const [held] = await executor.received(1);
    const { flow: ended } = await under.end("FAILED", { message: "no paint", inFlight: "CANCEL" });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "ENDED", message: "no paint" } });
    expect(await under.states()).toEqual({ held: "CANCELLED", ready: "CANCELLED", late: "CANCELLED" });
    expect(await executor.frame("revoked")).toMatchObject({ taskId: held?.taskId, claimToken: held?.claimToken });
    await refused(under.complete("held", { result: 1, claimToken: held?.claimToken ?? "" }), "CLAIM_SUPERSEDED");
  },

  "a failure after the end is recorded and not tried again": async (world) => {
    const again = { max_attempts: 9, initial_interval: "0s" };
    const under = await world.start(flow([task("a", { retry: again })]));
    expect((await under.end("CANCELLED")).flow.state).toBe("CANCELLED");
    const { task: failed, flow: ended } = await under.fail("a");
    expect([failed.state, ended.state]).toEqual(["FAILED", "CANCELLED"]);
  },

  "a suspended flow, and one that has not begun, end too": async (world) => {
    const suspended = await world.start(chain("a", "b"));
    await suspended.suspend();
    expect((await suspended.end("SUCCEEDED")).flow.state).toBe("SUCCEEDED");
    expect(await suspended.states()).toEqual({ a: "READY", b: "SKIPPED" });
    const waiting = await world.start(chain("a", "b"), { notBeforeTime: (await world.subject.now()) + 3_600_000 });
    expect((await waiting.end("FAILED", { reason: "too late" })).flow).toMatchObject({
      state: "FAILED",
      failure: { type: "ENDED", message: "too late" },
    });
    expect(await waiting.states()).toEqual({ a: "SKIPPED", b: "SKIPPED" });
  },

  "the output is still evaluated, and starts from the one that was given": async (world) => {
    const spec = { ...flow(["a", after(["a"], "b")]), evaluate: { queue: "judge", phases: ["output"] as const } };
    const under = await world.start(spec);
    const { flow: ending } = await under.end("FAILED", { message: "stop", output: "so far" });
    expect([ending.state, ending.endTime]).toEqual(["RUNNING", undefined]);
    await refused(under.end("SUCCEEDED"), "FLOW_ENDED");
    const { taskId, claimToken } = await world.claim({ queues: ["judge"] });
    const { flow: ended } = await under.complete(taskId, { claimToken, decision: {} });
    expect(ended).toMatchObject({ state: "FAILED", failure: { type: "ENDED", message: "stop" } });
    expect((await under.details()).flow.output).toBe("so far");
  },

  "it is idempotent, and refused where the flow has ended otherwise or is being cancelled": async (world) => {
    const under = await world.start(flow(["a"]));
    const { flow: before } = await under.details();
    const request = { requestId: "end-1", output: 1, expectedRevision: before.revision };
    const first = await under.end("SUCCEEDED", request);
    expect(first).toMatchObject({ replayed: false, flow: { state: "SUCCEEDED" } });
    expect(await under.end("SUCCEEDED", request)).toMatchObject({ replayed: true, changes: [] });
    await refused(under.end("SUCCEEDED", { ...request, output: 2 }), "REQUEST_ID_REUSED");
    await refused(under.end("SUCCEEDED", { expectedRevision: before.revision }), "REVISION_MISMATCH");
    expect(await under.end("SUCCEEDED")).toMatchObject({ replayed: false, changes: [] });
    await refused(under.end("FAILED"), "FLOW_ENDED");
    await refused(under.suspend(), "FLOW_ENDED");

    const cancelling = await world.start(flow(["a"]));
    await world.claim({ flowId: cancelling.flowId });
    await cancelling.cancel();
    await refused(cancelling.end("SUCCEEDED"), "FLOW_CANCELLING");
  },
};
