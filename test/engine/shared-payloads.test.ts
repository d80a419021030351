/**
 * Payloads beside the state that many tasks are handed: read once, and one copy for all.
 */
import { expect, test } from "vitest";
import { SharedPayloads } from "../../src/engine/dispatch/shared-payloads.js";
import type { PayloadStore } from "../../src/store/payload-store.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const READERS = 400;
const RESULT = json("x".repeat(100_000));
const SPEC = flow([
  task("first"),
  ...Array.from({ length: READERS }, (_, index) => task(`reader-${index}`, ["first"])),
]);

for (const { name, make } of STORES) {
  test(`a result that 400 tasks read is read from the store once, and they share it (${name})`, async () => {
    const store = make()();
    let reads = 0;
    const get: PayloadStore["get"] = (ids) => {
      reads += 1;
      return store.payloads.get(ids);
    };
    const payloads = bound(store.payloads, (member) => (member === "get" ? get : undefined));
    const { engine } = await startEngine(bound(store, (member) => (member === "payloads" ? payloads : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    const executor = await startExecutor(engine, { maxInFlight: 1_000 });
    const [first] = await executor.receivedAtLeast(1);
    await engine.taskComplete({ ...first!, responseDetail: "MINIMAL", outcome: { kind: "result", result: RESULT } });
    const handed = (await executor.receivedAtLeast(1 + READERS)).slice(1);
    const copies = new Set(handed.map(({ dependencyResults }) => dependencyResults["first"]?.data));
    expect(copies.size).toBe(1);
    expect(jsonOf(handed[0]?.dependencyResults["first"])).toBe("x".repeat(100_000));
    expect(reads).toBe(1);
  });
}

/** A store of payloads whose reads are answered by hand. */
function byHand() {
  const asked: { readonly ids: readonly string[]; answer(): void; fail(): void }[] = [];
  const get: PayloadStore["get"] = (ids) =>
    new Promise((resolve, reject) => {
      const answer = () => resolve(new Map(ids.map((id) => [id, json(id)])));
      asked.push({ ids, answer, fail: () => reject(new Error("no answer")) });
    });
  return { asked, shared: new SharedPayloads({ get }) };
}

test("who asks while a payload is read waits for that read, and reads what else there is itself", async () => {
  const { asked, shared } = byHand();
  const first = shared.get(["a", "b"]);
  const second = shared.get(["b", "c"]);
  expect(asked.map(({ ids }) => ids)).toEqual([["a", "b"], ["c"]]);
  for (const { answer } of asked) answer();
  expect([...(await first).keys()]).toEqual(["a", "b"]);
  expect((await second).get("b")).toBe((await first).get("b"));
  expect(shared.get(["a", "b", "c"])).toBeInstanceOf(Map);
  expect(asked).toHaveLength(2);
});

test("a read that fails fails for those who waited for it alone, and is asked for again", async () => {
  const { asked, shared } = byHand();
  const first = shared.get(["a"]);
  const second = shared.get(["a", "b"]);
  const third = shared.get(["b"]);
  for (const { fail } of asked.slice(0, 1)) fail();
  await expect(first).rejects.toThrow("no answer");
  for (const { answer } of asked.slice(1)) answer();
  await expect(second).rejects.toThrow("no answer");
  expect((await third).get("b")).toEqual(json("b"));
  const again = shared.get(["a"]);
  expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b"], ["a"]]);
  asked[2]?.answer();
  expect((await again).get("a")).toEqual(json("a"));
});

test("no more is kept than so many bytes", async () => {
  const data = new Uint8Array(1024 * 1024);
  let reads = 0;
  const shared = new SharedPayloads({
    get: async (ids) => {
      reads += 1;
      return new Map(ids.map((id) => [id, { data, contentType: "", metadata: {} }]));
    },
  });
  for (let index = 0; index < 33; index += 1) await shared.get([`${index}`]);
  expect(shared.get(["32"])).toBeInstanceOf(Map);
  await shared.get(["0"]);
  expect(reads).toBe(34);
});
