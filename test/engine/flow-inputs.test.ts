/**
 * The inputs of flows that lie beside the state and travel along with their tasks.
 */
import { expect, test } from "vitest";
import type { PayloadStore } from "../../src/store/payload-store.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const done = { kind: "result", result: json("done") } as const;
const INPUT = json("x".repeat(5_000));
const SPEC = flow([
  task("a", [], { needsFlowInput: true }),
  task("b", ["a"], { needsFlowInput: true }),
  task("c", ["b"], { needsFlowInput: true }),
]);

test("a long input is read once for all tasks of its flow, and again where it could not be read", () =>
  inOneWorld(async ({ store, start, time }) => {
    const reads: (readonly string[])[] = [];
    const get: PayloadStore["get"] = (ids) => {
      reads.push(ids);
      return reads.length === 1 ? Promise.reject(new Error("no answer")) : store.payloads.get(ids);
    };
    const payloads = bound(store.payloads, (name) => (name === "get" ? get : undefined));
    const engine = await start(bound(store, (name) => (name === "payloads" ? payloads : undefined)));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC }, input: INPUT });
    const poll = { queues: ["work"], maxTasks: 1, waitMs: 0, sessionId: "s", includeHeld: true };
    await engine.pollReadyTasks(poll).catch(() => undefined);
    // What could not be read is offered again after a second.
    await time.advance(2_000);
    for (const taskId of ["a", "b", "c"]) {
      const { tasks } = await engine.pollReadyTasks(poll);
      expect(tasks.map((ready) => [ready.taskId, ready.flowInput])).toEqual([[taskId, INPUT]]);
      const claimToken = tasks[0]?.claimToken ?? "";
      await engine.taskComplete({ flowId: "f", taskId, claimToken, outcome: done });
    }
    expect(reads).toHaveLength(2);
  }));
