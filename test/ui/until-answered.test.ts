/**
 * Calls that do not give up, over a real client and router: what is refused for now is read again with growing pauses, an
 * order is given once, and what does not come is told.
 */
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { afterEach, expect, test, vi } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { createEngine } from "../../ui/src/engine/connection.js";
import { once, patiently } from "../../ui/src/engine/until-answered.js";
import { SILENCE_MS, Waits } from "../../ui/src/engine/waits.js";

afterEach(() => void vi.useRealTimers());

function patientEngine(handlers: Partial<ServiceImpl<typeof LazyEngine>>) {
  const waits = new Waits();
  const pauses: number[] = [];
  /** What was told of during each pause. */
  const told: string[] = [];
  const pause = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
    told.push(waits.hindrance?.kind === "failure" ? waits.hindrance.error.message : "");
  };
  const transport = createRouterTransport(({ service }) => service(LazyEngine, handlers), {
    transport: { interceptors: [patiently({ waits, pause })] },
  });
  return { engine: createEngine(transport), waits, pauses, told };
}

const overloaded = (): ConnectError => new ConnectError("too many calls", Code.ResourceExhausted);

/** Refuses so often, then answers. */
function refusing(times: number, error = overloaded()) {
  let calls = 0;
  const answer = (): object => {
    calls += 1;
    if (calls <= times) throw error;
    return {};
  };
  return { answer, calls: () => calls };
}

function answerToCome() {
  let resolve = (_answer: object): void => undefined;
  const promise = new Promise<object>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test.each(["listFlows", "getFlowDetails", "explainTask", "getDefinition"] as const)(
  "%s is repeated with growing pauses while it is refused, which is told until the answer has come",
  async (name) => {
    const { answer, calls } = refusing(7);
    const { engine, waits, pauses, told } = patientEngine({ [name]: answer });
    await engine[name]({});
    expect(calls()).toBe(8);
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(new Set(told)).toEqual(new Set(["too many calls"]));
    expect(waits.hindrance).toBeUndefined();
  },
);

test.each([Code.NotFound, Code.PermissionDenied, Code.Unauthenticated, Code.InvalidArgument])(
  "what is refused for good, by code %d, is not repeated",
  async (code) => {
    const { answer, calls } = refusing(1, new ConnectError("no", code));
    const { engine } = patientEngine({ listFlows: answer });
    await expect(engine.listFlows({})).rejects.toMatchObject({ code });
    expect(calls()).toBe(1);
  },
);

test("an order is given once, and so is a reading that is part of one", async () => {
  const [order, reading] = [refusing(1), refusing(1)];
  const { engine } = patientEngine({ suspendFlow: order.answer, getFlowDetails: reading.answer });
  await expect(engine.suspendFlow({})).rejects.toMatchObject({ code: Code.ResourceExhausted });
  await expect(engine.getFlowDetails({}, { contextValues: once() })).rejects.toMatchObject({
    code: Code.ResourceExhausted,
  });
  expect([order.calls(), reading.calls()]).toEqual([1, 1]);
});

test("nobody waits any more: there is no further try, and nothing is told", async () => {
  const { answer, calls } = refusing(10);
  const ending = new AbortController();
  const { engine, waits } = patientEngine({ listFlows: answer });
  waits.listen(() => ending.abort());
  await expect(engine.listFlows({}, { signal: ending.signal })).rejects.toThrow();
  expect(calls()).toBe(1);
  expect(waits.hindrance).toBeUndefined();
});

test("what gets no answer is told once people wonder, orders too, and not any more once it has come", async () => {
  vi.useFakeTimers();
  const { promise, resolve } = answerToCome();
  const { engine, waits } = patientEngine({ suspendFlow: () => promise });
  const told = vi.fn();
  waits.listen(told);
  const order = engine.suspendFlow({});
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(waits.hindrance).toEqual({ kind: "silence" });
  resolve({});
  await order;
  expect(waits.hindrance).toBeUndefined();
  expect(told).toHaveBeenCalledTimes(2);
});

test("a simulation takes its time: that is nothing to wonder about", async () => {
  vi.useFakeTimers();
  const { promise, resolve } = answerToCome();
  const { engine, waits } = patientEngine({ simulateFlow: () => promise });
  const simulation = engine.simulateFlow({});
  await vi.advanceTimersByTimeAsync(2 * SILENCE_MS);
  expect(waits.hindrance).toBeUndefined();
  resolve({});
  await simulation;
});

test("of several hindrances the latest is told, and the one before it once that is over", () => {
  const waits = new Waits();
  const [first, second] = [waits.begin(), waits.begin()];
  const error = { code: "UNAVAILABLE", reason: "", field: "", message: "down" };
  first.hindered({ kind: "silence" });
  second.hindered({ kind: "failure", error });
  expect(waits.hindrance).toEqual({ kind: "failure", error });
  second.end();
  expect(waits.hindrance).toEqual({ kind: "silence" });
  first.end();
  // What is over is not told any more, whatever else comes of it.
  first.hindered({ kind: "silence" });
  expect(waits.hindrance).toBeUndefined();
});
