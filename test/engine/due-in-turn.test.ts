// What is due of one namespace, however much, keeps no other one waiting for the sweep.
import { expect, test } from "vitest";
import { dueInTurn } from "../../src/engine/upkeep/due-in-turn.js";
import { flow, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const HOUR_MS = 3_600_000;

/** Nothing is known of it but by the sweep: it is further ahead than a process remembers. */
function delayed(delayMs: number) {
  return { kind: "spec", spec: flow([task("t", [], { delayMs })]) } as const;
}

test("a timer is fired by the next sweep though thousands of another namespace were due before", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const many = Array.from({ length: 1_500 }, (_, index) => `f${index}`);
    await Promise.all(many.map((flowId) => engine.run({ namespace: "many", flowId, definition: delayed(HOUR_MS) })));
    await engine.run({ namespace: "one", flowId: "f", definition: delayed(HOUR_MS + 100) });
    time.pass(HOUR_MS + 1_000);
    await time.advance(1_000);
    const { tasks } = await engine.getFlowDetails({ namespace: "one", flowId: "f", view: "TASKS" });
    expect(tasks.map(({ state }) => state)).toEqual(["READY"]);
  }));

test("pages go on with all other namespaces while they are full, but not for ever", async () => {
  const asked: number[] = [];
  const full = (limit: number, except: readonly string[]) => {
    asked.push(except.length);
    const name = `n${except.length}`;
    return Promise.resolve(Array.from({ length: limit }, () => name));
  };
  const found = new Set<string>();
  for await (const name of dueInTurn(full, (due) => due)) found.add(name);
  expect([...found]).toEqual(asked.map((_, index) => `n${index}`));
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const few: string[] = [];
  for await (const name of dueInTurn(
    async () => ["a", "b"],
    (due) => due,
  ))
    few.push(name);
  expect(few).toEqual(["a", "b"]);
});
