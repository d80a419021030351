// Where a page of tasks goes on whose place is not there any more, as a list has begun anew between two pages.
import { expect, test } from "vitest";
import { SEGMENT_BOUNDS } from "../../src/core/definition/stored-form.js";
import type { Engine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { flow, json, task } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** Lists of more than two items are long: their items have other numbers each time the list begins. */
const LISTS = { wholeItems: 2, blockItems: 2, openItems: 2, endedItems: 0 };

async function page(engine: Engine, pageToken: string, states: readonly "READY"[] = []) {
  const request = { flowId: "f", view: "TASKS", pageSize: 4, pageToken, states } as const;
  const { tasks, nextPageToken } = await engine.getFlowDetails(request);
  return { ids: tasks.map(({ taskId }) => taskId), nextPageToken };
}

async function startList() {
  const { engine } = await startEngine(createMemoryStore(), { segmentBounds: { ...SEGMENT_BOUNDS, lists: LISTS } });
  const forEach = { expression: "input", maxParallel: 0, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
  const spec = flow([task("x"), task("a", ["x"], { forEach }), task("b")]);
  await engine.run({ flowId: "f", input: json([0, 1, 2, 3, 4]), definition: { kind: "spec", spec } });
  const begin = () =>
    engine.taskComplete({ flowId: "f", taskId: "x", outcome: { kind: "result", result: json(null) } });
  await begin();
  return { engine, begin };
}

test("is behind a list that has not begun again yet, and with the same item once it has", async () => {
  const { engine, begin } = await startList();
  const first = await page(engine, "");
  expect(first.ids).toEqual(["x", "a", "a[0]", "a[1]"]);
  expect((await page(engine, first.nextPageToken)).ids).toEqual(["a[2]", "a[3]", "a[4]", "b"]);
  await engine.retryFlow({ flowId: "f", reset: true });
  expect(await page(engine, first.nextPageToken)).toEqual({ ids: ["b"], nextPageToken: "" });
  await begin();
  expect((await page(engine, first.nextPageToken)).ids).toEqual(["a[2]", "a[3]", "a[4]", "b"]);
  const ready = await page(engine, first.nextPageToken, ["READY"]);
  expect(ready.ids).toEqual(["b"]);
});

test("is behind the list where that has become shorter", async () => {
  const { engine, begin } = await startList();
  const first = await page(engine, "");
  await engine.retryFlow({ flowId: "f", reset: true, input: json([0, 1]) });
  await begin();
  expect(await page(engine, first.nextPageToken)).toEqual({ ids: ["b"], nextPageToken: "" });
});

test("a token that names no task of the flow ends the list", async () => {
  const { engine } = await startList();
  const { nextPageToken } = await page(engine, "");
  const [incarnation] = JSON.parse(Buffer.from(nextPageToken, "base64url").toString()) as [string];
  for (const place of [
    [0, 99],
    [7, 0],
    [0, 99, 99, 1, 0],
  ]) {
    const token = Buffer.from(JSON.stringify([incarnation, ...place])).toString("base64url");
    expect(await page(engine, token)).toEqual({ ids: [], nextPageToken: "" });
  }
  const short = Buffer.from(JSON.stringify([incarnation, 0, 1, 1])).toString("base64url");
  await expect(page(engine, short)).rejects.toMatchObject({ reason: "INVALID_FIELD" });
});
