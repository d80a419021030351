/**
 * A few definitions that lead to millions of flows within flows: they are made in turns, so that no more are open than the
 * depth needs, others go on meanwhile, and a cancellation ends them.
 */
import { expect, test, vi } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { flow, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

const { type: _, ...noop } = task("noop");
const WAIT = { timeout: 20_000, interval: 20 };

/** The digest of flows within flows, each of so many: `breadths[0]` of them in the outermost. */
async function treeOf(engine: Engine, namespace: string, breadths: readonly number[]): Promise<string> {
  let { digest } = await engine.putDefinition({ namespace, spec: flow([{ ...noop, name: "leaf" }], { name: "leaf" }) });
  for (const [index, breadth] of breadths.toReversed().entries()) {
    const within = Array.from({ length: breadth }, (_unused, n) => ({ ...noop, name: `n${n}`, flowDigest: digest }));
    ({ digest } = await engine.putDefinition({ namespace, spec: flow(within, { name: `level-${index}` }) }));
  }
  return digest;
}

test("a tree of millions holds up nobody else, and ends when it is cancelled", { timeout: 60_000 }, async () => {
  const { engine } = await startEngine(createMemoryStore());
  const run = async (namespace: string, flowId: string, breadths: readonly number[]) => {
    const digest = await treeOf(engine, namespace, breadths);
    await engine.run({ namespace, flowId, definition: { kind: "digest", digest } });
  };
  const inState = async (state: "RUNNING" | "SUCCEEDED") => {
    const { flows } = await engine.listFlows({
      namespace: "many",
      rootFlowId: "top",
      states: [state],
      pageSize: 1_000,
    });
    return flows.length;
  };
  const stateOf = async (namespace: string, flowId: string) =>
    (await engine.getFlowDetails({ namespace, flowId })).flow.state;
  await run("many", "top", [50, 50, 50, 50]);
  await vi.waitFor(async () => expect(await inState("SUCCEEDED")).toBeGreaterThan(200), WAIT);
  expect(await inState("RUNNING")).toBeLessThan(500);

  // Others go on: another tree of the namespace, and one of another namespace.
  await run("many", "small", [5, 5]);
  await run("other", "small", [5, 5]);
  for (const namespace of ["many", "other"])
    await vi.waitFor(async () => expect(await stateOf(namespace, "small")).toBe("SUCCEEDED"), WAIT);
  expect(await stateOf("many", "top")).toBe("RUNNING");

  await engine.cancelFlow({ namespace: "many", flowId: "top" });
  await vi.waitFor(async () => expect(await stateOf("many", "top")).toBe("CANCELLED"), WAIT);
  expect(await inState("RUNNING")).toBe(0);
});
