/**
 * Large definitions that come with one call are taken in for few callers at once; those of other callers, and small ones, do not
 * wait for them.
 */
import { expect, test } from "vitest";
import { Latch } from "../../src/client/latch.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import type { DefinitionStore } from "../../src/store/definition-store.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

const wide = (name: string, tasks: number): FlowDefinition => ({
  ...flow(Array.from({ length: tasks }, (_, number) => task(`t${number}`))),
  name,
});
const LARGE = wide("large", 4_097);
/** Its tasks are all in a flow within it. */
const DEEP: FlowDefinition = { ...flow([{ ...task("in"), type: undefined as never, flow: LARGE }]), name: "deep" };

/** An engine that keeps the large definitions of namespace `a` only once it is let; `begun` has the names of those that it keeps. */
async function held() {
  const store = createMemoryStore();
  const latch = new Latch();
  const begun: string[] = [];
  const put: DefinitionStore["put"] = async (record, register) => {
    begun.push(`${record.namespace} ${record.name}`);
    if (record.namespace === "a" && record.name !== "small") await latch.promise;
    return store.definitions.put(record, register);
  };
  const definitions = bound(store.definitions, (name) => (name === "put" ? put : undefined));
  const { engine } = await startEngine(bound(store, (name) => (name === "definitions" ? definitions : undefined)));
  return { engine, begun, release: () => latch.open() };
}

test("of a namespace one large definition is taken in at a time, by whichever call it comes", async () => {
  const { engine, begun, release } = await held();
  const namespace = "a";
  const definition = { kind: "spec", spec: LARGE } as const;
  const timing = { kind: "interval", everyMs: 60_000, offsetMs: 0 } as const;
  const all = [
    engine.putDefinition({ namespace, spec: DEEP }),
    engine.run({ namespace, flowId: "f", definition }),
    engine.putSchedule({ namespace, scheduleId: "s", spec: { timing, run: { definition } } }),
  ];
  await engine.putDefinition({ namespace: "b", spec: LARGE });
  await engine.putDefinition({ namespace, spec: wide("small", 3) });
  expect(begun).toEqual(["a deep", "b large", "a small"]);
  release();
  await Promise.all(all);
  expect(begun.slice(3)).toContain("a large");
});

test("who leaves before its turn has nothing taken in", async () => {
  const { engine, begun, release } = await held();
  const first = engine.putDefinition({ namespace: "a", spec: LARGE });
  const caller = new AbortController();
  const left = engine.putDefinition({ namespace: "a", spec: wide("other", 5_000) }, { signal: caller.signal });
  caller.abort();
  await expect(left).rejects.toMatchObject({ reason: "CANCELLED" });
  release();
  await first;
  expect(begun).toEqual(["a large"]);
});
