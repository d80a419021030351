/**
 * Dispatch over several processes: hand-over, credit, order, and what happens without hints.
 */
import { describe, expect, test } from "vitest";
import { EngineError } from "../../src/engine/engine-error.js";
import type { ReadyTask } from "../../src/engine/index.js";
import { startExecutor } from "./executor.js";
import { chain, flow, json, task } from "./json-payload.js";
import { endOf, STORES, startEngine, startEngines } from "./stores.js";
import { withoutHints } from "./without-hints.js";

const done = { kind: "result", result: json("done") } as const;

describe.each(STORES)("on $name", ({ make }) => {
  test("a completion sent to one process hands the next task to an executor on another", async () => {
    const [first, second] = await startEngines(make(), 2);
    const executor = await startExecutor(first!.engine);
    await second?.engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(20) } });
    for (let count = 1; count <= 20; count += 1) {
      const received = await executor.receivedAtLeast(count);
      const { taskId, claimToken } = received[count - 1]!;
      await second?.engine.taskComplete({ flowId: "f", taskId, claimToken, outcome: done });
    }
    expect(executor.received.map(({ taskId }) => taskId)).toEqual(chain(20).tasks.map(({ name }) => name));
  });

  test("what the completions of one batch make ready comes in one frame, after their answers", async () => {
    const { engine } = await startEngine(make()());
    const executor = await startExecutor(engine, { maxInFlight: 4 });
    const tasks = ["a", "b", "c", "d"].flatMap((name) => [task(name), task(`after-${name}`, [name])]);
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(tasks) } });
    const first = await executor.receivedAtLeast(4);
    await engine.taskCompleteBatch(
      first.map(({ flowId, taskId, claimToken }) => ({ flowId, taskId, claimToken, outcome: done })),
    );
    await executor.receivedAtLeast(8);
    const sent = executor.frames.flatMap((frame) => (frame.kind === "ready_tasks" ? [frame.tasks.length] : []));
    expect(sent).toEqual([4, 4]);
  });

  test("without any hint the sweep still hands every task over", async () => {
    const open = make();
    const here = await startEngine(withoutHints(open()));
    const there = await startEngine(open());
    const executor = await startExecutor(here.engine);
    await there.engine.run({ flowId: "f", definition: { kind: "spec", spec: chain(3) } });
    for (let count = 1; count <= 3; count += 1) {
      const received = await executor.receivedAtLeast(count);
      const { taskId, claimToken } = received[count - 1]!;
      await there.engine.taskComplete({ flowId: "f", taskId, claimToken, outcome: done });
    }
    expect(executor.received).toHaveLength(3);
  });

  test("with 10,000 ready tasks never more than 10 are out, and all of them are handed over", async () => {
    const [first, second] = await startEngines(make(), 2);
    const sizes = [3334, 3333, 3333];
    for (const [index, size] of sizes.entries()) {
      const tasks = Array.from({ length: size }, (_, number) => task(`t${number}`));
      await first?.engine.run({ flowId: `f${index}`, definition: { kind: "spec", spec: flow(tasks) } });
    }
    let most = 0;
    let completed = 0;
    const seen = new Set<string>();
    const out: ReadyTask[] = [];
    await new Promise<void>((resolve, reject) => {
      // The oldest is completed in a later turn, through either process: until it is sent, the task is out.
      const completeOldest = () => {
        const oldest = out.shift();
        if (oldest === undefined) return;
        const { flowId, taskId, claimToken } = oldest;
        const { engine } = (seen.size % 20 === 0 ? second : first)!;
        const request = { flowId, taskId, claimToken, responseDetail: "MINIMAL", outcome: done } as const;
        const complete = (): Promise<unknown> =>
          // Who loses to the busier process ten times is told to come again.
          engine.taskComplete(request).catch((error: unknown) => {
            if (error instanceof EngineError && error.reason === "CONFLICT") return complete();
            throw error;
          });
        complete().then(() => {
          completed += 1;
          if (completed === 10_000) resolve();
        }, reject);
      };
      startExecutor(first!.engine, { maxInFlight: 10 }, (ready) => {
        out.push(ready);
        most = Math.max(most, out.length);
        if (seen.has(ready.claimToken)) reject(new Error(`${ready.claimToken} was sent twice`));
        seen.add(ready.claimToken);
        setImmediate(completeOldest);
      }).catch(reject);
    });
    expect(most).toBe(10);
    expect(seen.size).toBe(10_000);
    for (const index of sizes.keys()) expect(await endOf(second!.engine, `f${index}`)).toBe("SUCCEEDED");
  });

  test("tasks of an older flow are offered before those of a younger one, whatever became ready first", async () => {
    const { engine } = await startEngine(make()());
    await engine.run({ flowId: "older", definition: { kind: "spec", spec: chain(3) } });
    await engine.run({
      flowId: "younger",
      definition: { kind: "spec", spec: flow(["a", "b"].map((name) => task(name))) },
    });
    await engine.taskComplete({ flowId: "older", taskId: "t0", outcome: done });
    const executor = await startExecutor(engine, {}, ({ flowId, taskId, claimToken }) => {
      void engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
    });
    const received = await executor.receivedAtLeast(4);
    expect(received.map(({ flowId, taskId }) => `${flowId}/${taskId}`)).toEqual([
      "older/t1",
      "older/t2",
      "younger/a",
      "younger/b",
    ]);
  });

  test("a higher priority goes before an older flow", async () => {
    const { engine } = await startEngine(make()());
    await engine.run({ flowId: "older", definition: { kind: "spec", spec: flow([task("low")]) } });
    await engine.run({ flowId: "urgent", priority: 5, definition: { kind: "spec", spec: flow([task("high")]) } });
    const executor = await startExecutor(engine, { maxInFlight: 2 });
    const received = await executor.receivedAtLeast(2);
    expect(received.map(({ taskId }) => taskId)).toEqual(["high", "low"]);
  });

  test("a session that nobody reads holds up nobody else", async () => {
    const { engine } = await startEngine(make()());
    const stopped = await engine.openSession({ queues: ["work"], maxInFlight: 3 });
    const tasks = Array.from({ length: 50 }, (_, number) => task(`t${number}`));
    await engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(tasks) } });
    const executor = await startExecutor(engine, { maxInFlight: 5 }, ({ flowId, taskId, claimToken }) => {
      void engine.taskComplete({ flowId, taskId, claimToken, outcome: done });
    });
    await executor.receivedAtLeast(47);
    await stopped.close();
    await executor.receivedAtLeast(50);
    expect(new Set(executor.received.map(({ taskId }) => taskId)).size).toBe(50);
  });
});
