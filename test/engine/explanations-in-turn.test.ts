/**
 * For an explanation a flow may be read as a whole: few are made at once, and they leave a process half of its time.
 */
import { expect, test } from "vitest";
import { FewAtOnce } from "../../src/engine/few-at-once.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import { bound } from "./faulty-store.js";
import { chain } from "./json-payload.js";
import { startEngine } from "./stores.js";

test("explanations of a namespace are made one at a time, those of another beside them", async () => {
  const store = createMemoryStore();
  const reads: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const read: SegmentStore["read"] = async (ids) => {
    reads.push(...ids.map((id) => id.slice(id.indexOf(":") + 1)));
    if (ids[0]?.includes(":a/") === true) await held;
    return store.segments.read(ids);
  };
  const segments = bound(store.segments, (name) => (name === "read" ? read : undefined));
  const { engine } = await startEngine(bound(store, (name) => (name === "segments" ? segments : undefined)));
  for (const namespace of ["a", "b"])
    await engine.run({ namespace, flowId: "f", definition: { kind: "spec", spec: chain(2) } });
  const explain = (namespace: string) => engine.explainTask({ namespace, flowId: "f", taskId: "t0" });
  reads.length = 0;
  const all = Array.from({ length: 5 }, () => explain("a"));
  await explain("b");
  expect(reads).toEqual(["a/f", "b/f"]);
  release();
  await Promise.all(all);
  expect(reads.filter((id) => id === "a/f")).toHaveLength(5);
});

test("a place rests for as long as its work took", async () => {
  let now = 0;
  const rests: { readonly delayMs: number; over(): void }[] = [];
  const few = new FewAtOnce("places", {
    ...{ atOnce: 1, waiting: 4 },
    rests: {
      monotonic: () => now,
      setTimer: (delayMs, over) => {
        rests.push({ delayMs, over });
        return () => undefined;
      },
    },
  });
  await few.during("n", async () => {
    now = 30;
  });
  let begun = false;
  const next = few.during("n", async () => {
    begun = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([begun, rests.map(({ delayMs }) => delayMs)]).toEqual([false, [30]]);
  rests[0]?.over();
  await next;
  expect(begun).toBe(true);
});
