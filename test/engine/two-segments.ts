/**
 * A flow of two small segments, and engines that cut flows like it.
 */
import { createEngine, type Engine } from "../../src/engine/index.js";
import type { Store } from "../../src/store/store.js";
import { flow, json, task } from "./json-payload.js";
import { SMALL_SEGMENTS } from "./large-flow-runner.js";
import type { World } from "./one-world.js";

export const done = { kind: "result", result: json("done") } as const;

/** Five tasks in segment 0, and one in segment 1 that waits for them. */
export const ACROSS = flow([
  ...["a", "b", "c", "d", "e"].map((name) => task(name)),
  task("join", ["a", "b", "c", "d", "e"]),
  task("after", ["join"]),
]);

export function startCutting({ time, store }: World, seen: Store = store): Promise<Engine> {
  return createEngine({ store: seen, environment: time.environment(), ...SMALL_SEGMENTS });
}

/** What segment 1 waits for. */
export async function completeAll(engine: Engine): Promise<void> {
  for (const taskId of ["a", "b", "c", "d", "e"]) {
    await engine.taskComplete({ flowId: "f", taskId, responseDetail: "MINIMAL", outcome: done });
  }
}
