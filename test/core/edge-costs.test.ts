/**
 * What flows with edges of all kinds cost: a completion the edges of its task and what changes, however large the flow.
 */
import { describe, expect, it, vi } from "vitest";
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import { ControlIndex } from "../../src/core/state/control-index.js";
import { flow, noop, task } from "./definitions.js";
import { FlowUnderTest } from "./flow-under-test.js";
import { expectTrueIndexes } from "./true-indexes.js";

const LARGEST = 4096;
const ON_SUCCESS = ["SUCCESS"] as const;

/** Each task leads to the next one, by its own word. */
function chain(length: number, make: typeof task): TaskDefinition[] {
  return Array.from({ length }, (_, index) =>
    make(`t${index}`, index + 1 < length ? { next: [{ to: `t${index + 1}`, message: "", on: ON_SUCCESS }] } : {}),
  );
}

describe("M6: cost with edges", () => {
  it("of 4,096 no-ops that lead to each other is one step, without recursion", () => {
    const run = new FlowUnderTest(flow(chain(LARGEST, noop)));
    expect(run.segment.flow.state).toBe("SUCCEEDED");
  });

  it("of a completion does not grow with the flow", () => {
    const looks = [16, LARGEST].map((length) => {
      const run = new FlowUnderTest(flow(chain(length, task)));
      const spies = (["node", "entry", "stateOf"] as const).map((method) => vi.spyOn(run.segment, method));
      run.complete("t0");
      return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    });
    expect(looks[0]).toBe(looks[1]);
    expect(looks[0]).toBeLessThan(60);
  });

  it("of the end of an item does not grow with its list", () => {
    const looks = [16, LARGEST].map((length) => {
      const items = Array.from({ length }, (_, index) => index);
      const literal = { data: Buffer.from(JSON.stringify(items)), contentType: "application/json", metadata: {} };
      const forEach = { literal, maxParallel: 8, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
      const run = new FlowUnderTest(flow([task("a", { forEach }), task("b", { dependsOn: ["a"] })]));
      run.complete("a[2]");
      const spies = (["node", "entry", "stateOf"] as const).map((method) => vi.spyOn(run.segment, method));
      run.complete("a[5]");
      const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
      expect(run.segment.stateOf(run.segment.numberOf("a[9]") ?? -1)).toBe("READY");
      return count;
    });
    expect(looks[0]).toBe(looks[1]);
    expect(looks[0]).toBeLessThan(60);
  });

  it("of a failure behind which nothing can be reached any more is one step", () => {
    const run = new FlowUnderTest(flow(chain(LARGEST, task)));
    run.fail("t0");
    expect(run.segment.flow.state).toBe("FAILED");
    expect(run.segment.count("SKIPPED")).toBe(LARGEST - 1);
    expectTrueIndexes(run.segment);
  });

  it("of a standstill before 4,090 tasks is one step", () => {
    const loop = [
      task("begin", { next: [{ to: "a", message: "", on: ["FAILURE"] }] }),
      task("a", { next: [{ to: "b", message: "", on: ON_SUCCESS }] }),
      task("b", {
        next: [
          { to: "a", message: "", on: ON_SUCCESS },
          { to: "t0", message: "", on: ON_SUCCESS },
        ],
      }),
    ];
    const run = new FlowUnderTest(flow([...loop, ...chain(4090, task)], { allowCycles: true }));
    run.complete("begin");
    expect(run.segment.flow.state).toBe("SUCCEEDED");
    expect(run.segment.count("SKIPPED")).toBe(4092);
  });

  it("of loops that begin too often is one step: what they leave undrawn takes nothing back", () => {
    const names = ["a", "b"];
    const edges = names.map((to) => ({ to, message: "", on: ON_SUCCESS }));
    const built = vi.spyOn(ControlIndex, "of");
    const loops = names.map((name) => noop(name, { next: edges }));
    const begin = task("begin", { next: edges });
    const run = new FlowUnderTest(flow([begin, ...loops], { allowCycles: true, maxInstances: 1000 }));
    built.mockClear();
    run.complete("begin");
    expect(built.mock.calls.length).toBeLessThan(10);
    expect(run.segment.flow).toMatchObject({ state: "FAILED", failure: { type: "TOO_MANY_INSTANCES" } });
    expect(run.segment.count("SUCCEEDED")).toBeGreaterThan(1500);
    expectTrueIndexes(run.segment);
  });

  it("of a join is one look for each task that leads there", () => {
    const led = Array.from({ length: LARGEST - 1 }, (_, index) =>
      task(`p${index}`, { next: [{ to: "join", message: "", on: ON_SUCCESS }] }),
    );
    const join = task("join", { join: { kind: "AT_LEAST", count: LARGEST - 1, unmet: "FAIL" } });
    const run = new FlowUnderTest(flow([...led, join]));
    const node = vi.spyOn(run.segment, "node");
    for (const { name } of led.slice(1)) run.complete(name);
    expect(node.mock.calls.length).toBeLessThan(20 * led.length);
    run.complete("p0");
    expect(run.state("join")).toBe("READY");
  });
});
