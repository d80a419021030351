/**
 * A test engine that is stopped while something goes on: whoever waits is told so at once, and whoever asks later.
 */
import { expect, test } from "vitest";
import { createTestEngine, TestEngineError } from "../../src/testing/index.js";
import { gate } from "./engine-under-test.js";

const one = (type: string) => ({ tasks: [{ name: "x", type }] });
const STOPPED = new TestEngineError("the test engine is stopped");

test("who lets time pass is told so", async () => {
  const { opened, open } = gate();
  const engine = await createTestEngine({ handlers: { tick: () => open() } });
  await engine.client.putSchedule("often", { every: "1s", run: one("tick"), overlapPolicy: "ALLOW_ALL" });
  const told = expect(engine.advance("3650d")).rejects.toThrow(STOPPED);
  await opened;
  await engine.stop();
  await told;
});

test("who waits for a flow whose handler is at work is told so, and the handler that it is not wanted", async () => {
  const { opened, open } = gate();
  const reasons: unknown[] = [];
  const work = (_task: unknown, { signal }: { readonly signal: AbortSignal }) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reasons.push(signal.reason);
        reject(signal.reason);
      });
      open();
    });
  const engine = await createTestEngine({ handlers: { work } });
  const { flowId } = await engine.client.run(one("work"));
  const told = expect(engine.flow(flowId).toEnd()).rejects.toThrow(STOPPED);
  await opened;
  await engine.stop();
  await told;
  expect(reasons).toHaveLength(1);
});

test("whoever asks later is told so, by all that an engine can be asked", async () => {
  const engine = await createTestEngine({ handlers: { work: () => 1 } });
  const flow = await engine.run(one("work"));
  await engine.stop();
  const asked = [
    () => engine.run(one("work")),
    () => engine.advance("1h"),
    () => engine.settle(),
    () => engine.ready(),
    () => engine.claim(),
    () => engine.complete("x"),
    () => engine.sleep("1h"),
    () => engine.until(new Promise(() => undefined)),
    () => engine.client.listQueues(),
    () => flow.toEnd(),
    () => flow.details(),
  ];
  for (const ask of asked) await expect(ask(), ask.toString()).rejects.toThrow(STOPPED);
  // What has happened can still be told.
  expect(await flow.path()).toEqual(["x"]);
  await engine.stop();
});
