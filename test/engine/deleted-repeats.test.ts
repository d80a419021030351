// Repeats of DeleteFlow once its flow's id has been run again, as of a caller whose answer was lost: a request deletes no
// later run than the one it found.
import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import type { DeleteFlowRequest } from "../../src/engine/requests.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { bound } from "./faulty-store.js";
import { chain } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const definition = { kind: "spec", spec: chain(1) } as const;
const request = { flowId: "f", requestId: "d" };

/** Runs the flow, and ends it. */
async function runToEnd(engine: Engine): Promise<void> {
  await engine.run({ flowId: "f", definition });
  await engine.cancelFlow({ flowId: "f", graceMs: 0 });
}

async function expectStays(engine: Engine, repeat: DeleteFlowRequest, state: string): Promise<void> {
  await expect(engine.deleteFlow(repeat)).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
  expect(await engine.deleteFlow({ ...repeat, allowMissing: true })).toEqual({});
  const { flow } = await engine.getFlowDetails({ flowId: "f" });
  expect(flow.state).toBe(state);
}

describe.each(STORES)("A1 on $name", ({ make }) => {
  test("the run that came after the deletion stays, whichever process hears the repeat", async () => {
    const open = make();
    const { engine } = await startEngine(open());
    const { engine: other } = await startEngine(open());
    await runToEnd(engine);
    expect(await engine.deleteFlow(request)).toMatchObject({ flow: { state: "CANCELLED" } });
    await expect(other.deleteFlow(request)).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
    await other.run({ flowId: "f", definition });
    await expectStays(engine, request, "RUNNING");
    await other.cancelFlow({ flowId: "f", graceMs: 0 });
    await expectStays(other, request, "CANCELLED");
    expect(await engine.deleteFlow({ flowId: "f", requestId: "d2" })).toMatchObject({ flow: { state: "CANCELLED" } });
  });

  test("a request that was refused means the run that is there when it is repeated", async () => {
    const { engine } = await startEngine(make()());
    await engine.run({ flowId: "f", definition });
    await expect(engine.deleteFlow(request)).rejects.toMatchObject({ reason: "FLOW_NOT_ENDED" });
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    expect(await engine.deleteFlow(request)).toMatchObject({ flow: { state: "CANCELLED" } });
  });
});

test("A1 of two copies of a deletion the late one, which has seen nothing of the first yet, deletes no later run", async () => {
  const shared = createMemoryStore();
  const { engine } = await startEngine(shared);
  await runToEnd(engine);
  let meanwhile: Promise<void> | undefined;
  // It has looked for what the request means; then all else happens, before it reads the flow.
  const payloads = bound(shared.payloads, (name) => {
    if (name !== "get") return undefined;
    return (ids: readonly string[]) => {
      const found = shared.payloads.get(ids);
      meanwhile ??= engine.deleteFlow(request).then(() => runToEnd(engine));
      return meanwhile.then(() => found);
    };
  });
  const segments = bound(shared.segments, (name) => {
    if (name !== "read") return undefined;
    return async (ids: readonly string[]) => {
      await Promise.resolve();
      await meanwhile;
      return shared.segments.read(ids);
    };
  });
  const parts: Readonly<Record<string, unknown>> = { payloads, segments };
  const { engine: there } = await startEngine(bound(shared, (name) => parts[name]));
  await expectStays(there, request, "CANCELLED");
});
