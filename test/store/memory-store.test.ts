// The memory store: the common suite, and what is its own.
import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { PositionLost } from "../../src/store/store-errors.js";
import { START, segmentRecord, updateOf } from "./records.js";
import { storeSuite } from "./store-suite.js";

storeSuite(
  "the memory store",
  async () => {
    let now = START;
    const store = createMemoryStore({ now: () => now });
    return {
      store,
      pass: async (ms) => {
        now += ms;
      },
      close: () => store.close(),
    };
  },
  200,
);

test("delivers hints only when its schedule does, in the order of commits", async () => {
  const deliveries: (() => void)[] = [];
  const store = createMemoryStore({ schedule: (deliver) => deliveries.push(deliver) });
  const flows: string[] = [];
  const feed = store.listen("me", {
    hint: ({ flowId }) => flows.push(flowId),
    sessionTaken: () => expect.fail("no session was taken"),
    queueSet: () => expect.fail("no queue was set"),
    queueFreed: () => expect.fail("nothing was lent"),
    gap: () => flows.push("gap"),
  });
  const heads = [{ queue: "q", priority: 0, time: 0 }];
  await store.segments.insert(["a", "b", "c"].map((flow) => segmentRecord("n", flow, { heads })));
  expect(flows).toEqual([]);
  for (const deliver of deliveries.slice(0, 2)) deliver();
  expect(flows).toEqual(["a", "b"]);
  await feed.close();
  deliveries[2]?.();
  expect(flows).toEqual(["a", "b"]);
});

test("forgets the oldest changes and says so to who asks for them", async () => {
  const store = createMemoryStore({ history: 4 });
  const start = await store.segments.position();
  let record = segmentRecord("n", "f");
  await store.segments.insert([record]);
  for (let round = 1; round <= 20; round += 1) {
    await store.segments.update([updateOf(record, "p", round)]);
    record = { ...record, version: record.version + 1, commit: `p:${round}` };
  }
  const until = await store.segments.position();
  const history = (after: string) => store.segments.history({ namespace: "n", after, until, limit: 1 });
  await expect(history(start)).rejects.toBeInstanceOf(PositionLost);
  expect(await history("17")).toEqual({ changes: [{ position: "18", id: record.id, version: 18 }], position: "18" });
});

test("what was read is a copy: later commits do not change it", async () => {
  const store = createMemoryStore();
  const record = segmentRecord("n", "f");
  await store.segments.insert([record]);
  const [read] = await store.segments.read([record.id]);
  const entry = { ...record.nodes.get(0), state: "RUNNING" } as never;
  await store.segments.update([updateOf(record, "p", 1, { nodes: new Map([[0, entry]]) })]);
  expect(read?.nodes).toEqual(record.nodes);
});
