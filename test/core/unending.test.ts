/**
 * What follows by itself ends, and soon: loops and scopes of tasks that nobody does, a standstill of many. And what comes due
 * together has as much to spend as if it had come one after the other.
 */
import { describe, expect, it, vi } from "vitest";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { LIMITS } from "../../src/core/limits.js";
import { flow, noop, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { expectTrueIndexes } from "./true-indexes.js";

const ON_SUCCESS = ["SUCCESS"] as const;
const ON_FAILURE = ["FAILURE"] as const;
const many = <Value>(count: number, one: (index: number) => Value) => Array.from({ length: count }, (_, i) => one(i));
/** A change counts as 16 edges drawn. */
const MOST_CHANGES = LIMITS.unaidedSteps / 16;

/** Scopes within each other, all of no-ops, of which the innermost fails each time. */
function scopes(depth: number, attempts: number): FlowDefinition {
  const broken = { target: "NOOP" as const, message: "", on: ON_SUCCESS, condition: "input.x.y == 1" };
  const controllers = many(depth, (i) =>
    noop(`c${i}`, i === 0 ? {} : { dependsOn: [`c${i - 1}`], scope: `s${i - 1}` }),
  );
  const fails = noop("fails", { dependsOn: [`c${depth - 1}`], scope: `s${depth - 1}`, next: [broken] });
  return flow([...controllers, fails], {
    scopes: many(depth, (i) => ({
      ...{ name: `s${i}`, controller: `c${i}`, kind: "TIMES" as const, attempts, revertAll: false },
      ...(i > 0 && { parent: `s${i - 1}` }),
    })),
  });
}

/** Two no-ops that lead to each other, each with so many more edges. */
function loop(edges: number): FlowDefinition {
  const further = many(edges, () => ({ target: "NOOP" as const, message: "", on: ON_SUCCESS }));
  const next = (to: string) => [...further, { to, message: "", on: ON_SUCCESS }];
  const tasks = [noop("begin", { next: next("a") }), noop("a", { next: next("b") }), noop("b", { next: next("a") })];
  return flow(tasks, { allowCycles: true });
}

/** Loops that nothing leads into, behind tasks that do not fail. */
function loops(count: number, sources: number): FlowDefinition {
  const edge = (to: string, on: typeof ON_SUCCESS | typeof ON_FAILURE) => ({ to, on, message: "" });
  const tasks: TaskDefinition[] = [
    ...many(sources, (k) => noop(`s${k}`, { next: many(count, (m) => edge(`a${m}`, ON_FAILURE)) })),
    ...many(count, (m) => noop(`a${m}`, { next: [edge(`b${m}`, ON_SUCCESS)] })),
    ...many(count, (m) => noop(`b${m}`, { next: [edge(`a${m}`, ON_SUCCESS)] })),
  ];
  return flow(tasks, { allowCycles: true });
}

describe("what follows by itself", () => {
  it.each([
    ["scopes within scopes", scopes(3, 1_000)],
    ["a loop with many edges", loop(10_000)],
    ["a standstill of many behind many", loops(600, 300)],
  ])("of %s fails the flow where it is too much, with nothing left open", (_, definition) => {
    const run = new FlowUnderTest(definition);
    expect(run.segment.flow).toMatchObject({ state: "FAILED", failure: { type: "TOO_MANY_STEPS", retryable: false } });
    expect(run.segment.flow.failure?.message).toContain("1,000,000 steps");
    for (const state of ["PENDING", "READY", "RUNNING", "DELAYED", "REVERTING"] as const) {
      expect([state, run.segment.count(state)]).toEqual([state, 0]);
    }
    expect(run.started.changes.length).toBeLessThan(MOST_CHANGES + 3 * run.segment.definition.nodes.length);
    expectTrueIndexes(run.segment);
  });

  it("is done where it ends within that: all attempts of one scope, and a whole flow of 4,096 no-ops", () => {
    expect(new FlowUnderTest(scopes(1, LIMITS.scopeAttempts)).segment.flow.state).toBe("REVERTED");
    const next = (index: number) => [{ to: `t${index + 1}`, message: "", on: ON_SUCCESS }];
    const chain = many(4_096, (index) => noop(`t${index}`, index < 4_095 ? { next: next(index) } : {}));
    expect(new FlowUnderTest(flow(chain)).segment.flow.state).toBe("SUCCEEDED");
  });
});

/** Waits, each with a condition that takes some of what one decision may spend. */
function waits(count: number): FlowDefinition {
  const condition = (index: number) => `input.exists(x, x == -${index + 1})`;
  const edge = (index: number) => [{ to: `do${index}`, message: "", on: ON_SUCCESS, condition: condition(index) }];
  return flow([
    ...many(count, (index) => noop(`wait${index}`, { delayMs: 1_000 + 100 * index, next: edge(index) })),
    ...many(count, (index) => noop(`do${index}`)),
  ]);
}

describe("what comes due together", () => {
  const data = Buffer.from(JSON.stringify(many(1_000, (index) => index)));
  const input = { contentType: "application/json", size: data.length, data };

  it("is left to further decisions where one has not enough for all of it", () => {
    const run = new FlowUnderTest(waits(60), undefined, { input });
    run.step({ kind: "suspend", requestDigest: "s", reason: "" });
    run.now += 60_000;
    run.step({ kind: "resume", requestDigest: "r", reason: "" });
    let decisions = 0;
    for (; run.segment.flow.state === "RUNNING"; decisions += 1) {
      expect(run.segment.nextAlarm()?.time).toBeLessThanOrEqual(run.now);
      run.step({ kind: "fire" });
    }
    expect(run.segment.flow.state).toBe("SUCCEEDED");
    expect(run.segment.count("SUCCEEDED")).toBe(60);
    expect(decisions).toBeGreaterThan(5);
    expect(decisions).toBeLessThan(61);
  });

  it("is done in one where it has", () => {
    const run = new FlowUnderTest(flow(many(2_000, (index) => noop(`t${index}`, { delayMs: 1_000 + index }))));
    run.now += 60_000;
    const put = vi.spyOn(run.segment, "put");
    run.step({ kind: "fire" });
    expect(run.segment.flow.state).toBe("SUCCEEDED");
    expect(put).toHaveBeenCalledTimes(2_000);
  });

  it("of leases that are lost as well: what is left is lost by the next command", () => {
    const condition = (index: number) => `input.exists(x, x == -${index + 1})`;
    const tasks = many(60, (index) =>
      task(`t${index}`, {
        onLost: "FAIL",
        next: [{ target: "NOOP", message: "", on: ON_FAILURE, condition: condition(index) }],
      }),
    );
    const run = new FlowUnderTest(flow(tasks), undefined, { input });
    run.claim("session", 60);
    let commands = 0;
    for (; run.segment.holders.length > 0; commands += 1) run.step({ kind: "lose", holders: run.segment.holders });
    expect(commands).toBeGreaterThan(5);
    const failures = tasks.map(({ name }) => run.entry(name)?.failure?.type);
    expect(new Set(failures)).toEqual(new Set(["LEASE_LOST"]));
  });
});
