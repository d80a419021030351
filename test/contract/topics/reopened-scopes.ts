/**
 * RetryFlow, SkipTask and EndFlow where something of the flow is undone.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { brief } from "../flow-under-test.js";
import { after, chain, flow, task } from "../specs.js";
import type { SpecFile } from "../values.js";
import type { Topic } from "../world.js";

/** A controller c, a in its scope, and b beside. */
const SCOPED: SpecFile = flow(["c", after(["c"], "a", { scope: "s" }), "b"], {
  scopes: [{ name: "s", controller: "c", kind: "always_revert" }],
});

export const reopenedScopes: Topic = {
  "a flow that is undone is not ended otherwise, and begins anew as a whole alone": async (world) => {
    const under = await world.start({ ...chain("a", "b", "c"), failure_mode: "revert" });
    await under.complete("a", { result: 1 });
    await under.fail("b");
    const error = await refused(under.end("FAILED"), "FLOW_REVERTING");
    expect(error.metadata).toMatchObject({ flow_id: under.flowId, state: "REVERTING" });
    await refused(under.retry(), "FLOW_REVERTING");
    await refused(under.skip("b"), "FLOW_REVERTING");
    const undo = await world.claim();
    await under.complete("a", { claimToken: undo.claimToken, result: "undone" });
    expect((await under.flow()).state).toBe("REVERTED");
    await refused(under.retry({ tasks: ["b"] }), "FLOW_REVERTING");

    const { flow: open, changes } = await under.retry({ reset: true });
    expect(brief(changes)).toEqual([
      ...["flow REVERTED>RUNNING", "a REVERTED>PENDING", "b FAILED>PENDING", "c PENDING>PENDING"],
      "a PENDING>READY",
    ]);
    expect([open.failure, open.endTime]).toEqual([undefined, undefined]);
    const begun = await under.task("a");
    expect([begun.state, begun.intent, begun.revertResult]).toEqual(["READY", "EXECUTE", undefined]);
    expect(begun.attempts.map(({ kind, end }) => [kind, end])).toEqual([
      ["EXECUTE", "SUCCEEDED"],
      ["REVERT", "SUCCEEDED"],
    ]);
    await refused(under.complete("a", { claimToken: undo.claimToken, result: "late" }), "ALREADY_COMPLETED");
    expect((await under.succeed("a", "b", "c")).flow.state).toBe("SUCCEEDED");
  },

  "whoever undoes a task loses it when it begins anew": async (world) => {
    const under = await world.start(chain("a", "b"));
    await under.succeed("a");
    await under.revert();
    const executor = world.executor({ maxInFlight: 1, kinds: ["REVERT"] });
    const [undo] = await executor.received(1);
    expect(undo).toMatchObject({ taskId: "a", kind: "REVERT" });
    expect((await under.retry({ reset: true })).flow.state).toBe("RUNNING");
    expect(await executor.frame("revoked")).toMatchObject({ taskId: "a", claimToken: undo?.claimToken });
    const late = under.complete("a", { claimToken: undo?.claimToken ?? "", result: "undone" });
    await refused(late, "CLAIM_SUPERSEDED");
    expect((await under.succeed("a", "b")).flow.state).toBe("SUCCEEDED");
  },

  "beside a scope that is undone tasks are run again and skipped; what is undone begins anew with its controller":
    async (world) => {
      const under = await world.start(SCOPED);
      await under.succeed("c");
      await under.fail("a");
      await under.fail("b");
      await under.retry();
      expect(await under.task("b")).toMatchObject({ state: "READY", attempt: 1 });
      const { metadata } = await refused(under.retry({ tasks: ["a"] }), "FLOW_REVERTING");
      expect(metadata).toMatchObject({ task_id: "a" });
      await refused(under.skip("a"), "FLOW_REVERTING");
      await under.skip("b");
      const { claimToken } = await world.claim({ kinds: ["REVERT"] });
      await under.complete("c", { claimToken, result: "undone" });
      expect((await under.flow()).state).toBe("REVERTED");
      await under.retry({ tasks: ["c"], reset: true });
      expect((await under.task("c")).scopeHistory).toEqual([]);
      expect((await under.succeed("c", "a")).flow.state).toBe("SUCCEEDED");
    },

  "while a controller is asked about a failure nothing is run again or skipped": async (world) => {
    const under = await world.start(
      flow(
        [task("c", { noop: {}, evaluate: { queue: "judge", phases: ["failure"] } }), after(["c"], "a", { scope: "s" })],
        {
          scopes: [{ name: "s", controller: "c", kind: "custom" }],
        },
      ),
    );
    await under.fail("a");
    await refused(under.retry(), "FLOW_REVERTING");
    await refused(under.skip("a"), "FLOW_REVERTING");
    const { claimToken } = await world.claim({ queues: ["judge"] });
    await under.retry({ tasks: ["a"], reset: true });
    const late = under.complete("c", { claimToken, decision: { verdict: "REVERT" } });
    await refused(late, "CLAIM_SUPERSEDED");
    expect((await under.succeed("a")).flow.state).toBe("SUCCEEDED");
  },
};
