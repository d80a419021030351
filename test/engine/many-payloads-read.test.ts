/**
 * A barrier: many tasks, one behind all of them, and as many behind that, each bound to the result of one of the first. The
 * results are kept beside the state; what the task between makes ready is decided in one commit.
 */
import { expect, test } from "vitest";
import type { PayloadStore } from "../../src/store/payload-store.js";
import { bound } from "./faulty-store.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { STORES, startEngine } from "./stores.js";

const COUNT = 300;
const FIRST = Array.from({ length: COUNT }, (_, index) => `f${index}`);
const SPEC = flow([
  ...FIRST.map((name) => task(name)),
  task("gate", FIRST),
  ...FIRST.map((name, index) => ({ ...task(`p${index}`, ["gate"]), bindings: { id: `tasks.${name}.result.id` } })),
]);
/** Each of them beside a read of the state, and a decision from the start. */
const READS = 8;

for (const { name, make } of STORES) {
  test(`${COUNT} results that are read in one commit are brought with few reads of the store (${name})`, async () => {
    const store = make()();
    const reads: number[] = [];
    const get: PayloadStore["get"] = (ids) => {
      reads.push(ids.length);
      return store.payloads.get(ids);
    };
    const payloads = bound(store.payloads, (member) => (member === "get" ? get : undefined));
    const { engine } = await startEngine(bound(store, (member) => (member === "payloads" ? payloads : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
    const pad = "x".repeat(2_000);
    const results = FIRST.map((taskId, id) => {
      return { flowId: "f", taskId, outcome: { kind: "result" as const, result: json({ id, pad }) } };
    });
    await engine.taskCompleteBatch(results);
    expect(reads).toEqual([]);
    const outcome = { kind: "result" as const, result: json(1) };
    const { ready } = await engine.taskComplete({ flowId: "f", taskId: "gate", outcome });
    expect(ready).toHaveLength(COUNT);
    expect(reads.length).toBeLessThanOrEqual(READS);
    expect(reads.reduce((sum, one) => sum + one, 0)).toBe(COUNT);
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: COUNT });
    expect(tasks.map(({ input }) => jsonOf(input))).toEqual(FIRST.slice(0, tasks.length).map((_, id) => ({ id })));
  });
}
