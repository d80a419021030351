/**
 * How many queues and keys are set at most: one namespace does not take what the others need.
 */
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startEngine } from "./stores.js";

/** An engine on a store in which so many queues of each of these namespaces are set. */
async function withQueues(counts: Readonly<Record<string, number>>) {
  const store = createMemoryStore();
  for (const [namespace, count] of Object.entries(counts)) {
    for (let index = 0; index < count; index += 1) {
      const record = { namespace, queue: `q${index}`, version: 1, settings: {}, reason: "", requests: [] };
      await store.queues.put(record, "another");
    }
  }
  return (await startEngine(store)).engine;
}

test("a namespace sets half of all there may be; the others set theirs, and it changes those it has", async () => {
  const half = LIMITS.queuesSetInNamespace;
  const engine = await withQueues({ a: half - 1 });
  await engine.updateConcurrencyKey({ namespace: "a", key: "k", limit: 2 });
  await expect(engine.updateQueue({ namespace: "a", queue: "more", paused: true })).rejects.toMatchObject({
    reason: "LIMIT_EXCEEDED",
    message: "queue: 5000 queues and concurrency keys are set already in namespace a, and 5000 is the most",
    metadata: { field: "queue", limit: "5000", value: "5001" },
  });
  await engine.updateQueue({ namespace: "a", queue: "q1", paused: true });
  await engine.updateQueue({ namespace: "b", queue: "q", paused: true });
});

test("all together set as many as there may be", async () => {
  const engine = await withQueues({ a: LIMITS.queuesSetInNamespace, b: LIMITS.queuesSetInNamespace });
  await expect(engine.updateQueue({ namespace: "c", queue: "q", paused: true })).rejects.toMatchObject({
    reason: "LIMIT_EXCEEDED",
    message: "queue: 10000 queues and concurrency keys are set already, and 10000 is the most",
  });
});
