/**
 * Answers with contents may have megabytes each: they are made for a few callers at a time, and others wait.
 */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { chain } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** The store, with a count of how many reads of flows go on at once. */
function counted(store: Store) {
  const count = { now: 0, most: 0 };
  const readNodes: SegmentStore["readNodes"] = async (...asked) => {
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    await turn();
    const record = await store.segments.readNodes(...asked);
    count.now -= 1;
    return record;
  };
  return { store: instead(store, { segments: instead(store.segments, { readNodes }) }), count };
}

/** The same with some members in place of its own. */
function instead<Whole extends object>(whole: Whole, members: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get: (target, name) => {
      if (name in members) return Reflect.get(members, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

test("of 40 at once no more than 15 are made for one namespace, and all are answered", async () => {
  const { store, count } = counted(createMemoryStore());
  const { engine } = await startEngine(store);
  const flowId = "f";
  await engine.run({ flowId, definition: { kind: "spec", spec: chain(2) } });
  const asked = Array.from({ length: 40 }, () => engine.getFlowDetails({ flowId, view: "FULL" }));
  for (const { tasks } of await Promise.all(asked)) expect(tasks).toHaveLength(2);
  expect(count.most).toBe(15);
  await Promise.all(Array.from({ length: 40 }, () => engine.getFlowDetails({ flowId })));
  expect(count.most).toBe(40);
});
