/**
 * Simulations: makespans computed by hand, random graphs against an independent computation of their longest path, and
 * flows that are under way.
 */
import { describe, expect, test } from "vitest";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { atOnce } from "../../src/core/definition/stepwise.js";
import { simulateDefinition } from "../../src/core/simulation/simulate.js";
import type { Assumption, Simulation } from "../../src/core/simulation/simulation.js";
import { flow, task } from "../engine/json-payload.js";
import { seededRandom } from "./seeded-random.js";

interface Assumed {
  readonly durations?: Readonly<Record<string, number>>;
  readonly failing?: readonly string[];
  readonly failures?: Readonly<Record<string, number>>;
  readonly slots?: number;
  readonly steps?: number;
}

function simulate(spec: FlowDefinition, assumed: Assumed = {}): Simulation {
  const { durations = {}, failing = [], failures = {}, slots = 0, steps = 100_000 } = assumed;
  const assume = (name: string): Assumption => ({
    durationMs: durations[name] ?? 10,
    outcome: failing.includes(name) ? "FAIL" : "SUCCEED",
    failures: failures[name] ?? 0,
  });
  return atOnce(simulateDefinition(compileDefinition(spec, "", 0), { assume, slots, steps }));
}

function idsOf(tasks: readonly { readonly taskId: string }[]): string[] {
  return tasks.map(({ taskId }) => taskId);
}

const { type: _, ...noop } = task("noop");
const on = (outcome: "SUCCESS" | "FAILURE" | "COMPLETION" | "SKIP") => ({ message: "", on: [outcome] });

describe("by hand", () => {
  test("a diamond takes its longer side; each task begins when what it waits for has ended", () => {
    const spec = flow([task("a"), task("b", ["a"]), task("c", ["a"]), task("d", ["b", "c"])]);
    const told = simulate(spec, { durations: { a: 5, b: 20, c: 7, d: 1 } });
    expect(told).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 26, doomed: [], unreachable: [] });
    expect(idsOf(told.criticalPath)).toEqual(["a", "b", "d"]);
    expect(told.tasks.map(({ taskId, startMs, endMs }) => [taskId, startMs, endMs])).toEqual([
      ["a", 0, 5],
      ["b", 5, 25],
      ["c", 5, 12],
      ["d", 25, 26],
    ]);
    expect(told.batches).toEqual([
      { startMs: 0, count: 1 },
      { startMs: 5, count: 2 },
      { startMs: 25, count: 1 },
    ]);
  });

  test("adapters that are asked answer at once, take no slot and leave all as the definition has it", () => {
    const evaluate = { queue: "judge", phases: ["START", "END"] as const };
    const tasks = [task("a", [], { evaluate }), task("b", ["a"], { evaluate }), task("c", [], { evaluate })];
    const told = simulate({ ...flow(tasks), evaluate: { queue: "judge", phases: ["OUTPUT"] } }, { slots: 1 });
    expect(told).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 30, doomed: [], unreachable: [] });
    expect(told.tasks.map(({ taskId, startMs }) => [taskId, startMs])).toEqual([
      ["a", 0],
      ["c", 10],
      ["b", 20],
    ]);
  });

  test("what is undone takes as long as the task did, and takes slots; what comes behind it has not run", () => {
    const tasks = [task("a"), task("b", ["a"]), task("c", ["b"]), task("d", ["c"])];
    const told = simulate(flow(tasks, { failureMode: "REVERT" }), { failing: ["c"], slots: 1 });
    expect(told).toMatchObject({ end: "ENDED", state: "REVERTED", makespanMs: 50, doomed: ["d"], unreachable: [] });
    expect(told.tasks.map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "REVERTED"],
      ["b", "REVERTED"],
      ["c", "FAILED"],
    ]);
  });

  test("a controller tries its scope again by count; one that is asked has it undone", () => {
    const tasks = [task("r"), task("a", ["r"], { scope: "s" }), task("b", ["a"], { scope: "s" })];
    const times = [{ name: "s", controller: "r", kind: "TIMES" as const, attempts: 3, revertAll: false }];
    expect(simulate(flow(tasks, { scopes: times }), { failures: { b: 2 } })).toMatchObject({
      end: "ENDED",
      state: "SUCCEEDED",
      // Each time r, a and b, and then a undone.
      makespanMs: 40 + 40 + 30,
    });
    const evaluate = { queue: "judge", phases: ["FAILURE"] as const };
    const custom = [{ name: "s", controller: "r", kind: "CUSTOM" as const, attempts: 0, revertAll: false }];
    const asking = [task("r", [], { evaluate }), ...tasks.slice(1)];
    const asked = simulate(flow(asking, { scopes: custom }), { failing: ["b"] });
    expect(asked).toMatchObject({ end: "ENDED", state: "REVERTED", makespanMs: 50 });
  });

  test("two slots for five tasks of 10 ms take three turns, by priority and then in definition order", () => {
    const spec = flow(["a", "b", "c", "d", "e"].map((name) => task(name, [], { priority: name === "e" ? 1 : 0 })));
    const told = simulate(spec, { slots: 2 });
    expect(told.makespanMs).toBe(30);
    expect(idsOf(told.tasks)).toEqual(["a", "e", "b", "c", "d"]);
    expect(told.tasks.map(({ waitedMs }) => waitedMs)).toEqual([0, 0, 10, 10, 20]);
    expect(told.batches.map(({ count }) => count)).toEqual([2, 2, 1]);
  });

  test("max_parallel bounds as it does in a flow", () => {
    expect(simulate(flow([task("a"), task("b"), task("c")], { maxParallel: 1 })).makespanMs).toBe(30);
  });

  test("delays, retries and timeouts take their time", () => {
    const retry = {
      maxAttempts: 3,
      initialIntervalMs: 100,
      multiplier: 2,
      maxIntervalMs: 0,
      jitter: 0.5,
      nonRetryableTypes: [],
    };
    const spec = flow([
      task("late", [], { delayMs: 50, delayAfterMs: 5 }),
      task("tried", ["late"], { retry }),
      task("slow", [], { timeouts: { runMs: 30 } }),
      { ...noop, name: "end", dependsOn: ["tried"], delayMs: 1 },
    ]);
    const told = simulate(spec, { failures: { tried: 2 }, durations: { slow: 100 } });
    // 50 + 10 + 5, then 10 + 100 + 10 + 200 + 10, then 1.
    expect(told.makespanMs).toBe(65 + 330 + 1);
    expect(idsOf(told.criticalPath)).toEqual(["late", "tried", "end"]);
    expect(told.criticalPath[1]).toMatchObject({ attempts: 3, startMs: 65, endMs: 395 });
    expect(told).toMatchObject({ state: "FAILED" });
    expect(told.tasks.find(({ taskId }) => taskId === "slow")).toMatchObject({ state: "FAILED", endMs: 30 });
  });

  test("what an assumed failure cuts off is doomed; what nothing can lead to is unreachable", () => {
    const spec = flow([
      task("a", [], {
        next: [
          { to: "mend", ...on("FAILURE") },
          { to: "use", ...on("SUCCESS") },
        ],
      }),
      task("mend"),
      task("use"),
      task("never", [], { join: { kind: "ALL", count: 0, unmet: "SKIP" } }),
      { ...noop, name: "nothing", next: [{ to: "never", ...on("FAILURE") }] },
      task("behind", ["never"]),
    ]);
    const told = simulate(spec, { failing: ["a"] });
    expect(told).toMatchObject({ state: "SUCCEEDED", makespanMs: 20, doomed: ["use"] });
    expect(told.unreachable).toEqual(["never", "behind"]);
    expect(simulate(spec).doomed).toEqual(["mend"]);
  });

  test("a loop turns as often as its failures let it, each turn an instance", () => {
    const spec = flow(
      [
        task("start", [], { next: [{ to: "look", ...on("SUCCESS") }] }),
        task("look", [], {
          next: [
            { to: "wait", ...on("FAILURE") },
            { to: "use", ...on("SUCCESS") },
          ],
        }),
        { ...noop, name: "wait", delayMs: 30, next: [{ to: "look", ...on("SUCCESS") }] },
        task("use"),
      ],
      { allowCycles: true },
    );
    const told = simulate(spec, { failures: { look: 2 } });
    expect(told).toMatchObject({ state: "SUCCEEDED", makespanMs: 10 + 3 * 10 + 2 * 30 + 10, unreachable: [] });
    expect(idsOf(told.criticalPath)).toEqual(["start", "look", "wait", "look#2", "wait#2", "look#3", "use"]);
  });

  test("a pause takes no time, an edge that ends the flow ends the simulation", () => {
    const spec = flow([
      task("a", [], {
        next: [
          { target: "PAUSE", ...on("SUCCESS") },
          { to: "b", ...on("SUCCESS") },
        ],
      }),
      task("b", [], {
        next: [
          { target: "SUCCEED", ...on("SUCCESS") },
          { to: "c", ...on("SUCCESS") },
        ],
      }),
      task("c"),
    ]);
    expect(simulate(spec)).toMatchObject({ state: "SUCCEEDED", makespanMs: 20, pauses: 1, doomed: ["c"] });
  });

  test("it is given up where it takes more steps than it may", () => {
    const spec = flow(
      [
        task("a", [], { next: [{ to: "a", ...on("SUCCESS") }] }),
        task("b", [], { next: [{ to: "a", ...on("SUCCESS") }] }),
      ],
      {
        allowCycles: true,
      },
    );
    expect(simulate(spec, { steps: 20 })).toMatchObject({ end: "STEPS_SPENT", state: "RUNNING", steps: 20 });
  });

  test("a definition without tasks has ended as it begins", () => {
    expect(simulate(flow([]))).toMatchObject({ end: "ENDED", state: "SUCCEEDED", makespanMs: 0, tasks: [] });
  });

  test("a wide flow is taken some at a time, and all of it starts at once", () => {
    const names = Array.from({ length: 1_000 }, (_each, index) => `t${index}`);
    const told = simulate(flow([task("first"), ...names.map((name) => task(name, ["first"]))]));
    expect(told.makespanMs).toBe(20);
    expect(told.batches).toEqual([
      { startMs: 0, count: 1 },
      { startMs: 10, count: 1_000 },
    ]);
  });
});

describe("random graphs", () => {
  const SEEDS = Array.from({ length: 300 }, (_each, seed) => seed);

  test("with executors enough they take as long as their longest path, which the critical path is", () => {
    for (const seed of SEEDS) {
      const { spec, durations } = randomSpec(seed);
      const told = simulate(spec, { durations });
      expect([seed, told.makespanMs]).toEqual([seed, longestPath(spec, durations)]);
      const sum = told.criticalPath.reduce((total, { taskId }) => total + (durations[taskId] ?? 0), 0);
      expect([seed, sum]).toEqual([seed, told.makespanMs]);
      for (const [index, { taskId }] of told.criticalPath.entries()) {
        const before = told.criticalPath[index - 1]?.taskId;
        if (before !== undefined) expect(spec.tasks.find(({ name }) => name === taskId)?.dependsOn).toContain(before);
      }
    }
  });

  test("with few executors nothing overlaps more than there are, and no executor rests while something is ready", () => {
    for (const seed of SEEDS) {
      const { spec, durations } = randomSpec(seed);
      const slots = 1 + (seed % 3);
      const { tasks, makespanMs } = simulate(spec, { durations, slots });
      const total = Object.values(durations).reduce((sum, each) => sum + each, 0);
      expect(makespanMs).toBeGreaterThanOrEqual(Math.max(longestPath(spec, durations), Math.ceil(total / slots)));
      for (const { startMs = 0 } of tasks) {
        const busy = tasks.filter((other) => (other.startMs ?? 0) <= startMs && startMs < (other.endMs ?? 0)).length;
        expect(busy).toBeLessThanOrEqual(slots);
        const waiting = tasks.filter(({ reachedMs, startMs: later = 0 }) => reachedMs <= startMs && later > startMs);
        if (waiting.length > 0) expect(busy).toBe(slots);
      }
      if (slots === 1) expect(makespanMs).toBe(total);
    }
  });
});

function randomSpec(seed: number) {
  const random = seededRandom(seed);
  const names = Array.from({ length: 1 + random.below(40) }, (_each, index) => `t${index}`);
  const durations: Record<string, number> = {};
  const tasks = names.map((name, index) => {
    durations[name] = 1 + random.below(100);
    const dependsOn = names.slice(0, index).filter(() => random.chance(2 / names.length));
    return task(name, dependsOn);
  });
  return { spec: flow(tasks), durations };
}

/** By relaxing every edge until nothing changes: nothing of the core's own. */
function longestPath({ tasks }: FlowDefinition, durations: Readonly<Record<string, number>>): number {
  const ends = new Map<string, number>();
  for (let round = 0; round <= tasks.length; round += 1) {
    for (const { name, dependsOn } of tasks) {
      const begin = Math.max(0, ...dependsOn.map((each) => ends.get(String(each)) ?? 0));
      ends.set(name, begin + (durations[name] ?? 0));
    }
  }
  return Math.max(...ends.values());
}
