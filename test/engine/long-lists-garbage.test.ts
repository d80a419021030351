// What long lists keep beside the state, and what that names, is no garbage as long as the list is there.
import { expect, test } from "vitest";
import { SEGMENT_BOUNDS } from "../../src/core/definition/stored-form.js";
import { unnamed } from "../../src/engine/upkeep/named-payloads.js";
import { headerSegmentId } from "../../src/store/segment-id.js";
import { flow, json, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const LISTS = { wholeItems: 2, blockItems: 2, openItems: 2, endedItems: 0 };
const LARGE = "-".repeat(2_000);

test.each(STORES)("on $name only what nothing names is", async ({ make }) => {
  const { engine, store } = await startEngine(make()(), { segmentBounds: { ...SEGMENT_BOUNDS, lists: LISTS } });
  const forEach = { expression: "input", maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
  const spec = flow([task("a", [], { forEach })]);
  const input = json([0, 1, 2, 3, 4, 5].map((of) => ({ LARGE, of })));
  await engine.run({ flowId: "f", input, definition: { kind: "spec", spec } });
  for (const of of [0, 1, 2, 3, 4]) {
    const outcome = { kind: "result", result: json({ LARGE, of: -of }) } as const;
    await engine.taskComplete({ flowId: "f", taskId: `a[${of}]`, outcome });
  }
  const [record] = await store.segments.read([headerSegmentId("default", "f")]);
  const [stored] = await store.payloads.old(0, undefined, 1_000);
  if (record === undefined || stored === undefined) return expect.fail("nothing is stored");
  const { ids } = stored;
  expect(ids.length).toBeGreaterThan(5);
  const stray = `${ids[0]?.split("/").slice(0, -3).join("/")}/3/1/nobody`;
  expect(await unnamed(store.payloads, record, [...ids, stray])).toEqual([stray]);
  const { tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL", taskIds: ["a[0]", "a[5]"] });
  expect(tasks.map(({ item }) => item)).toEqual([json({ LARGE, of: 0 }), json({ LARGE, of: 5 })]);
});
