/**
 * Waits that a suspended flow has outlived are over all at once when it goes on, and each has as much to spend on its
 * expressions as if it had ended by itself. On both stores; the lease of a session that is lost does the same.
 */
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { flow, json, task } from "./json-payload.js";
import { endOf, STORES, startEngine } from "./stores.js";

const { type: _, ...noop } = task("noop");
const WAITS = 40;
const many = <Value>(one: (index: number) => Value) => Array.from({ length: WAITS }, (_, index) => one(index));
/** Some twentieth of what one decision may spend. */
const costly = (index: number) => `input.exists(x, x == -${index + 1})`;
const input = json(Array.from({ length: 1_000 }, (_, index) => index));

describe.each(STORES)("on $name", ({ make }) => {
  test("a flow that was suspended over its waits succeeds as one that was not", async () => {
    const { engine } = await startEngine(make()());
    const spec = flow([
      ...many((index) => ({
        ...{ ...noop, name: `wait${index}`, delayMs: 200 + index },
        next: [{ to: `do${index}`, on: ["SUCCESS" as const], message: "", condition: costly(index) }],
      })),
      ...many((index) => ({ ...noop, name: `do${index}` })),
    ]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec }, input });
    await engine.suspendFlow({ flowId: "f" });
    await delay(200 + WAITS); // the time is what is tested
    await engine.resumeFlow({ flowId: "f" });
    expect(await endOf(engine, "f")).toBe("SUCCEEDED");
    const { flow: told } = await engine.getFlowDetails({ flowId: "f" });
    expect(told.counts).toEqual([
      { state: "SUCCEEDED", count: WAITS },
      { state: "SKIPPED", count: WAITS },
    ]);
  });

  test("all that a lost session held fails as it would one after the other", async () => {
    const { engine } = await startEngine(make()());
    const spec = flow(
      many((index) => ({
        ...task(`t${index}`),
        onLost: "FAIL" as const,
        next: [{ to: `do${index}`, on: ["FAILURE" as const], message: "", condition: costly(index) }],
      })).concat(many((index) => ({ ...noop, name: `do${index}` })) as never),
    );
    await engine.run({ flowId: "f", definition: { kind: "spec", spec }, input });
    const { tasks } = await engine.pollReadyTasks({
      queues: ["work"],
      maxTasks: WAITS,
      sessionId: "s",
      leaseMs: 1_000,
    });
    expect(tasks).toHaveLength(WAITS);
    expect(await endOf(engine, "f")).toBe("FAILED");
    const details = await engine.getFlowDetails({ flowId: "f", view: "FULL", pageSize: 1_000 });
    const failures = details.tasks.filter(({ state }) => state === "FAILED").map(({ failure }) => failure?.type);
    expect(failures).toEqual(many(() => "LEASE_LOST"));
  });
});
