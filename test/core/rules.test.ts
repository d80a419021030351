/**
 * The rules of storage, answers and dispatch that the core keeps by itself, by their names.
 */
import { describe, expect, it, vi } from "vitest";
import type { Claimant, Rank } from "../../src/core/command.js";
import { NO_OFFERS } from "../../src/core/decision.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { flow, noop, retry, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { expectTrueIndexes } from "./true-indexes.js";

const LARGEST = 4096;

function chain(length: number, make: typeof task): FlowDefinition {
  return flow(
    Array.from({ length }, (_, index) => make(`t${index}`, { dependsOn: index === 0 ? [] : [`t${index - 1}`] })),
  );
}

describe("A1: repeats", () => {
  it("tell the same tasks as ready, wherever those are now, and change nothing", () => {
    const run = new FlowUnderTest(flow([task("a"), task("b", { dependsOn: ["a"] }), task("c", { dependsOn: ["a"] })]));
    const first = run.complete("a");
    run.complete("b");
    const again = run.complete("a");
    expect(again).toMatchObject({ changes: [], answer: { replayed: true } });
    expect(again.answer.ready.map((view) => view.node)).toEqual(first.answer.ready.map((view) => view.node));
    expect(again.answer.ready.map((view) => view.entry?.state)).toEqual(["SUCCEEDED", "READY"]);
    expect(again.answer.flow.version).toBe(run.segment.version);
  });

  it("of control requests are known for the last 64", () => {
    const run = new FlowUnderTest(flow([task("a")]));
    const control = { requestDigest: "d", reason: "" };
    for (let index = 0; index < 33; index += 1) {
      run.step({ kind: "suspend", requestId: `s${index}`, ...control });
      run.step({ kind: "resume", requestId: `r${index}`, ...control });
    }
    expect(run.segment.flow.requests).toHaveLength(64);
    expect(run.step({ kind: "suspend", requestId: "s1", ...control }).answer.replayed).toBe(true);
    expect(run.step({ kind: "suspend", requestId: "s0", ...control }).answer.replayed).toBe(false);
  });
});

describe("A2: claims", () => {
  it("raise the attempt, which nothing resets, and begin the token with it", () => {
    const run = new FlowUnderTest(flow([task("a", { retry: retry(9) })]));
    const tokens: (string | undefined)[] = [];
    for (let round = 0; round < 3; round += 1) {
      run.claim("s1");
      tokens.push(run.entry("a")?.claim?.token);
      if (round === 0) run.step({ kind: "lose", holders: ["s1@1"] });
      else if (round === 1) run.step({ kind: "release", taskId: "a", token: tokens[1] ?? "", delayMs: 0 });
    }
    expect(tokens).toEqual(["1.1", "2.2", "3.3"]);
    expect(run.entry("a")).toMatchObject({ attempt: 3, tries: 0, losses: 1 });
  });
});

describe("A3: positions", () => {
  it("are stamped on what changed and on nothing else: a completion does not write the header", () => {
    const run = new FlowUnderTest(flow([task("a"), task("b"), task("c", { dependsOn: ["a"] })]));
    const header = run.segment.flow;
    const { changes, answer } = run.complete("a");
    expect(run.segment.flow).toBe(header);
    expect(changes.map((change) => change.kind)).toEqual(["task", "task"]);
    expect([run.entry("a")?.version, run.entry("b")?.version, run.entry("c")?.version]).toEqual([2, 1, 2]);
    expect(answer.flow).toMatchObject({ version: 2, header: { version: 1 } });
  });

  it("count what the same write will carry: an expected one is over as soon as something before it changed", () => {
    const run = new FlowUnderTest(flow([task("a"), task("b")]));
    const outcome = { kind: "result", result: { contentType: "", size: 0 }, digest: "d" } as const;
    run.stepUnwritten({ kind: "complete", taskId: "a", outcome });
    expect(run.segment.position).toBe(2);
    const suspend = { kind: "suspend", requestDigest: "", reason: "" } as const;
    const expecting = (version: number) => ({ ...suspend, expected: { incarnation: "first", version } });
    expect(() => run.stepUnwritten(expecting(1))).toThrow("REVISION_MISMATCH");
    expect(() => run.stepUnwritten({ ...expecting(2), expected: { incarnation: "other", version: 2 } })).toThrow(
      "REVISION_MISMATCH",
    );
    expect(run.stepUnwritten(expecting(2)).answer.flow.version).toBe(2);
    run.segment.version = 2;
    expect(run.segment.position).toBe(2);
  });
});

describe("M6: cost", () => {
  it("of 4,096 no-ops in a chain is one step, without recursion", () => {
    const run = new FlowUnderTest(chain(LARGEST, noop));
    expect(run.segment.flow.state).toBe("SUCCEEDED");
    expect(run.segment.count("SUCCEEDED")).toBe(LARGEST);
  });

  it("of a failure whose 4,095 successors are skipped is one step, deep or wide", () => {
    const wide = [
      task("t0"),
      ...Array.from({ length: LARGEST - 1 }, (_, i) => task(`t${i + 1}`, { dependsOn: ["t0"] })),
    ];
    for (const definition of [chain(LARGEST, task), flow(wide)]) {
      const run = new FlowUnderTest(definition);
      run.fail("t0");
      expect(run.segment.flow.state).toBe("FAILED");
      expect(run.segment.count("SKIPPED")).toBe(LARGEST - 1);
      expectTrueIndexes(run.segment);
    }
  });

  it("of a completion does not grow with the flow: it looks at the node and its successors", () => {
    const looks = [16, LARGEST].map((length) => {
      const run = new FlowUnderTest(chain(length, task));
      const spies = (["node", "entry", "stateOf"] as const).map((method) => vi.spyOn(run.segment, method));
      run.complete("t0");
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    });
    expect(looks[0]).toBe(looks[1]);
    expect(looks[0]).toBeLessThan(40);
  });

  it("of a join is one look for each parent that ends", () => {
    const parents = Array.from({ length: LARGEST - 1 }, (_, index) => `p${index}`);
    const run = new FlowUnderTest(flow([...parents.map((name) => task(name)), task("join", { dependsOn: parents })]));
    const node = vi.spyOn(run.segment, "node");
    for (const parent of parents.slice(1)) run.complete(parent);
    expect(node.mock.calls.length).toBeLessThan(20 * parents.length);
    expect(run.state("join")).toBe("PENDING");
    run.complete("p0");
    expect(run.state("join")).toBe("READY");
  });
});

describe("D1: order and heads", () => {
  it("one head stands for all that wait of a queue and priority, with the start of the flow", () => {
    const tasks = [
      task("a"),
      task("b"),
      task("c", { priority: 3 }),
      task("d", { queue: "gpu" }),
      task("e", { delayMs: 5 }),
    ];
    const run = new FlowUnderTest(flow(tasks), undefined, { priority: 10 });
    expect(run.segment.heads()).toEqual([
      { queue: "gpu", priority: 10, time: 1000 },
      { queue: "work", priority: 13, time: 1000 },
      { queue: "work", priority: 10, time: 1000 },
    ]);
    run.claim("s1", 1);
    expect(run.state("c")).toBe("RUNNING");
    expect(run.segment.heads().map((head) => head.priority)).toEqual([10, 10]);
    run.claim("s1", 9, ["work", "gpu"]);
    expect(run.segment.heads()).toEqual([]);
  });

  it("a flow that offers nothing has no heads", () => {
    const run = new FlowUnderTest(flow([task("a"), task("b")], { maxParallel: 1 }));
    run.claim("s1");
    expect(run.segment.heads()).toEqual([]);
    run.complete("a", "x", { token: run.entry("a")?.claim?.token ?? "" });
    expect(run.segment.heads()).toHaveLength(1);
    run.step({ kind: "suspend", requestDigest: "", reason: "" });
    expect(run.segment.heads()).toEqual([]);
  });
});

describe("D2: hand-over", () => {
  it("asks with the task's rank, and leaves the task to the claim path where nobody may take it", () => {
    const asked: (Rank & { readonly queue: string })[] = [];
    const claimant: Claimant = { session: "s1", epoch: 3, worker: "w" };
    const take = (queue: string, rank: Rank) => {
      asked.push({ queue, ...rank });
      return rank.priority > 5 ? claimant : undefined;
    };
    const offers = { ...NO_OFFERS, take };
    const tasks = [task("low"), task("high", { priority: 9 }), task("other", { queue: "gpu", priority: 1 })];
    const run = new FlowUnderTest(flow(tasks), offers);
    expect(asked).toEqual([
      { queue: "work", priority: 9, time: 1000 },
      { queue: "gpu", priority: 1, time: 1000 },
      { queue: "work", priority: 0, time: 1000 },
    ]);
    expect([run.state("low"), run.state("high"), run.state("other")]).toEqual(["READY", "RUNNING", "READY"]);
    expect(run.entry("high")?.claim).toEqual({ token: "1.1", ...claimant, claimTime: 1000 });
  });
});
