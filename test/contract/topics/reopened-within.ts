/**
 * RetryFlow and SkipTask on flows that have ended within others: those go on with them.
 */
import { expect, vi } from "vitest";
import { refused } from "../contract-error.js";
import type { FlowUnderTest } from "../flow-under-test.js";
import { after, flow, task } from "../specs.js";
import type { SpecFile, TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

type Started = Awaited<ReturnType<World["start"]>>;

function nested(name: string, spec: SpecFile, fields: Partial<TaskFile> = {}): TaskFile {
  return { name, flow: spec, ...fields };
}

/** The flow that the task's latest attempt is, once it has begun. */
async function within(world: World, under: FlowUnderTest, taskId: string, answer: Started["answer"]) {
  const { childFlowId = "" } = await under.untilTask(taskId, "RUNNING");
  const child = world.flow(childFlowId, answer);
  await vi.waitFor(async () => expect((await child.flow()).startTime).toBeDefined(), { timeout: 30_000, interval: 10 });
  return child;
}

export const reopenedWithin: Topic = {
  "a flow that has ended within others goes on with all of them": async (world) => {
    const spec = flow([
      nested("a", flow([nested("m", flow(["x", after(["x"], "y")])), after(["m"], "n")])),
      after(["a"], "b"),
    ]);
    const under = await world.start(spec);
    const middle = await within(world, under, "a", under.answer);
    const inner = await within(world, middle, "m", under.answer);
    await inner.fail("x");
    expect((await under.untilFlow("FAILED")).counts).toEqual({ FAILED: 1, SKIPPED: 1 });

    const { flow: open } = await inner.retry({ reason: "it is mended" });
    expect(open).toMatchObject({ state: "RUNNING", counts: { READY: 1, PENDING: 1 } });
    expect([(await under.flow()).state, (await middle.flow()).state]).toEqual(["RUNNING", "RUNNING"]);
    const { childFlowId, attempt, tries, state, failure } = await under.task("a");
    expect({ childFlowId, attempt, tries, state }).toEqual({
      childFlowId: middle.flowId,
      attempt: 1,
      tries: 0,
      state: "RUNNING",
    });
    expect(failure).toBeUndefined();
    expect(await middle.task("m")).toMatchObject({ state: "RUNNING", childFlowId: inner.flowId, attempt: 1 });

    await inner.succeed("x", "y");
    await middle.untilTask("n", "READY");
    await middle.succeed("n");
    await under.untilTask("b", "READY");
    expect((await under.succeed("b")).flow.state).toBe("SUCCEEDED");
    expect((await world.subject.listFlows({ namespace: world.namespace })).flows.map((one) => one.state)).toEqual([
      ...["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"],
    ]);
  },

  "one that fails again fails those above it again; a task of it is skipped instead": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"]))]));
    const child = await within(world, under, "a", under.answer);
    await child.fail("x");
    await under.untilFlow("FAILED");
    await child.retry({ requestId: "again" });
    await child.fail("x", "Worse");
    expect(await under.untilFlow("FAILED")).toMatchObject({ failure: { type: "Worse" } });
    expect(await child.retry({ requestId: "again" })).toMatchObject({ replayed: true });
    expect((await under.flow()).state).toBe("FAILED");
    expect((await child.skip("x")).flow.state).toBe("SUCCEEDED");
    expect((await under.untilFlow("SUCCEEDED")).counts).toEqual({ SUCCEEDED: 1 });
  },

  "a cancelled one goes on, and what its cancel has cut off above": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"])), "b"]));
    const child = await within(world, under, "a", under.answer);
    await under.cancel();
    await under.untilFlow("CANCELLED");
    expect((await child.retry()).flow.state).toBe("RUNNING");
    expect(await under.states()).toEqual({ a: "RUNNING", b: "READY" });
    await under.succeed("b");
    await child.succeed("x");
    expect((await under.untilFlow("SUCCEEDED")).counts).toEqual({ SUCCEEDED: 2 });
  },

  "where one above is suspended it rests until that is resumed": async (world) => {
    const under = await world.start(flow([nested("a", flow(["x"])), "b"]));
    const child = await within(world, under, "a", under.answer);
    await child.fail("x");
    await under.untilTask("a", "FAILED");
    await under.suspend();
    expect((await child.retry({ input: { k: 2 } })).flow.state).toBe("SUSPENDED");
    expect((await under.flow()).state).toBe("SUSPENDED");
    await under.resume();
    await child.untilFlow("RUNNING");
    expect((await child.details()).flow.input).toEqual({ k: 2 });
    await child.succeed("x");
    await under.untilTask("a", "SUCCEEDED");
  },

  "it is refused where one above has gone on from its end, and changes nothing": async (world) => {
    const retried = { max_attempts: 2, initial_interval: "0s" };
    const spec = flow([
      nested("a", flow(["x"]), { next: [{ to: "c", on: ["completion"] }] }),
      nested("b", flow(["x"]), { retry: retried }),
      "c",
    ]);
    const under = await world.start(spec);
    const [a, b] = [await within(world, under, "a", under.answer), await within(world, under, "b", under.answer)];
    await a.fail("x");
    await under.untilTask("c", "READY");
    const error = await refused(a.retry(), "PARENT_WENT_ON");
    expect(error.metadata).toMatchObject({ flow_id: a.flowId, parent_flow_id: under.flowId, task_id: "c" });
    await refused(a.skip("x"), "PARENT_WENT_ON");
    await b.fail("x");
    await vi.waitFor(async () => expect((await under.task("b")).attempt).toBe(2), { timeout: 30_000, interval: 10 });
    const { metadata } = await refused(b.retry(), "PARENT_WENT_ON");
    expect(metadata).toMatchObject({ task_id: "b" });
    expect([(await a.flow()).state, (await b.flow()).state]).toEqual(["FAILED", "FAILED"]);
    // What can be run again there is.
    await within(world, under, "b", under.answer);
    await refused(b.retry({ tasks: ["nobody"] }), "TASK_NOT_FOUND");
  },

  "the task that it is can still be run again as a new flow": async (world) => {
    const under = await world.start(flow([task("s", { dynamic_flow: true })]));
    const { claimToken } = await world.claim();
    await under.complete("s", { claimToken, spawn: { spec: flow(["x"]) } });
    const first = await within(world, under, "s", under.answer);
    await first.fail("x");
    await under.untilFlow("FAILED");
    await first.retry();
    await first.fail("x");
    await under.untilFlow("FAILED");
    await under.retry();
    expect(await under.task("s")).toMatchObject({ state: "READY" });
    await refused(first.retry(), "PARENT_WENT_ON");
    expect((await under.succeed("s")).flow.state).toBe("SUCCEEDED");
    expect((await under.task("s")).attempt).toBe(2);
  },
};
