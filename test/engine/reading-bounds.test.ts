/**
 * What bounds a read, whoever asks for it and however much has changed.
 */
import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { bound } from "./faulty-store.js";
import { chain } from "./json-payload.js";
import { startEngine } from "./stores.js";

const one = { kind: "spec", spec: chain(1) } as const;

test.each([[-1e15], [1.5], [1e300]])("a page token that names place %s is refused", async (place) => {
  const { engine } = await startEngine(createMemoryStore());
  const { flow } = await engine.run({ flowId: "f", definition: one });
  const incarnation = flow.revision.split(".")[2];
  const pageToken = Buffer.from(JSON.stringify([incarnation, place])).toString("base64url");
  const page = engine.getFlowDetails({ flowId: "f", view: "TASKS", pageToken });
  await expect(page).rejects.toMatchObject({ reason: "INVALID_FIELD", metadata: { field: "page_token" } });
});

test("a watch of a namespace in which thousands of flows have changed reads some at a time, and tells all", async () => {
  const shared = createMemoryStore();
  let most = 0;
  const segments = bound(shared.segments, (name) => {
    if (name !== "read" && name !== "headers") return undefined;
    return (ids: readonly string[]) => {
      most = Math.max(most, ids.length);
      return shared.segments[name](ids);
    };
  });
  const { engine } = await startEngine(bound(shared, (name) => (name === "segments" ? segments : undefined)));
  const { engine: other } = await startEngine(shared);
  const told = new Set<string>();
  const watch = engine.watchFlow({});
  for await (const frame of watch) {
    if (frame.kind === "update") told.add(frame.flow.flowId);
    else if (told.size === 0) {
      const runs = Array.from({ length: 2_000 }, (_, index) => other.run({ flowId: `f${index}`, definition: one }));
      await Promise.all(runs);
      most = 0;
    }
    if (told.size === 2_000) break;
  }
  expect([most > 1, most <= 64]).toEqual([true, true]);
});
