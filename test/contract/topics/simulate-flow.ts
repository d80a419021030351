/**
 * SimulateFlow: definitions and flows on virtual time.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import { idsOf } from "../flow-under-test.js";
import type { SimulateRequest } from "../simulate-request.js";
import { after, chain, flow, many, task } from "../specs.js";
import type { Topic } from "../world.js";

export const simulateFlow: Topic = {
  "a definition takes as long as its longest path, and nothing of it is stored": async (world) => {
    const { namespace } = world;
    const spec = flow(["a", after(["a"], "b"), after(["a"], "c"), after(["b", "c"], "d")]);
    const assumptions = { a: { durationMs: 5 }, b: { durationMs: 20 }, c: { durationMs: 7 } };
    const told = await world.subject.simulateFlow({ namespace, spec, assumptions });
    expect(told).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 1_025, taskCount: 4, pauses: 0 });
    expect(idsOf(told.criticalPath)).toEqual(["a", "b", "d"]);
    expect(told.tasks[1]).toEqual({
      taskId: "b",
      state: "SUCCEEDED",
      reachedMs: 5,
      startMs: 5,
      endMs: 25,
      waitedMs: 0,
      attempts: 1,
    });
    expect(told.batches).toEqual([
      { startMs: 0, count: 1 },
      { startMs: 5, count: 2 },
      { startMs: 25, count: 1 },
    ]);
    expect((await world.subject.listFlows({ namespace })).flows).toEqual([]);
    expect((await world.poll()).tasks).toEqual([]);
  },

  "with few slots tasks wait for an executor; lists are cut, counts are not": async (world) => {
    const told = await world.subject.simulateFlow({
      namespace: world.namespace,
      spec: many(1_200),
      slots: 100,
      defaultAssumption: { durationMs: 10 },
    });
    expect(told).toMatchObject({ makespanMs: 120, taskCount: 1_200, batchCount: 12 });
    expect(told.tasks).toHaveLength(1_000);
    expect(told.tasks[999]).toMatchObject({ startMs: 90, waitedMs: 90 });
  },

  "what assumed failures cut off is doomed, retries and loops go on as in a flow": async (world) => {
    const spec = flow(
      [
        task("start", { next: ["look", "lost"] }),
        task("look", { next: [{ to: "wait", on: ["failure"] }, "use"] }),
        { name: "wait", noop: {}, delay: "30ms", next: ["look"] },
        task("use"),
        task("lost", { next: [{ target: "noop", on: ["failure"] }, "cut"] }),
        task("cut"),
      ],
      { allow_cycles: true },
    );
    const told = await world.subject.simulateFlow({
      namespace: world.namespace,
      spec,
      defaultAssumption: { durationMs: 10 },
      assumptions: { look: { durationMs: 10, failures: 1 }, lost: { outcome: "FAIL" } },
    });
    expect(told).toMatchObject({ state: "SUCCEEDED", makespanMs: 70, doomed: ["cut"], unreachable: [] });
    expect(idsOf(told.criticalPath)).toEqual(["start", "look", "wait", "look#2", "use"]);
  },

  "a stored definition is simulated by its name or digest": async (world) => {
    const { namespace, subject } = world;
    const { digest } = await subject.putDefinition(namespace, { ...chain("a", "b"), name: "stored" });
    for (const named of [{ definitionDigest: digest }, { definitionName: "stored" }]) {
      expect(await subject.simulateFlow({ namespace, ...named })).toMatchObject({ makespanMs: 2_000, taskCount: 2 });
    }
    await refused(subject.simulateFlow({ namespace, definitionName: "other" }), "DEFINITION_NOT_FOUND");
  },

  "a flow goes on from where it stands": async (world) => {
    const { namespace, subject } = world;
    const under = await world.start(
      flow(["a", "b", after(["a", "b"], "c"), after(["c"], "d"), after(["e"], "f"), "e"]),
    );
    await under.succeed("a");
    await under.fail("e");
    const assumptions = { b: { durationMs: 600_000 }, c: { durationMs: 10 }, d: { durationMs: 1 } };
    const fresh = await subject.simulateFlow({ ...under.key, assumptions });
    expect(fresh).toMatchObject({ state: "FAILED", makespanMs: 600_011, doomed: [], unreachable: [] });
    expect(idsOf(fresh.tasks)).toEqual(["b", "c", "d"]);
    expect(idsOf(fresh.criticalPath)).toEqual(["b", "c", "d"]);

    // What is claimed already has been at it for a while.
    const { claimToken } = await world.claim({ flowId: under.flowId });
    const claimed = await subject.simulateFlow({ ...under.key, assumptions });
    expect(claimed.makespanMs).toBeGreaterThan(300_000);
    expect(claimed.makespanMs).toBeLessThanOrEqual(600_011);
    await under.suspend();
    const suspended = await subject.simulateFlow({ ...under.key, assumptions });
    expect(suspended).toMatchObject({ end: "ENDED", pauses: 1 });
    await under.resume();
    expect((await under.flow()).state).toBe("RUNNING");

    await under.complete("b", { result: 1, claimToken });
    await under.succeed("c", "d");
    expect(await subject.simulateFlow({ namespace, flowId: under.flowId })).toMatchObject({
      end: "ENDED",
      state: "FAILED",
      makespanMs: 0,
      taskCount: 0,
    });
  },

  "a flow that waits halfway through a join goes on by what has arrived": async (world) => {
    const under = await world.start(
      flow([
        task("a", { next: ["join", { target: "noop", on: ["failure"] }] }),
        task("b", { next: ["join"] }),
        task("c", { next: ["join"] }),
        task("join", { join: { kind: "at_least", count: 2 }, next: [{ to: "mend", on: ["failure"] }] }),
        "mend",
      ]),
    );
    await under.fail("a");
    const defaultAssumption = { durationMs: 10 };
    const told = await world.subject.simulateFlow({ ...under.key, defaultAssumption });
    expect(told).toMatchObject({ state: "SUCCEEDED", makespanMs: 20, doomed: ["mend"] });
    await under.fail("b");
    const lost = await world.subject.simulateFlow({ ...under.key, defaultAssumption });
    expect(lost).toMatchObject({ state: "FAILED", makespanMs: 20, doomed: [], unreachable: ["join"] });
  },

  "a large flow is simulated as one": async (world) => {
    const names = Array.from({ length: 1_400 }, (_, index) => `t${index}`);
    const under = await world.start(flow([...names, after(names, "join"), after(["join"], "end")]));
    await under.succeed("t0", "t1399");
    const told = await world.subject.simulateFlow({ ...under.key, slots: 699, defaultAssumption: { durationMs: 10 } });
    expect(told).toMatchObject({ state: "SUCCEEDED", makespanMs: 40, taskCount: 1_400 });
    expect(idsOf(told.criticalPath).slice(-2)).toEqual(["join", "end"]);
  },

  "bad requests are refused with their place": async (world) => {
    const { namespace, subject } = world;
    const spec = chain("a");
    const bad: readonly [Omit<SimulateRequest, "namespace">, string, string][] = [
      [{ spec: flow([after(["x"], "a")]) }, "UNKNOWN_DEPENDENCY", "spec.tasks[0].depends_on[0].task"],
      [{ spec, assumptions: { z: {} } }, "INVALID_FIELD", 'assumptions["z"]'],
      [{ spec, assumptions: { a: { durationMs: 400_000_000_000 } } }, "LIMIT_EXCEEDED", 'assumptions["a"].duration'],
      [{ spec: many(5_001) }, "LIMIT_EXCEEDED", "spec.tasks"],
    ];
    for (const [request, reason, field] of bad) {
      const error = await refused(subject.simulateFlow({ namespace, ...request }), reason);
      expect(error.violations.map((violation) => violation.field)).toContain(field);
    }
    await refused(subject.simulateFlow({ namespace, flowId: "nobody" }), "FLOW_NOT_FOUND");
  },
};
