/**
 * Entries that an earlier build has written, which do not say whether START is decided or what the flow's end cut off: they
 * go on, and nothing that they had is lost.
 */
import { describe, expect, it } from "vitest";
import type { Command } from "../../src/core/command.js";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { evaluationQueue } from "../../src/core/definition/evaluation.js";
import type { DecidedPlan } from "../../src/core/state/task-decision.js";
import { flow, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";

const control = { reason: "", requestDigest: "" };
const cancel: Command = { kind: "cancel", ...control, graceMs: 0 };
const forEach = { maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;

function retry(...tasks: string[]): Command {
  return { kind: "retry", ...control, reset: false, ...(tasks.length > 0 && { tasks }) };
}

/** As it would have been left by the build before. */
function asBefore({ segment }: FlowUnderTest): void {
  for (const [number, { startDecided, cutOff, ...entry }] of [...segment.entries]) segment.put(number, entry);
}

function asking(fields: Partial<TaskDefinition>): FlowDefinition {
  return flow([task("a", { evaluate: { queue: "judge", phases: ["START"] }, ...fields }), task("b")]);
}

/** The START of a is answered with this plan. */
function decide(run: FlowUnderTest, texts: readonly string[], plan: DecidedPlan): void {
  run.claim("judge", 1, [evaluationQueue("judge")]);
  const items = texts.map((text) => ({ contentType: "text/plain", size: text.length }));
  const decision = { fired: [], skip: [], globals: {}, message: "", plan: { ...plan, items } };
  const token = run.segment.entry(run.segment.control?.itemOf(run.number("a")) ?? -1)?.claim?.token;
  if (token === undefined) throw new Error("the START of a is not asked");
  run.step({ kind: "complete", taskId: "a", token, outcome: { kind: "decided", digest: texts.join() }, decision });
}

describe("entries of an earlier build", () => {
  it("START is asked where nothing tells that it was decided, and what was planned is dropped", () => {
    const run = new FlowUnderTest(asking({ forEach }));
    decide(run, ["x", "y"], { more: true });
    run.step(cancel);
    asBefore(run);
    run.step(retry());
    expect(run.entry("a")).toMatchObject({ state: "DELAYED", startDecided: false, evaluation: { phase: "START" } });
    expect(run.entry("a")?.list).toBeUndefined();
  });

  it("START is not asked where the task has run, and its items that have succeeded stay so", () => {
    const run = new FlowUnderTest(asking({ forEach }));
    decide(run, ["x", "y"], {});
    run.complete("a[0]");
    run.fail("a[1]");
    run.complete("b");
    asBefore(run);
    run.step(retry());
    expect(run.entry("a")).toMatchObject({ state: "RUNNING", startDecided: true, list: { count: 2 } });
    const items = run.segment.control?.lists.of(run.number("a")) ?? [];
    expect(items.map((number) => run.segment.stateOf(number))).toEqual(["SUCCEEDED", "READY"]);
  });

  it("what has no outcome was cut off; what has one stays as its holder left it", () => {
    const run = new FlowUnderTest(flow([task("a"), task("b"), task("held", { delayAfterMs: 1000 })]));
    run.complete("held");
    run.step(cancel);
    asBefore(run);
    run.step(retry("b"));
    expect([run.state("a"), run.state("b"), run.state("held")]).toEqual(["READY", "READY", "CANCELLED"]);
  });
});
