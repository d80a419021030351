/**
 * Large flows in the core: random graphs in many segments end as the reference model says. `SEED=n` runs one again.
 */
import { describe, expect, it } from "vitest";
import type { RandomGraph } from "./random-graph.js";
import { randomGraph, scriptedOutcome } from "./random-graph.js";
import { ReferenceModel } from "./reference-model.js";
import { chosenSeeds } from "./seeds.js";
import { type Disturbances, SegmentedRun } from "./segmented-run.js";

const { first: FIRST, count: COUNT } = chosenSeeds(300);
const QUIET: Disturbances = { lost: 0, suspends: false, cancels: false };

describe("flows of many segments", () => {
  it.each([
    ["messages arrive once, in any order of their senders", QUIET],
    ["messages are lost and repeated (rule M2)", { ...QUIET, lost: 0.3 }],
    ["the flow is suspended and resumed meanwhile", { ...QUIET, lost: 0.1, suspends: true }],
    ["further runs begin with how far it has come (rule M7)", { ...QUIET, lost: 0.1, suspends: true, moves: 8 }],
  ])("end as the reference model says where %s", (_, disturbances: Disturbances) => {
    let moved = 0;
    each((seed) => {
      const graph: RandomGraph = { ...randomGraph(seed, 60), failureMode: "CONTINUE", maxParallel: 0 };
      const run = driven(graph, seed, disturbances);
      moved += run.moved;
      const model = modelEnd(graph);
      expect(Object.fromEntries([...run.states()].sort())).toEqual(Object.fromEntries([...model.states].sort()));
      expect(run.header.flow.state).toBe(model.verdict());
    });
    if (disturbances.moves !== undefined && COUNT > 100) expect(moved).toBeGreaterThan(COUNT / 2);
  });

  it("end whole where they stop at a failure, and nothing that failed is left out of the verdict", () => {
    each((seed) => {
      const run = driven({ ...randomGraph(seed, 60), failureMode: "STOP", maxParallel: 0 }, seed, {
        ...QUIET,
        lost: 0.1,
      });
      const states = [...run.states().values()];
      const verdict = states.includes("CANCELLED") ? "CANCELLED" : states.includes("FAILED") ? "FAILED" : "SUCCEEDED";
      expect(run.header.flow.state).toBe(verdict);
      if (verdict === "FAILED") expect(run.header.flow.failure?.message).toMatch(/^task t\d+ failed: /);
    });
  });

  it("end as a caller says, at once; nothing begins any more, and what was begun is recorded", () => {
    each((seed) => {
      const graph: RandomGraph = { ...randomGraph(seed, 60), failureMode: "CONTINUE", maxParallel: 0 };
      const run = new SegmentedRun(graph, seed, 1 + (seed % 9), seed % 5 === 0 ? 1_000 : 0);
      const ends = (["SUCCEEDED", "FAILED", "CANCELLED"] as const)[seed % 3] ?? "FAILED";
      const disturbances = { lost: 0.1, suspends: true, cancels: false, ends };
      for (let moves = 0; !run.ended; moves += 1) {
        if (moves > 20_000) throw new Error("the flow does not end");
        run.move(disturbances);
      }
      for (let moves = 0; !run.isQuiet; moves += 1) {
        if (moves > 100_000) throw new Error("what was begun does not come to its end");
        run.move({ lost: 0.1, suspends: false, cancels: false });
      }
      expect([...run.states().values()]).not.toContain("PENDING");
    });
  });

  it("end CANCELLED where they are cancelled, begun or not, with no task left open", () => {
    const transitions = new Set<string>();
    each((seed) => {
      const graph: RandomGraph = { ...randomGraph(seed, 60), maxParallel: 0 };
      const run = driven(graph, seed, { lost: 0.1, suspends: true, cancels: true });
      if (run.header.flow.cancellation !== undefined) expect(run.header.flow.state).toBe("CANCELLED");
      for (const transition of run.transitions) transitions.add(transition);
      // Some of them are rare.
    }, 2 * COUNT);
    // Those of large flows alone; the scenarios have the others.
    const expected = ["PENDING -> CANCELLING", "SUSPENDED -> CANCELLING"];
    if (COUNT > 100) expect(expected.filter((transition) => !transitions.has(transition))).toEqual([]);
  });
});

describe("flows of many segments that go on after their end (rule M7)", () => {
  it.each([
    ["whatever is lost and repeated", { lost: 0.2 }],
    ["while they are suspended and resumed", { lost: 0.1, suspends: true }],
    ["while they are cancelled", { lost: 0.1, suspends: true, cancels: true }],
    ["while they are ended", { lost: 0.1, suspends: true, ends: "FAILED" as const }],
    ["where they stop at a failure", { lost: 0.1 }, "STOP" as const],
  ])(
    "succeed at last, whole, as often as tasks of them are run again, %s",
    (_, disturbances, failureMode: "STOP" | undefined = undefined) => {
      let reopened = 0;
      each((seed) => {
        const graph: RandomGraph = { ...randomGraph(seed, 40), failureMode: failureMode ?? "CONTINUE", maxParallel: 0 };
        const run = new SegmentedRun(graph, seed, 1 + (seed % 9), seed % 5 === 0 ? 1_000 : 0);
        const wild = { ...QUIET, ...disturbances, reopens: true };
        for (let moves = 0; !(run.ended && run.isQuiet && run.isMended); moves += 1) {
          if (moves > 60_000) throw new Error(`the flow is ${run.header.flow.state}`);
          if (moves % 500 === 499) run.resume();
          if (run.ended && run.isQuiet && run.reopen()) reopened += 1;
          if (moves > 600) run.isMended = true;
          run.move(run.isMended ? { ...QUIET, lost: 0.1 } : wild);
        }
        // A flow that was ended knows of what goes on in it a while later.
        let isKnown = false;
        for (let tries = 0; hasMore(run, graph); tries += 1) {
          isKnown = true;
          if (tries > 3) throw new Error(`the flow is ${run.header.flow.state}, ${describeTasks(run)}`);
          run.retry();
          for (let moves = 0; !(run.ended && run.isQuiet); moves += 1) {
            if (moves > 20_000) throw new Error(`the flow is ${run.header.flow.state}, ${describeTasks(run)}`);
            run.move({ ...QUIET, lost: 0.1 });
          }
        }
        if (isKnown) expectKnown(run);
        expectSkippedForAReason(run, graph);
      });
      if (COUNT > 100) expect(reopened).toBeGreaterThan(COUNT / 10);
    },
  );
});

/** Something has failed, or might have run if the flow had not ended. */
function hasMore(run: SegmentedRun, { tasks }: RandomGraph): boolean {
  const entries = run.entries();
  return tasks.some(({ name, dependsOn }) => {
    const { state, skipReason } = entries.get(name) ?? {};
    const isFree = dependsOn.every((one) => entries.get(one)?.state === "SUCCEEDED");
    const isCutOff = skipReason === "ENDED" || skipReason === "STOPPED";
    return state === "FAILED" || state === "CANCELLED" || (isCutOff && isFree);
  });
}

function describeTasks(run: SegmentedRun): string {
  return JSON.stringify([...run.entries()].map(([name, { state, skipReason }]) => [name, state, skipReason]));
}

/** What did not run in a flow that succeeded was skipped by a caller, or lies behind such a one. */
function expectSkippedForAReason(run: SegmentedRun, { tasks }: RandomGraph): void {
  const entries = run.entries();
  for (const { name, dependsOn } of tasks) {
    const entry = entries.get(name);
    const isBehind = dependsOn.some((one) => entries.get(one)?.state === "SKIPPED");
    if (entry?.state === "SKIPPED")
      expect(entry.skipReason === "REQUESTED" || isBehind, `${name}: ${describeTasks(run)}`).toBe(true);
    else expect(entry?.state, name).toBe("SUCCEEDED");
  }
}

function each(check: (seed: number) => void, count = COUNT): void {
  for (let seed = FIRST; seed < FIRST + count; seed += 1) {
    try {
      check(seed);
    } catch (error) {
      throw new Error(`seed ${seed} (SEED=${seed} runs it alone): ${String(error)}`, { cause: error });
    }
  }
}

/** To its end; then no task is open, and segment 0 knows the counts of all. */
function driven(graph: RandomGraph, seed: number, disturbances: Disturbances): SegmentedRun {
  // Some begin later.
  const run = new SegmentedRun(graph, seed, 1 + (seed % 9), seed % 5 === 0 ? 1_000 : 0);
  for (let moves = 0; !run.ended; moves += 1) {
    if (moves > 3000 + 800 * graph.tasks.length) throw new Error("the flow does not come to its end");
    // Suspended flows go on at last.
    if (moves % 2000 === 1999) run.resume();
    run.move(disturbances);
  }
  expectKnown(run);
  return run;
}

/** Segment 0 knows the counts of all. */
function expectKnown(run: SegmentedRun): void {
  const { counts, flow } = run.header;
  const known: Record<string, number> = { ...flow.others?.counts };
  for (const [state, count] of counts) known[state] = (known[state] ?? 0) + count;
  const actual: Record<string, number> = {};
  for (const state of run.states().values()) actual[state] = (actual[state] ?? 0) + 1;
  expect(known).toEqual(actual);
}

/** Every branch goes on: the order of completions does not matter. */
function modelEnd(graph: RandomGraph): ReferenceModel {
  const model = new ReferenceModel(graph);
  while (model.verdict() === undefined) {
    for (const task of graph.tasks) {
      if (!model.claim(task.name)) continue;
      model.complete(task, scriptedOutcome(task, model.tries.get(task.name) ?? 0));
    }
  }
  return model;
}
