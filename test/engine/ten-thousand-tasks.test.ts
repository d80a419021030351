/**
 * Flows of ten thousand tasks, cut as they are in service: each shape runs to its end, and each task is handed over once.
 */
import { describe, expect, test } from "vitest";
import type { FlowDefinition } from "../../src/engine/index.js";
import { chain, flow, task } from "./json-payload.js";
import { allTasks, runLargeFlow } from "./large-flow-runner.js";
import { endOf, STORES, startEngine } from "./stores.js";

const TASKS = 10_000;
const LAYER = 100;
/** Half a minute on an idle machine; the bound only tells a slow one from a flow that is stuck. */
const LIMIT_MS = 600_000;

/** 1 -> all the others -> 1 */
function fan(): FlowDefinition {
  const middle = Array.from({ length: TASKS - 2 }, (_, index) => `m${index}`);
  return flow([task("first"), ...middle.map((name) => task(name, ["first"])), task("last", middle)]);
}

/** Each task waits for two of the layer before. */
function layers(): FlowDefinition {
  const above = (index: number, shift: number) => {
    const layer = index - (index % LAYER) - LAYER;
    return `t${layer + ((index + shift) % LAYER)}`;
  };
  const dependencies = (index: number) => (index < LAYER ? [] : [above(index, 0), above(index, 1)]);
  return flow(Array.from({ length: TASKS }, (_, index) => task(`t${index}`, dependencies(index))));
}

const SHAPES = { fan, layers, chain: () => chain(TASKS) };

describe.each(STORES)("on $name, flows of 10,000 tasks", ({ name, make }) => {
  const shapes = Object.entries(SHAPES).filter(([shape]) => name === "memory" || shape !== "chain");

  test.each(shapes)("a %s runs to its end, each task handed over once", { timeout: LIMIT_MS }, async (_, spec) => {
    const { engine } = await startEngine(make()());
    const { state, delivered } = await runLargeFlow([engine], { flowId: "f", spec: spec(), maxInFlight: 64 });
    expect([state, delivered.size]).toEqual(["SUCCEEDED", TASKS]);
    const { flow: ended } = await engine.getFlowDetails({ flowId: "f" });
    expect(ended.counts).toEqual([{ state: "SUCCEEDED", count: TASKS }]);
    const states = await allTasks(engine, "f", 1_000);
    expect([states.size, [...new Set(states.values())]]).toEqual([TASKS, ["SUCCEEDED"]]);
  });

  test("one that is suspended, resumed and cancelled comes to rest as a whole each time", {
    timeout: LIMIT_MS,
  }, async () => {
    const { engine } = await startEngine(make()());
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: layers() } });
    const states: string[] = [];
    const watching = (async () => {
      for await (const frame of engine.watchFlow({ flowId: "f" })) {
        if (frame.kind !== "update" || frame.flow.state === states.at(-1)) continue;
        states.push(frame.flow.state);
        if (frame.flow.state === "SUSPENDED") await engine.resumeFlow({ flowId: "f" });
        else if (states.includes("SUSPENDED") && frame.flow.state === "RUNNING")
          await engine.cancelFlow({ flowId: "f" });
      }
    })();
    await engine.suspendFlow({ flowId: "f" });
    expect(await endOf(engine, "f")).toBe("CANCELLED");
    await watching;
    expect(states.filter((state) => state === "SUSPENDED" || state === "CANCELLED")).toEqual([
      "SUSPENDED",
      "CANCELLED",
    ]);
    expect(new Set((await allTasks(engine, "f", 1_000)).values())).toEqual(new Set(["CANCELLED"]));
  });
});
