/**
 * When a watch tells what it has seen.
 */
import { expect, test } from "vitest";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";

const done = { kind: "result", result: json("done") } as const;
const SPEC = flow([task("a"), task("b", ["a"]), task("c", ["b"])]);

/** A flow and what a watch of it has told, with the time at which it was told. */
async function watched({ time, start }: World) {
  const engine = await start();
  await engine.run({ flowId: "f", definition: { kind: "spec", spec: SPEC } });
  const told: { state: string; at: number }[] = [];
  const watch = (async () => {
    for await (const frame of engine.watchFlow({ flowId: "f" })) {
      if (frame.kind === "update") told.push({ state: frame.flow.state, at: time.now() });
    }
  })();
  await time.advance(1_000);
  told.length = 0;
  return { engine, told, watch };
}

test("changes that follow each other are told together, and the end is told at once", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const { engine, told, watch } = await watched(world);
    const began = time.now();
    await engine.taskComplete({ flowId: "f", taskId: "a", outcome: done });
    await engine.taskComplete({ flowId: "f", taskId: "b", outcome: done });
    await time.advance(150);
    expect(told).toEqual([]);
    await engine.taskComplete({ flowId: "f", taskId: "c", outcome: done });
    await time.advance(1);
    expect(told.map(({ state, at }) => [state, at - began])).toEqual([["SUCCEEDED", 150]]);
    await watch;
  }));

test("that a flow rests is told at once", () =>
  inOneWorld(async (world) => {
    const { time } = world;
    const { engine, told, watch } = await watched(world);
    await engine.suspendFlow({ flowId: "f" });
    await time.advance(1);
    expect(told.map(({ state }) => state)).toEqual(["SUSPENDED"]);
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await time.advance(1);
    expect(told.map(({ state }) => state)).toEqual(["SUSPENDED", "CANCELLED"]);
    await watch;
  }));
