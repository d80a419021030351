// How a flow is tested with vitest: run it to its end with stand-ins for its tasks, or go through it by hand.
import { NonRetryableError } from "lazyengine/client";
import { createTestEngine } from "lazyengine/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { order } from "./order.mjs";

/** @param {import("lazyengine/testing").TestEngineOptions} [options] */
async function engineWith(options) {
  const engine = await createTestEngine(options);
  onTestFinished(() => engine.stop());
  return engine;
}

const stock = () => "done";
const parcel = () => "delivered";
const mail = () => "sent";

test("an order whose card is declined at first takes a month and six hours, in no time", async () => {
  const payment = vi
    .fn(() => "receipt")
    .mockImplementationOnce(() => {
      throw new Error("declined");
    });
  const engine = await engineWith({ handlers: { stock, payment, parcel, mail } });

  const flow = await engine.run(order);
  const { state, createTime = 0, endTime = 0 } = await flow.toEnd();

  expect(state).toBe("SUCCEEDED");
  expect(await flow.path()).toEqual(["reserve", "charge", "ship", "remind"]);
  expect(payment).toHaveBeenCalledTimes(2);
  expect(endTime - createTime).toBe((30 * 24 + 6) * 3_600_000);
});

test("a card that is declined for good gives the goods back", async () => {
  const payment = () => {
    throw new NonRetryableError("stolen");
  };
  const engine = await engineWith({ handlers: { stock, payment, parcel, mail } });

  const flow = await engine.run(order);
  await flow.toEnd();

  expect(await flow.path()).toEqual(["reserve", "charge", "restock"]);
  expect(await flow.runs("ship")).toBe(0);
});

test("by hand: what is ready, what follows, and when", async () => {
  const engine = await engineWith();
  const flow = await engine.run(order);

  const ready = async () => (await engine.ready()).map(({ taskId }) => taskId);
  expect(await ready()).toEqual(["reserve"]);
  await engine.complete("reserve");
  await engine.fail("charge", { type: "Declined", message: "try again" });
  expect(await ready()).toEqual([]);

  await engine.advance("6h");
  expect(await ready()).toEqual(["charge"]);
  await engine.complete("charge", "receipt");
  await engine.complete("ship");

  await engine.advance("29d");
  expect(await ready()).toEqual([]);
  await engine.advance("1d");
  expect(await ready()).toEqual(["remind"]);
  expect((await flow.task("charge")).attempts).toHaveLength(2);
});

test("a parcel that takes too long fails the order", async () => {
  /** @type {import("lazyengine/testing").TestEngine} */
  const engine = await engineWith({ handlers: { stock, payment: () => "receipt", parcel: () => engine.sleep("20d") } });

  const flow = await engine.run(order);
  const { failure } = await flow.toEnd();

  expect(failure?.type).toBe("TIMEOUT");
});

test("a server that dies at the worst moment charges nobody twice", async () => {
  const payment = vi.fn(() => "receipt");
  const engine = await engineWith({ handlers: { stock, payment, parcel, mail } });

  const flow = await engine.run(order, { notBeforeTime: engine.now() + 1_000 });
  engine.faults.dropProcessAt("after commit");
  engine.faults.loseAnswer("taskComplete");
  await flow.toEnd();

  expect(engine.faults.happened).toHaveLength(2);
  expect(payment).toHaveBeenCalledTimes(1);
});
