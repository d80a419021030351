/**
 * What a server refuses when there is more to do than it can.
 */
import { status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { EngineError } from "../../../src/engine/engine-error.js";
import { Overload } from "../../../src/server/limits/overload.js";
import { fakeEngine, someFlow, someTask } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";

const { getFlowDetails, taskComplete, suspendFlow } = LazyEngine.method;

describe("work that waits", () => {
  let now = 0;
  let writeDelayMs = 0;
  let busy = 1;
  let changes: boolean[] = [];
  let overload: Overload;

  beforeEach(() => {
    vi.useFakeTimers();
    [now, writeDelayMs, busy, changes] = [0, 0, 1, []];
    overload = new Overload({
      maxDelayMs: 100,
      writeDelayMs: () => writeDelayMs,
      changed: (overloaded) => changes.push(overloaded),
      now: () => now,
      busy: () => busy,
    });
  });

  afterEach(() => {
    overload.close();
    vi.useRealTimers();
  });

  /** The event loop comes round after so long; ticks are due every 50 ms. */
  const turn = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(50);
  };
  const admits = () => {
    try {
      overload.admitNewWork();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ reason: "OVERLOADED" });
      return false;
    }
  };

  it("is taken in while it waits for no longer than it may", () => {
    writeDelayMs = 100;
    for (let turns = 0; turns < 100; turns += 1) {
      turn(50);
      expect(admits()).toBe(true);
    }
  });

  it("is taken in where one turn was long, however much", () => {
    turn(5_000);
    expect(admits()).toBe(true);
    turn(50);
    expect(admits()).toBe(true);
    expect(changes).toEqual([]);
  });

  it("is refused where turn after turn is long, from within a turn on", () => {
    turn(400);
    turn(400);
    expect(changes).toEqual([true]);
    expect(admits()).toBe(true); // the one that gets in while nobody does
    expect(admits()).toBe(false);
    turn(50);
    expect(admits()).toBe(true);
    now += 160; // a turn that goes on
    expect([admits(), admits()]).toEqual([true, false]);
  });

  it("is refused where what is to be written waits, and taken in as soon as it does not", () => {
    writeDelayMs = 101;
    turn(50);
    expect(admits()).toBe(true);
    turn(50);
    turn(50);
    expect(admits()).toBe(true);
    expect(admits()).toBe(false);
    writeDelayMs = 100;
    expect(admits()).toBe(true);
    writeDelayMs = 101;
    expect(admits()).toBe(false);
  });

  it("gets in now and then all the same, the more seldom the longer it waits", () => {
    writeDelayMs = 200;
    turn(50);
    turn(150);
    let admitted = 0;
    for (let turns = 0; turns < 100; turns += 1) {
      if (admits()) admitted += 1;
      turn(50);
    }
    expect(admitted).toBe(25);
  });

  /** Each turn begins and answers so much, until so much is in hand and for a second after. */
  const inHand = (count: number, answeredPerTurn: number) => {
    for (let begun = 0; begun < count; begun += 1) overload.begun();
    for (let turns = 0; turns < 20; turns += 1) {
      for (let answered = 0; answered < answeredPerTurn; answered += 1) {
        overload.ended();
        overload.begun();
      }
      turn(50);
    }
  };

  it("is refused where more is in hand than is done in time", () => {
    inHand(39, 20); // 400 a second
    expect(overload.delayMs).toBeLessThanOrEqual(100);
    expect(changes).toEqual([]);
    inHand(10, 20);
    expect(overload.delayMs).toBeGreaterThan(100);
    expect(overload.delayMs).toBeLessThan(140);
    expect(changes).toEqual([true]);
    admits();
    expect(admits()).toBe(false);
    for (let ended = 0; ended < 30; ended += 1) overload.ended();
    expect(admits()).toBe(true);
  });

  it("is taken in where little is in hand, and where what is in hand waits for others, however long", () => {
    inHand(16, 0);
    expect(overload.delayMs).toBe(0);
    busy = 0.8;
    inHand(1_000, 0);
    expect(overload.delayMs).toBe(0);
    expect(admits()).toBe(true);
  });

  it("may come again the later, the more is refused for each that is let in", () => {
    writeDelayMs = 200;
    turn(50);
    turn(150);
    const refusals = () => {
      try {
        overload.admitNewWork();
        return 0;
      } catch (error) {
        return (error as EngineError).retryAfterMs;
      }
    };
    expect(Array.from({ length: 5 }, refusals)).toEqual([0, 1_000, 1_000, 1_000, 1_000]); // it has but begun
    for (let turns = 0; turns < 60; turns += 1) turn(50);
    expect(Array.from({ length: 6 }, refusals)).toEqual([0, 1_000, 2_000, 3_000, 3_000, 3_000]); // for three seconds
    for (let turns = 0; turns < 600; turns += 1) turn(50);
    expect(Array.from({ length: 50 }, refusals).at(-1)).toBe(10_000);
  });

  it("is no longer too much after a second without a wait", () => {
    writeDelayMs = 200;
    turn(50);
    turn(150);
    writeDelayMs = 0;
    for (let turns = 0; turns < 19; turns += 1) turn(50);
    expect(changes).toEqual([true]);
    turn(50);
    expect(changes).toEqual([true, false]);
  });
});

describe("a server with too much to do", () => {
  it("refuses new work unread, and records completions and follows orders", async () => {
    const engine = fakeEngine({
      getFlowDetails: async () => ({ flow: someFlow(), tasks: [], nextPageToken: "" }),
      taskComplete: async () => ({
        task: someTask(),
        ready: [],
        flow: someFlow(),
        replayed: false,
        changes: [],
        changesTruncated: false,
      }),
      suspendFlow: async () => ({ flow: someFlow(), changes: [], changesTruncated: false, replayed: false }),
    });
    const server = await startServer(
      { ...engine, metrics: { ...engine.metrics, delayMs: () => 60_000 } },
      { maxQueueingDelay: 100 },
    );
    await server.logged(({ msg }) => msg === "overloaded: new work is refused");
    await server.client.unary(getFlowDetails, {}); // one in so long a time gets in
    expect(await refusalOf(server.client.unary(getFlowDetails, {}))).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      metadata: { limit: "queueing_delay_ms", value: "100" },
      retryMs: 1_000,
    });
    await server.client.unary(taskComplete, { flowId: "f", taskId: "a", outcome: { case: "result", value: {} } });
    await server.client.unary(suspendFlow, { flowId: "f" });
  });
});
